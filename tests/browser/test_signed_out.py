"""The next person with this phone: after signing out, or being cut off, nothing private is left on it in the clear."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Device
from companion.models.access import invite_with
from companion.services.admit import close_phones
from companion.services.enrol import HandOver, hand_over
from companion.services.invites import invite
from companion.services.keys import hash_of
from companion.services.staff import add_clinic, add_practitioner
from tests.browser.canaries import READ_ALL, Canaries, found_in, nothing_is_left
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser


@pytest.fixture
def canaries(own_house: OwnHouse) -> Canaries:
    """Alice's plan, with a canary in each of its fields."""
    words = [secrets.token_hex(16) for _ in range(4)]
    number = "+44" + "".join(secrets.choice("123456789") for _ in range(29))
    now = datetime.now(UTC).replace(microsecond=0)
    with own_house.at.app.app_context():
        clinic = add_clinic(words[0], now, zone="Europe/London", country="GB", phone=number)
        bob = add_practitioner(clinic, words[1], now)
        treated = Treated("daxxify", ("glabella",), now - timedelta(hours=2), "Europe/London")
        form = HandOver(uuid4(), treated, words[2], now + timedelta(days=14))
        owner = hand_over(form, clinic.id, bob.id, now)
        assert owner
        token = invite(owner, now)
    return Canaries(words[0], number, words[1], words[2], words[3], token)


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone, canaries: Canaries) -> OwnPhone:
    """Her phone, after she looked at every page and asked a question."""
    own_phone.redeem(f"{own_house.address}/invite#{canaries.token}")
    expect(own_phone.page.get_by_role("banner")).to_contain_text(canaries.clinic)
    expect(own_phone.page.locator("html")).to_have_attribute("data-answers", "here")
    own_phone.page.get_by_role("searchbox").fill(canaries.question)
    own_phone.button("Look it up").click()
    expect(own_phone.page.locator("#asked")).to_contain_text(canaries.question)
    for path in ("/plan", "/help", "/can-i", "/phones"):
        own_phone.open(path)
    own_phone.wait_until_kept("/now", "/plan", "/help", "/can-i", "/course.json")
    return own_phone


def sign_out(phone: OwnPhone) -> None:
    phone.open("/phones").get_by_role("link", name="Sign out and wipe").click()
    phone.button("Sign out and wipe").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_a_canary_would_be_found(alice: OwnPhone, canaries: Canaries) -> None:
    alice.measure(f"localStorage.setItem('note', '{canaries.name}')")
    assert canaries.name in alice.measure(READ_ALL)
    alice.stop()
    assert {canary for _, canary in found_in(alice.profile, canaries.private())} == {canaries.name}
    alice.start()


def test_after_signing_out(alice: OwnPhone, canaries: Canaries, own_house: OwnHouse) -> None:
    sign_out(alice)
    nothing_is_left(alice, canaries)
    alice.open("/now").wait_for_url(f"{own_house.address}/")
    own_house.stop()
    expect(alice.open("/help").get_by_role("heading", level=1)).to_have_text("Get help")


def test_after_signing_out_without_a_network(alice: OwnPhone, canaries: Canaries, own_house: OwnHouse) -> None:
    own_house.stop()
    alice.open("/sign-out")
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_text("There is no network")).to_be_visible()
    nothing_is_left(alice, canaries)
    expect(alice.open("/now").get_by_text("There is no network")).to_be_visible()
    own_house.start()
    alice.open("/now").wait_for_url(f"{own_house.address}/")
    assert open_phones(own_house) == 0


def test_a_browser_that_names_no_page_it_comes_from_wipes_too(alice: OwnPhone, canaries: Canaries) -> None:
    alice.open("/sign-out")
    alice.measure("document.head.insertAdjacentHTML('beforeend', '<meta name=referrer content=no-referrer>')")
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    nothing_is_left(alice, canaries)


