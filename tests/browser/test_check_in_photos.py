"""Photos of a check-in: never without a yes, and never lost, saved or not."""

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from companion.extensions import db
from companion.models import Grant
from tests.browser.check_in import begin, on_day_four, wait_until_drafted
from tests.browser.house import House
from tests.browser.outbox import photos, wait_until_sent
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.journal import jpeg

pytestmark = pytest.mark.browser
YES = "Yes, keep my photos with my journal."


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone on day 4, which has kept the check-in before she ever asked for it."""
    return on_day_four(own_house, own_phone)


def choose(page: Page, expression: str, *bodies: bytes) -> None:
    files = [FilePayload(name=f"{n}.jpg", mimeType="image/jpeg", buffer=body) for n, body in enumerate(bodies)]
    page.locator(f"[name={expression}]").set_input_files(files)
    expect(page.locator(f"[data-shot={expression}] [data-taken]")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("heading", level=1, name="Saved")).to_be_visible()


def grants(house: House) -> list[Grant]:
    with house.app.app_context():
        return list(db.session.scalars(select(Grant).order_by(Grant.given_at)))


def test_the_first_photo_needs_a_yes_that_goes_along_without_a_network(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    page = begin(alice)
    expect(page.locator(".shots")).to_be_hidden()
    page.get_by_label(YES).check()
    choose(page, "frown", jpeg(1))
    save(page)
    page = begin(alice)
    expect(page.get_by_label(YES)).to_have_count(0)
    choose(page, "smile", jpeg(2))
    save(page)
    own_house.start()
    alice.open("/journal")
    wait_until_sent(alice)
    (grant,) = grants(own_house.at)
    assert grant.wording.startswith(YES)
    assert "Only I and" in grant.wording
    assert [photo.expression for photo in photos(own_house.at)] == ["frown", "smile"]
    expect(alice.page.locator(".entries .shot img")).to_have_count(2)  # the page has shown what was received
    expect(begin(alice).get_by_label(YES)).to_have_count(0)


def test_photos_that_were_chosen_outlive_an_empty_battery(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "close_up", jpeg(1), jpeg(2))
    choose(page, "rest", jpeg(3))
    alice.stop().start()
    page = begin(alice)
    expect(page.get_by_text("What you began is still here.")).to_be_visible()
    expect(page.locator("[data-shot] canvas:visible")).to_have_count(2)
    expect(page.locator("[data-shot=close_up] [data-many]")).to_have_text("2")
    page.get_by_role("button", name="Remove At rest").click()
    save(page)
    own_house.start()
    alice.open("/journal")
    wait_until_sent(alice)
    assert [photo.expression for photo in photos(own_house.at)] == ["close_up", "close_up"]
    alice.open("/journal")  # which loads itself anew when something was received, whatever looks into it
    assert [key[0] for key in alice.stored()["outbox"]] == ["draft"]


def test_starting_again_leaves_no_photo_behind(alice: OwnPhone) -> None:
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "frown", jpeg(1))
    page.reload()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".shots")).to_be_hidden()
    expect(begin(alice).get_by_text("What you began is still here.")).to_be_hidden()
    assert len(alice.stored()["outbox"]) == 1


def test_a_phone_that_is_nearly_full_says_so_before_it_hurts(alice: OwnPhone) -> None:
    full = "navigator.storage.estimate = async () => ({ quota: 100e6, usage: 90e6 });"
    alice.context.add_init_script(full)
    expect(begin(alice).get_by_text("This phone is nearly full.").first).to_be_visible()


def test_a_yes_that_was_taken_back_is_asked_for_again(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "frown", jpeg(1))
    save(page)
    alice.open("/journal")
    wait_until_sent(alice)
    page.get_by_role("link", name="Your yes to photos").click()
    page.get_by_label("Delete the photos that I sent, too: 1.").check()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Say yes")).to_be_visible()
    assert photos(own_house.at) == []
    expect(begin(alice).get_by_label(YES)).to_be_visible()


def test_a_yes_that_was_unticked_stays_unticked(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "frown", jpeg())
    page.get_by_label(YES).uncheck()
    wait_until_drafted(page)
    page = begin(alice)
    expect(page.get_by_label(YES)).not_to_be_checked()
    page.locator("[name=pain][value='1']").check()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("Your clinic has it now.")).to_be_visible()
    assert photos(own_house.at) == []
    assert not [key for key in alice.stored()["outbox"] if "draft" in key and len(key) > 2], "nor on her phone"


def test_a_photo_of_two_tabs_goes_once_and_is_never_lost(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "frown", jpeg())
    other = alice.context.new_page()
    other.goto(f"{own_house.address}/check-in")
    expect(other.locator("[data-shot=frown] [data-taken]")).to_be_visible()
    own_house.stop()
    for tab in (page, other):
        tab.locator("[name=pain][value='1']").check()
        tab.get_by_role("button", name="Save check-in").click()
        expect(tab.get_by_role("heading", level=1, name="Saved")).to_be_visible()
    own_house.start()
    alice.open("/journal")
    wait_until_sent(alice)
    assert len(photos(own_house.at)) == 1


def test_saved_is_not_received_while_a_photo_is_not_there(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    page.get_by_label(YES).check()
    choose(page, "frown", b"no photo at all")
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("We cannot read this kind of file.")).to_be_visible()
    expect(page.get_by_text("Your clinic has it now.")).to_be_hidden()
