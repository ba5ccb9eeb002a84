"""An address is given, asked and ended without a script, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.mail_scenes import asked
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser


def test_an_address_is_given_and_asked_again_without_a_script(phones: GivePhone, house: House) -> None:
    session, phone = house.session_of_bobs_patient(), phones(javascript=False)
    page = phone.sign_in(session).open("/reminders")
    page.get_by_label("E-mail").fill("alice@example.org")
    phone.button("Keep this").click()
    expect(page.locator("#saved")).to_contain_text("Now open the e-mail to alice@example.org.")
    asked(house, session, "mail confirm")
    page.goto(f"{phone.address}/reminders")
    expect(page.locator("#field-email")).to_contain_text("We sent an e-mail to")
    phone.button("Send it again").click()
    expect(page.locator("#field-email")).to_contain_text("is on its way")
    expect(page.locator("#field-email")).to_be_in_viewport()


def test_yes_and_no_more_by_keyboard_alone(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    phone.open(f"/mail/confirm/{asked(house, session, 'mail confirm')}")
    tab_to(phone, "Yes, write to me here")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    phone.open(f"/mail/off/{asked(house, session, 'mail off')}")
    tab_to(phone, "Stop the e-mails")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("No more e-mails")
    page = phone.sign_in(session).open("/reminders")
    expect(page.locator("#field-email")).to_contain_text("Our e-mails were stopped.")
    expect(page.get_by_label("E-mail")).to_have_value("")
