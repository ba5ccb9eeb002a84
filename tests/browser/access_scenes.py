"""The ways in, and the phones of a patient, in the states that look different."""

from tests.browser.desk import code_on
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.test_start import fill, send


def code(phone: Phone, house: House) -> None:
    phone.open("/code")


def wrong_code(phone: Phone, house: House) -> None:
    phone.open("/code").get_by_label("Code").fill("k7m4 2pqr")
    phone.button("Continue on this phone").click()
    phone.page.get_by_role("alert").wait_for()


def recovery(phone: Phone, house: House) -> None:
    phone.open("/recovery")


def started_alone(phone: Phone, house: House) -> None:
    """The page that shows the recovery code."""
    fill(phone.open("/start"))
    send(phone.page)
    phone.page.locator("p.code").wait_for()


def recovered(phone: Phone, house: House) -> None:
    started_alone(phone, house)
    kept = code_on(phone.page)
    phone.open("/recovery").get_by_label("Code").fill(kept)
    phone.button("Open my plan here").click()
    phone.page.get_by_text("All other phones are signed out.").wait_for()


def phones_with_a_code(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/phones")
    phone.button("Make a code").click()
    phone.page.locator("p.code").wait_for()


def phones_of_a_self_starter(phone: Phone, house: House) -> None:
    started_alone(phone, house)
    phone.open("/phones")


def correction(phone: Phone, house: House) -> None:
    started_alone(phone, house)
    phone.open("/plan").locator("a[href$='/correction']").first.click()
    phone.button("End this plan").wait_for()


def clinic(phone: Phone, house: House) -> None:
    started_alone(phone, house)
    phone.open("/clinic")


def consent(phone: Phone, house: House) -> None:
    started_alone(phone, house)
    phone.open("/clinic").get_by_label("Code").fill(house.join_code())
    phone.button("Go on").click()
    phone.button("Yes, I agree").wait_for()


def link_on_a_phone_with_a_plan(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open(house.hand_over())


ACCESS_SCENES = [
    code,
    wrong_code,
    recovery,
    started_alone,
    recovered,
    phones_with_a_code,
    phones_of_a_self_starter,
    correction,
    clinic,
    consent,
    link_on_a_phone_with_a_plan,
]
