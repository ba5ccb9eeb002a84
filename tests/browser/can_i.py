"""Alice asks "Can I ... yet?" on the day of the treatment, of a phone that answers by itself or of the server."""

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

OF_THE_PHONE, OF_THE_SERVER = "answered on the phone", "answered by the server"


def at_now(phones: GivePhone, house: House, answered: str) -> Phone:
    """Alice's phone, 1 h 48 min after the treatment, open at Now; with course.json, or where it never comes."""
    phone: Phone = phones().sign_in(house.session_of_bobs_patient())
    if answered == OF_THE_SERVER:
        phone.page.route("**/course.json", lambda route: route.fulfill(status=204))
        phone.open("/now").locator("[data-htmx-powered]").first.wait_for()
    else:
        open_with_course(phone, "/now")
    return phone


def open_with_course(phone: Phone, path: str) -> None:
    """Until the phone can answer by itself."""
    expect(phone.open(path).locator("html")).to_have_attribute("data-answers", "here")


def ask(phone: Phone, question: str) -> Locator:
    phone.page.get_by_role("searchbox").fill(question)
    phone.button("Look it up").click()
    answer = phone.page.locator(".answer").filter(has=phone.page.get_by_role("heading", name=question, exact=True))
    expect(answer.locator(".verdict")).to_be_visible()
    return answer


def verdict(answer: Locator) -> str:
    return answer.locator(".verdict").inner_text().strip()
