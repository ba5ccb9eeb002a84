"""Every page in the states that look different; a scene leaves the phone there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Route

from companion.aftercare.schedule import Treated
from tests.browser.access_scenes import ACCESS_SCENES
from tests.browser.audit_scenes import AUDIT_SCENES
from tests.browser.camera_scenes import CAMERA_SCENES
from tests.browser.clinic_scenes import CLINIC_SCENES
from tests.browser.desk_journal_scenes import DESK_JOURNAL_SCENES
from tests.browser.desk_scenes import DESK_SCENES
from tests.browser.door_scenes import DOOR_SCENES
from tests.browser.figures_scenes import FIGURES_SCENES
from tests.browser.hand_over_scenes import HAND_OVER_SCENES
from tests.browser.house import House
from tests.browser.install_scenes import INSTALL_SCENES
from tests.browser.journal_scenes import JOURNAL_SCENES
from tests.browser.mail_scenes import MAIL_SCENES
from tests.browser.offline_scenes import OFFLINE_SCENES
from tests.browser.outbox_scenes import OUTBOX_SCENES
from tests.browser.phone import Phone
from tests.browser.protocol_scenes import PROTOCOL_SCENES
from tests.browser.reach_scenes import REACH_SCENES
from tests.browser.reminders_scenes import REMINDERS_SCENES
from tests.browser.review_scenes import REVIEW_SCENES
from tests.browser.telling_scenes import TELLING_SCENES

OPEN_ALL = "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"


def welcome(phone: Phone, house: House) -> None:
    phone.open("/")


def start(phone: Phone, house: House) -> None:
    phone.open("/start")


def start_with_errors(phone: Phone, house: House) -> None:
    start(phone, house)
    phone.page.get_by_text("Daxxify", exact=True).click()
    phone.page.get_by_label("Day and time").fill("2019-05-04T10:00")
    phone.button("Show what to do now").click()
    phone.page.get_by_role("alert").wait_for()


def now(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/now")


def now_with_everything_open(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.button("Wine").click()
    phone.page.locator(".verdict").wait_for()
    phone.measure(OPEN_ALL)


def now_with_a_call_for_help(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.page.get_by_role("searchbox").fill("I can't breathe")
    phone.button("Look it up").click()
    phone.page.locator(".verdict").wait_for()


def now_with_three_treatments(phone: Phone, house: House) -> None:
    """Three countdowns, everything open, and the clock of the phone found wrong."""
    phone.sign_in(house.plan(*(treated(hours) for hours in (300, 9, 2))).session)
    phone.page.route("**/now", tell_of_1970)
    phone.open("/now").get_by_text("This phone’s clock is").wait_for()
    phone.page.unroute("**/now")
    phone.measure(OPEN_ALL)


def now_on_a_quiet_day(phone: Phone, house: House) -> None:
    plan = house.plan(treated(6 * 24))
    house.book(plan, datetime.now(UTC) + timedelta(days=8))
    phone.sign_in(plan.session).open("/now")


def now_on_the_twentieth_day(phone: Phone, house: House) -> None:
    phone.sign_in(house.plan(treated(20 * 24)).session).open("/now")


def now_after_the_end(phone: Phone, house: House) -> None:
    plan = house.plan(treated(30))
    house.end(plan, datetime.now(UTC))
    phone.sign_in(plan.session).open("/now")


def tell_of_1970(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, headers=answer.headers | {"server-timing": "clock;dur=1"})


def treated(hours: int) -> Treated:
    return Treated("daxxify", ("glabella", "masseter"), datetime.now(UTC) - timedelta(hours=hours), "Europe/London")


def can_i(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/can-i")


def can_i_with_an_answer(phone: Phone, house: House) -> None:
    can_i(phone, house)
    phone.page.get_by_role("searchbox").fill("ibuprofen")
    phone.page.keyboard.press("Enter")
    phone.page.locator(".verdict").wait_for()


def can_i_with_the_longest_wait(phone: Phone, house: House) -> None:
    can_i(phone, house)
    phone.page.get_by_role("searchbox").fill("facal and hot yoga")
    phone.page.keyboard.press("Enter")
    phone.page.locator(".verdict").wait_for()


def help_closed(phone: Phone, house: House) -> None:
    phone.open("/help")


def help_with_signs_open(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/help")
    phone.measure(OPEN_ALL)


def plan(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/plan")


def plan_with_everything_open(phone: Phone, house: House) -> None:
    plan(phone, house)
    phone.measure(OPEN_ALL)


def choosing(phone: Phone, house: House) -> None:
    phone.open("/choosing")
    phone.measure(OPEN_ALL)


def invite(phone: Phone, house: House) -> None:
    phone.open(house.hand_over())


def invite_that_was_used(phone: Phone, house: House) -> None:
    phone.open("/invite#used-before")
    phone.button("Continue on this phone").click()
    phone.page.get_by_role("alert").wait_for()


def sources(phone: Phone, house: House) -> None:
    phone.open("/sources")


def practitioner(phone: Phone, house: House) -> None:
    """The door."""
    phone.open("/practitioner")


def a_page_that_is_not_there(phone: Phone, house: House) -> None:
    phone.open("/nowhere")


Scene = Callable[[Phone, House], None]
SCENES: list[Scene] = [
    welcome,
    start,
    start_with_errors,
    now,
    now_with_everything_open,
    now_with_a_call_for_help,
    now_with_three_treatments,
    now_on_a_quiet_day,
    now_on_the_twentieth_day,
    now_after_the_end,
    can_i,
    can_i_with_an_answer,
    can_i_with_the_longest_wait,
    help_closed,
    help_with_signs_open,
    plan,
    plan_with_everything_open,
    choosing,
    invite,
    invite_that_was_used,
    sources,
    practitioner,
    a_page_that_is_not_there,
    *ACCESS_SCENES,
    *JOURNAL_SCENES,
    *INSTALL_SCENES,
    *OFFLINE_SCENES,
    *OUTBOX_SCENES,
    *CAMERA_SCENES,
    *REMINDERS_SCENES,
    *REACH_SCENES,
    *MAIL_SCENES,
    *DESK_SCENES,
    *HAND_OVER_SCENES,
    *DESK_JOURNAL_SCENES,
    *DOOR_SCENES,
    *REVIEW_SCENES,
    *FIGURES_SCENES,
    *TELLING_SCENES,
    *AUDIT_SCENES,
    *PROTOCOL_SCENES,
    *CLINIC_SCENES,
]