def test_an_answer_that_was_on_its_way_brings_nothing_back(alice: OwnPhone, own_house: OwnHouse) -> None:
    alice.wait_until_old("/help")
    with own_house.frozen():
        alice.page.goto(alice.address + "/help", wait_until="commit")
        alice.page.wait_for_timeout(500)
        alice.page.goto(alice.address + "/sign-out", wait_until="commit")
        alice.page.get_by_role("button", name="Sign out and wipe").click(no_wait_after=True)
        alice.page.wait_for_timeout(500)
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    alice.page.wait_for_timeout(1000)
    assert alice.stored()["pages"] == []
    assert "pages" not in alice.stored()["session"]


def test_an_answer_for_one_patient_is_not_shown_to_the_next(alice: OwnPhone, own_house: OwnHouse) -> None:
    link = own_house.at.hand_over()
    alice.wait_until_old("/now")
    other = alice.context.new_page()
    other.goto(link)
    with own_house.frozen():
        alice.page.goto(alice.address + "/now", wait_until="commit")
        alice.page.wait_for_timeout(500)
        other.get_by_role("button", name="Continue on this phone").click(no_wait_after=True)
        other.wait_for_timeout(500)
    other.wait_for_url("**/now")
    expect(other.get_by_role("banner")).to_contain_text("Marlow Street Clinic")


def test_after_the_clinic_cut_the_phone_off(alice: OwnPhone, canaries: Canaries, own_house: OwnHouse) -> None:
    alice.wait_until_old("/now")
    alice.stop()
    with own_house.at.app.app_context():
        for owner in own_house.at.patients():
            close_phones(owner, datetime.now(UTC))
    alice.start()
    alice.open("/now").wait_for_url(f"{own_house.address}/")
    expect(alice.page.get_by_text("This phone is signed out.")).to_be_visible()
    nothing_is_left(alice, canaries)
    own_house.stop()
    expect(alice.open("/help").get_by_role("heading", level=1)).to_have_text("Get help")
    expect(alice.open("/now").get_by_role("heading", level=1)).to_have_text("This page is not on your phone")


def test_a_session_that_ran_out_only_locks_the_pages(alice: OwnPhone, canaries: Canaries, own_house: OwnHouse) -> None:
    alice.wait_until_old("/now")
    with own_house.at.app.app_context():
        db.session.execute(update(Device).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))
        db.session.commit()
        spent = invite_with(hash_of(canaries.token))
        assert spent
        assert spent.patient_id
        fresh = invite((spent.clinic_id, spent.patient_id), datetime.now(UTC))
    alice.open("/now").wait_for_url(f"{own_house.address}/")
    assert "/plan" in alice.stored()["pages"]
    own_house.stop()
    expect(alice.open("/plan").get_by_role("heading", level=1)).to_have_text("This page is not on your phone")
    own_house.start()
    alice.redeem(f"{own_house.address}/invite#{fresh}")
    own_house.stop()
    expect(alice.open("/plan").get_by_role("heading", level=1)).to_have_text("Your plan")


def test_the_pages_of_one_patient_go_when_another_signs_in(alice: OwnPhone, own_house: OwnHouse) -> None:
    alice.redeem(own_house.at.hand_over())
    expect(alice.page.get_by_role("banner")).to_contain_text("Marlow Street Clinic")
    assert set(alice.stored()["pages"]) <= {"/now", "/course.json", "/check-in", "/journal"}


def test_another_tab_that_shows_the_plan_is_led_away(alice: OwnPhone, own_house: OwnHouse) -> None:
    other = alice.context.new_page()
    other.goto(f"{own_house.address}/plan")
    other.locator("h1").wait_for()
    sign_out(alice)
    other.wait_for_url(f"{own_house.address}/")


def open_phones(house: OwnHouse) -> int:
    with house.at.app.app_context():
        return db.session.query(Device).where(Device.revoked_at.is_(None)).count()
