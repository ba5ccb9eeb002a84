"""The desk in the states that look different."""

from tests.browser import desk
from tests.browser.house import House
from tests.browser.phone import Phone

NEW = "/practitioner/treatments/new"
LONG_NAME = "Wilhelmina-Alexandra Konstantinopolitanskaya-Featherstone III"[:60]


def at_the_desk(phone: Phone, house: House) -> Phone:
    return phone.sign_in(house.session_of_the_desk(), "companion-staff")


def desk_list(phone: Phone, house: House) -> None:
    house.hand_over()
    at_the_desk(phone, house).open("/practitioner/treatments")


def desk_form(phone: Phone, house: House) -> None:
    at_the_desk(phone, house).open(NEW)


def desk_form_with_errors(phone: Phone, house: House) -> None:
    page = at_the_desk(phone, house).open(NEW)
    page.get_by_label("First name").fill(LONG_NAME)
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_label("Follow-up check").fill("2026-03-07T10:00")
    phone.button("Start the plan").click()
    page.get_by_role("alert").wait_for()


def desk_ways(phone: Phone, house: House) -> None:
    desk.hand_over(at_the_desk(phone, house), LONG_NAME)


def desk_treatment(phone: Phone, house: House) -> None:
    desk_ways(phone, house)
    desk.to_the_plan(phone)


def desk_correction(phone: Phone, house: House) -> None:
    desk_treatment(phone, house)
    phone.page.get_by_role("link", name="Correct the plan").click()
    phone.button("Save").wait_for()


def desk_treatment_with_everything(phone: Phone, house: House) -> None:
    """With phones, a correction and an end."""
    desk_ways(phone, house)
    house.open(desk.link_on(phone.page))
    page = desk.to_the_plan(phone)
    page.get_by_role("link", name="Correct the plan").click()
    page.get_by_label("Product").select_option(index=1)
    phone.button("Save").click()
    page.get_by_text("End it before its time").click()
    phone.button("End this plan").click()
    page.get_by_text("This plan was ended").wait_for()


def desk_join_code(phone: Phone, house: House) -> None:
    at_the_desk(phone, house).open("/practitioner/treatments")
    phone.button("Make a code to join us").click()
    phone.page.locator("p.code").wait_for()


def desk_form_kept_without_a_session(phone: Phone, house: House) -> None:
    desk_form(phone, house)
    phone.context.clear_cookies()
    phone.page.get_by_label("Product").select_option(label="Daxxify")
    phone.button("Start the plan").click()
    phone.button("Send it again").wait_for()


DESK_SCENES = [
    desk_list,
    desk_form,
    desk_form_with_errors,
    desk_ways,
    desk_treatment,
    desk_treatment_with_everything,
    desk_correction,
    desk_join_code,
    desk_form_kept_without_a_session,
]
