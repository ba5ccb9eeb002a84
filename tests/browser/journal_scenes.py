"""The check-in: to be filled in, answered at once, saved, put right, and as a page that answers."""

from tests.browser.house import House
from tests.browser.phone import Phone

OPEN_ALL = "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"


def check_in(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/check-in").locator("main[data-live]").wait_for()


def check_in_with_an_answer(phone: Phone, house: House) -> None:
    """A place with its size, a call for today with more to look at, a slip, and everything open."""
    check_in(phone, house)
    phone.measure(OPEN_ALL)
    for choice in ("[name=bruise][value='2']", "[value=eye-left]", "[name=swelling][value='3']", "[value=rf-ptosis]"):
        phone.page.locator(choice).check()
    phone.page.locator("[name=rule][value=no-alcohol]").check()
    phone.page.locator("[data-urgency=same_day]:visible").wait_for()


def check_in_with_a_call_for_help(phone: Phone, house: House) -> None:
    check_in(phone, house)
    phone.page.get_by_text("Warning signs").click()
    phone.page.locator("[value=rf-breathing]").check()
    phone.page.locator("[data-urgency=emergency_now]:visible").wait_for()


def check_in_with_something_wrong(phone: Phone, house: House) -> None:
    check_in(phone, house)
    phone.page.get_by_label("Anything else?").evaluate("(field) => { field.maxLength = 9999; }")
    phone.page.get_by_label("Anything else?").fill("a bruise " * 300)
    phone.button("Save check-in").click()
    phone.page.get_by_role("alert").get_by_text("That was not saved yet").wait_for()


def check_in_that_was_answered(phone: Phone, house: House) -> None:
    check_in(phone, house)
    phone.page.locator("[name=asymmetry][value='1']").evaluate("(tick) => tick.click()")
    phone.page.locator("[name=rule][value=no-heat]").evaluate("(tick) => tick.click()")
    phone.button("Save check-in").click()
    phone.page.wait_for_url("**/answer")


def check_in_to_put_right(phone: Phone, house: House) -> None:
    check_in_that_was_answered(phone, house)
    phone.page.get_by_role("link", name="Change this check-in").click()
    phone.page.locator("main[data-live]").wait_for()


JOURNAL_SCENES = [
    check_in,
    check_in_with_an_answer,
    check_in_with_a_call_for_help,
    check_in_with_something_wrong,
    check_in_that_was_answered,
    check_in_to_put_right,
]
