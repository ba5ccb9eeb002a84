"""A practitioner turns messages on in a real browser, and gets a test; this test is the push service and worker."""

import json
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.adapters.push_browser import Browser
from tests.browser.house import House
from tests.browser.phone import GivePhone
from tests.browser.push_phone import STAND_IN
from tests.browser.staff import at, staff_session
from tests.services.post import Service
from tests.services.telling import teller

# This Chromium shows no notifications, so it asks nobody.
ALLOWED = """(() => {
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  Notification.requestPermission = async () => "granted";
})()"""


def test_a_practitioner_turns_messages_on_and_gets_a_test(phones: GivePhone, house: House) -> None:
    phone, keys = phones(width=1280, keeps=True), Browser()
    phone.context.add_init_script(ALLOWED)
    told = json.dumps({"p256dh": keys.p256dh, "auth": keys.auth})
    phone.context.add_init_script(STAND_IN.replace("KEYS", told))
    page = at(phone, staff_session(house, "Told Tess", clinic="Clinic of Tess")).open("/practitioner/account")
    expect(page.get_by_text("Nothing tells you yet.")).to_be_visible()
    phone.button("Turn it on here").click()
    expect(page.get_by_text("(this one)")).to_be_visible()
    expect(phone.button("Turn it on here")).to_be_hidden()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("A test is on its way.")).to_be_visible()
    service = Service()
    with house.app.app_context():
        assert teller(service)(datetime.now(UTC)) >= 1
    assert ("It works", "What waits for you reaches this device.") in service.shown
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("A test left at")).to_be_visible()
    phone.open("/practitioner")  # told again at each start of the desk
    phone.open("/practitioner/account")
    expect(page.get_by_text("(this one)")).to_have_count(1)
    page.locator("form[data-here] button").click()
    expect(page.get_by_text("Nothing tells you yet.")).to_be_visible()
    expect(phone.button("Turn it on here")).to_be_visible()
