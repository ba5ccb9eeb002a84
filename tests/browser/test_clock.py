"""A phone whose clock is off is told, but only by an answer that has just come from the server."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from companion.aftercare.schedule import Treated
from tests.browser.alice import TWO_HOURS
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_refresh import COME_BACK, come_back

pytestmark = pytest.mark.browser

AHEAD, BEHIND = timedelta(hours=3), -timedelta(minutes=10)
# The clock of Playwright hides what the browser measured of the page; here is the browser's own.
BEFORE = "globalThis.browsersOwn = performance"
AFTER = "performance.getEntriesByType = (type) => browsersOwn.getEntriesByType(type)"
GivePhoneOff = Callable[[timedelta], Phone]


@pytest.fixture
def off(house: House, phones: GivePhone, now: datetime) -> GivePhoneOff:
    """Gives Alice's phone, open at Now, with a clock that is off by that."""

    def give(by: timedelta) -> Phone:
        plan = house.plan(Treated("daxxify", ("glabella",), now - TWO_HOURS, "Europe/London"))
        phone: Phone = phones().sign_in(plan.session)
        phone.page.add_init_script(BEFORE)
        phone.page.clock.install(time=datetime.now(now.tzinfo) + by)
        phone.page.add_init_script(AFTER)
        phone.open("/now")
        return phone

    return give


def note(phone: Phone) -> Locator:
    return phone.page.locator("#main").get_by_role("status")


@pytest.mark.parametrize(("by", "words"), [(AHEAD, "3 h ahead"), (BEHIND, "10 min behind")], ids=str)
def test_a_clock_that_is_off_is_told_with_what_to_do(by: timedelta, words: str, off: GivePhoneOff) -> None:
    phone = off(by)
    expect(note(phone)).to_contain_text(f"This phone’s clock is {words}.")
    expect(note(phone)).to_contain_text("let the phone set date and time")


@pytest.mark.parametrize("by", [timedelta(0), timedelta(seconds=110), -timedelta(seconds=110)], ids=str)
def test_a_clock_that_is_right_is_not_spoken_of(by: timedelta, off: GivePhoneOff) -> None:
    expect(note(off(by))).to_have_text("")


def test_the_note_goes_when_a_fresh_answer_says_that_the_clock_is_right(off: GivePhoneOff, now: datetime) -> None:
    phone = off(BEHIND)
    expect(note(phone)).not_to_have_text("")
    phone.page.clock.set_system_time(datetime.now(now.tzinfo))
    expect(note(phone)).not_to_have_text("")
    assert come_back(phone).status == 304
    expect(note(phone)).to_have_text("")


def test_a_clock_that_goes_wrong_later_is_told_by_the_next_answer(off: GivePhoneOff, now: datetime) -> None:
    phone = off(timedelta(0))
    phone.page.clock.set_system_time(datetime.now(now.tzinfo) + AHEAD)
    come_back(phone)
    expect(note(phone)).to_contain_text("3 h ahead")


def test_without_a_fresh_answer_nothing_is_said(off: GivePhoneOff, now: datetime) -> None:
    phone = off(timedelta(0))
    phone.context.set_offline(True)
    phone.page.clock.set_system_time(datetime.now(now.tzinfo) + AHEAD)
    with phone.page.expect_event("requestfailed"):
        phone.measure(COME_BACK)
    phone.page.clock.run_for(2000)
    expect(phone.page.locator("[data-countdown]:visible")).to_have_count(1)
    expect(note(phone)).to_have_text("")
    phone.troubles.clear()


def test_a_kept_page_says_nothing(off: GivePhoneOff, house: House, phones: GivePhone, now: datetime) -> None:
    """As a service worker gives it when there is no network."""
    phone = off(timedelta(0))
    kept = phone.page.content()
    other: Phone = phones()
    other.page.add_init_script(BEFORE)
    other.page.clock.install(time=datetime.now(now.tzinfo) + AHEAD)
    other.page.add_init_script(AFTER)
    other.page.route("**/now", lambda route: route.fulfill(body=kept, content_type="text/html"))
    other.open("/now")
    expect(other.page.locator("[data-since]")).to_have_text("(5 h ago)")
    expect(note(other)).to_have_text("")
