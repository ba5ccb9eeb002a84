"""From the form to "test shown": Bob at his tablet, Alice with her own phone, a push service that is this test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect
from sqlalchemy import select

from companion.extensions import db
from companion.models import Photo
from companion.services.health import say_alive
from tests.browser.check_in import file
from tests.browser.conftest import FLAGS, path_of_chromium
from tests.browser.desk import Hand, fill_in, hand_over, link_on, signed_in, stopwatch, to_the_plan
from tests.browser.house import House
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.phone import GivePhone, Phone, untroubled
from tests.browser.push_phone import PushPhone
from tests.journal import jpeg
from tests.services.post import Service, worker_at

pytestmark = pytest.mark.browser

FORM_PART = 30  # seconds
FROM_HOME = "Object.defineProperty(navigator, 'standalone', { value: true })"


@pytest.fixture
def fresh_phone(playwright: Playwright, own_house: OwnHouse, tmp_path: Path) -> Iterator[PushPhone]:
    """Alice's, which never was here and may show reminders."""
    phone = OwnPhone(playwright, path_of_chromium("chromium"), FLAGS, tmp_path / "profile", own_house.address)
    pushed = PushPhone(phone, own_house)
    pushed.allow("granted")
    yield pushed
    pushed.close()
    phone.stop()
    assert not phone.troubles, "\n".join(phone.troubles)


@pytest.fixture
def tablet(chromium: Browser, own_house: OwnHouse) -> Iterator[Phone]:
    """Bob's, signed in."""
    with untroubled(chromium, own_house.at) as give:
        yield signed_in(give, width=820, height=1180)


def test_from_the_form_to_the_first_reminder(
    tablet: Phone, fresh_phone: PushPhone, capsys: pytest.CaptureFixture[str]
) -> None:
    bob, alice, desk = Hand(tablet.page), Hand(fresh_phone.page), tablet.page
    with stopwatch() as form:
        bob.tap(desk.get_by_role("main").get_by_role("link", name="New plan"))
        fill_in(bob)
        bob.tap(tablet.button("Start the plan"))
        bob.tap(desk.get_by_role("link", name="Full screen"))
        expect(desk.get_by_role("dialog").locator(".qr svg")).to_be_visible()
    link = link_on(desk)
    with stopwatch() as proof:
        fresh_phone.phone.open(link)
        alice.tap(fresh_phone.phone.button("Continue on this phone"))
        bob.tap(desk.get_by_role("dialog").get_by_role("link", name="Close"))
        expect(desk.get_by_text("Phone connected")).to_be_visible()
        fresh_phone.phone.context.add_init_script(FROM_HOME)
        fresh_phone.phone.open("/reminders")
        alice.tap(fresh_phone.phone.button("Switch reminders on").first)
        expect(desk.get_by_text("An iPhone needs it for reminders.")).to_have_count(0)
        with fresh_phone.app.app_context():
            say_alive("worker", datetime.now(UTC))
        bob.tap(tablet.button("Send a test"))
        expect(desk.get_by_text("Waiting for the phone to show it")).to_be_visible()
        service = Service()
        with fresh_phone.app.app_context():
            worker_at(service)(datetime.now(UTC))
        [message] = service.got
        assert desk.get_by_text("Reminders arrive").count() == 0
        fresh_phone.bring_message(message)
        expect(desk.get_by_text("Reminders arrive")).to_be_visible()
    with capsys.disabled():
        print(  # noqa: T201
            f"\nhand-over to the first reminder: form {form[0]:.1f} s of {FORM_PART}, proof {proof[0]:.1f} s,"
            f" taps: desk {bob.taps}, phone {alice.taps}"
        )
    assert form[0] < FORM_PART
    assert [one["title"] for one in fresh_phone.shown()] == ["It works"]
    tablet.requests.clear()
    desk.wait_for_timeout(2500)
    assert tablet.requests == []
    to_the_plan(tablet)
    expect(desk.get_by_text("A phone proved it")).to_be_visible()
    expect(desk.get_by_text("On the home screen")).to_have_count(0)


def test_the_button_keeps_its_focus_while_the_page_asks(desk: Phone) -> None:
    page = hand_over(desk)
    page.get_by_text("No reminders on this phone?").click()
    page.get_by_role("textbox", name="Address").fill("alice@")
    with page.expect_response("**/phones?since=*"):
        pass
    page.wait_for_timeout(300)
    expect(page.get_by_role("textbox", name="Address")).to_be_focused()
    expect(page.get_by_role("textbox", name="Address")).to_have_value("alice@")


def test_without_script_the_code_fills_the_screen_and_nothing_is_chosen(phones: GivePhone) -> None:
    desk = signed_in(phones, javascript=False)
    page = hand_over(desk, "Zoë")
    page.get_by_role("link", name="Full screen").click()
    expect(page.locator("#large .qr svg")).to_be_visible()
    page.locator("#large").get_by_role("link", name="Close").click()
    expect(page.locator("#large .qr svg")).to_be_hidden()
    page = to_the_plan(desk)
    page.get_by_text("No reminders on this phone?").click()
    page.get_by_role("radio", name="Nothing").check()
    desk.button("Save that").click()
    expect(page.get_by_text("No reminders: nothing")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_photo_is_taken_at_the_desk(phones: GivePhone, javascript: bool) -> None:
    desk = signed_in(phones, javascript=javascript, width=820, height=1180)
    hand_over(desk, "Mia")
    page = to_the_plan(desk)
    page.get_by_role("link", name="Photos taken here").click()
    expect(page.locator("[name=rest]")).to_be_hidden()
    page.get_by_label("They said yes to these words").check()
    page.locator("[name=rest]").set_input_files(file(jpeg()))
    if javascript:
        expect(page.locator("[data-shot=rest] canvas")).to_be_visible()
    desk.button("Keep the photos").click()
    expect(page.get_by_role("heading", name="In the plan")).to_be_visible()
    expect(page.get_by_role("img", name="Photo: Face at rest")).to_be_visible()
    if javascript:
        assert desk.measure("indexedDB.databases().then((all) => all.length)") == 0
        assert desk.measure("localStorage.length + sessionStorage.length") == 0


def test_the_guided_camera_of_the_tablet_looks_at_the_patient(whole_chromium: Browser, house: House) -> None:
    with untroubled(whole_chromium, house) as give:
        desk = signed_in(give, width=820, height=1180)
        desk.context.grant_permissions(["camera"])
        hand_over(desk, "Mia")
        page = to_the_plan(desk)
        page.get_by_role("link", name="Photos taken here").click()
        page.get_by_label("They said yes to these words").check()
        desk.button("Use the camera").click()
        expect(page.locator("dialog[data-camera]")).to_have_attribute("data-facing", "environment")
        desk.button("Take the photo").click()
        page.locator("[data-use]").click()
        expect(page.get_by_role("heading", name="Lift your brows")).to_be_visible()
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.locator("[data-shot=rest] canvas")).to_be_visible()
        desk.button("Keep the photos").click()
        expect(page.get_by_role("img", name="Photo: Face at rest")).to_be_visible()
        with house.app.app_context():
            assert db.session.scalars(select(Photo).order_by(Photo.received_at.desc())).first().hints["guided"]  # type: ignore[union-attr]
