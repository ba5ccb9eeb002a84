"""While the desk waits for the phone: its buttons, the code without script, photos taken at the clinic."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from companion.extensions import db
from companion.models import Photo
from tests.browser.check_in import file
from tests.browser.desk import hand_over, signed_in, to_the_plan
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone, untroubled
from tests.journal import jpeg

pytestmark = pytest.mark.browser


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
