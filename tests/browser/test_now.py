"""Now: one countdown, what is not yet allowed, what is, and why; all by the phone's own clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from companion.aftercare.protocol import bundled
from companion.aftercare.sentences import moment_words
from tests.browser.alice import ALICE, NEW_YORK, TWO_HOURS, seen, wall
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# How many of 100 places on the arc lie under the digits, which leave a fifth of their line free above.
CROSSINGS = """() => {
  const [hero] = [...document.querySelectorAll(".hero")].filter((panel) => panel.checkVisibility());
  const digits = new Range();
  digits.selectNodeContents(hero.querySelector("[data-countdown]"));
  const { left, right, top, height } = digits.getBoundingClientRect();
  const arc = hero.querySelector(".way");
  const places = Array.from({ length: 101 }, (_, n) =>
    arc.getPointAtLength((n / 100) * arc.getTotalLength()).matrixTransform(arc.getScreenCTM()));
  return places.filter(({ x, y }) => x > left && x < right && y > top + height / 5).length;
}"""
# The words of each countdown for a screen reader, as they change.
LISTEN = """() => {
  window.labels = [];
  const note = (changes) => changes.forEach(({ target }) => window.labels.push(target.ariaLabel));
  const options = { attributes: true, attributeFilter: ["aria-label"], subtree: true };
  new MutationObserver(note).observe(document.getElementById("main"), options);
}"""


def row(phone: Phone, name: str) -> Locator:
    """The line of that rule which is on the screen."""
    named = phone.page.locator(".name").get_by_text(name, exact=True)
    return phone.page.locator("details.rule:visible").filter(has=named)


def countdown(phone: Phone) -> Locator:
    return phone.page.locator("[data-countdown]:visible")


def test_the_countdown_runs_by_the_second(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + TWO_HOURS + timedelta(seconds=60))
    expect(countdown(phone)).to_have_text("1:59:00")
    phone.page.clock.run_for(1000)
    expect(countdown(phone)).to_have_text("1:58:59")


def test_a_countdown_that_ends_makes_way_for_the_next_one(with_plan: GivePhone) -> None:
    phone = with_plan(after=4 * HOUR - timedelta(seconds=90))
    phone.at(ALICE.treated_at + 4 * HOUR - timedelta(seconds=1))
    expect(countdown(phone)).to_have_text("0:00:01")
    phone.page.clock.run_for(1000)
    expect(countdown(phone)).to_have_text("20:00:00")
    expect(phone.page.locator(".hero:visible h2")).to_have_text("Don't rub or press treated skin")


def test_a_countdown_begins_two_days_before_the_end_and_the_days_before_are_quiet(with_plan: GivePhone) -> None:
    phone = with_plan(after=3 * DAY)
    phone.at(wall("2026-03-19T14:29:59"))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("A quiet day")
    expect(countdown(phone)).to_have_count(0)
    phone.at(wall("2026-03-19T14:30"))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Right now")
    expect(countdown(phone)).to_have_text("48:00:00")


@pytest.mark.parametrize("days", [6, 20, 40, 100, 150], ids=str)
def test_what_still_holds_is_listed_on_a_quiet_day(days: int, with_plan: GivePhone) -> None:
    screen = seen(with_plan(after=days * DAY).page)
    assert screen.is_calm
    assert [*screen.not_yet, *screen.please_do, *screen.fine, *screen.always]
    assert screen.next_change


def test_the_arc_is_half_drawn_at_half_time(with_plan: GivePhone) -> None:
    phone = with_plan(after=TWO_HOURS - timedelta(minutes=1))
    gone = phone.at(ALICE.treated_at + TWO_HOURS).locator(".hero:visible .gone")
    expect(gone).to_have_attribute("stroke-dasharray", "50.00 200")


@pytest.mark.parametrize("after", [TWO_HOURS, 5 * HOUR, 12 * DAY + 2 * HOUR, 13 * DAY + 20 * HOUR], ids=str)
def test_the_digits_keep_clear_of_the_arc(after: timedelta, with_plan: GivePhone) -> None:
    page = with_plan(after=after - timedelta(minutes=1)).at(ALICE.treated_at + after)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(CROSSINGS) == 0, f"{width} px"


def test_tomorrow_becomes_today_at_midnight_on_this_phone(with_plan: GivePhone) -> None:
    phone = with_plan()
    until = row(phone, "Alcohol").locator(".until")
    phone.at(wall("2026-03-07T23:59:59"))
    expect(until).to_have_text("until 15:30 tomorrow")  # 24 hours, and the clocks go forward that night
    phone.page.clock.run_for(1000)
    expect(until).to_have_text("until 15:30 today")


def test_what_is_normal_changes_at_midnight_where_alice_was_treated(with_plan: GivePhone) -> None:
    phone = with_plan(zone="Asia/Tokyo")
    phone.at(wall("2026-03-07T23:59:59"))
    expect(phone.page.get_by_role("heading", name="Normal on the first day")).to_be_visible()
    phone.page.clock.run_for(1000)
    expect(phone.page.get_by_role("heading", name="Normal on day 1", exact=True)).to_be_visible()


def test_a_phone_in_another_zone_says_whose_times_these_are(with_plan: GivePhone) -> None:
    phone = with_plan(zone="Asia/Tokyo")
    expect(phone.page.get_by_text("Times are for Asia/Tokyo, where this phone is now.")).to_be_visible()
    phone.at(ALICE.treated_at + 3 * HOUR)
    assert seen(phone.page).until == "until 08:30 today"


def test_a_phone_at_home_names_the_zone_of_the_treatment(with_plan: GivePhone) -> None:
    expect(with_plan().page.get_by_text("Times are for America/New York.")).to_be_visible()


def test_time_left_and_time_since_move_with_the_minute(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + TWO_HOURS + timedelta(minutes=14))
    expect(row(phone, "Make-up").locator(".left")).to_have_text("1 h 46 min")
    expect(phone.page.locator("[data-since]")).to_contain_text("2 h 14 min ago")


def test_the_check_in_the_diary_is_told_until_it_has_come(house: House, phones: GivePhone, now: datetime) -> None:
    plan = house.plan(replace(ALICE, treated_at=now - 2 * HOUR, zone="Europe/London"))
    house.book(plan, now + 13 * DAY)
    phone: Phone = phones(clock=now).sign_in(plan.session)
    visit = phone.open("/now").get_by_role("region", name="Your 2‑week check")
    phone.at(now + 3 * DAY)
    expect(visit).to_contain_text("10 days left")
    expect(visit.locator("time")).to_have_text(moment_words(bundled(), now + 13 * DAY, now, ZoneInfo("Europe/London")))
    phone.at(now + 13 * DAY)
    expect(visit).to_be_hidden()


def test_a_plan_that_alice_ended_says_so_and_when(house: House, phones: GivePhone, now: datetime) -> None:
    plan = house.plan(replace(ALICE, treated_at=now - 30 * HOUR))
    house.end(plan, now - HOUR)
    phone: Phone = phones(zone=NEW_YORK, clock=now).sign_in(plan.session)
    page = phone.open("/now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan has ended")
    ended_at = moment_words(bundled(), now - HOUR, now, ZoneInfo(NEW_YORK))
    expect(page.locator("[data-ended]")).to_contain_text(f"You ended it at {ended_at}.")
    expect(page.locator("[data-ended]")).to_contain_text("Earliest date for your next treatment, at any clinic:")
    expect(page.get_by_text("Not yet", exact=True)).to_have_count(0)


def test_a_screen_reader_hears_the_time_left_once_a_minute(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + 3 * HOUR)
    phone.measure(LISTEN)
    phone.page.clock.run_for(120_000)
    assert phone.measure("window.labels") == ["59 min left", "58 min left"]
    expect(countdown(phone)).to_have_attribute("role", "timer")
    assert (
        phone.measure("Boolean(document.querySelector('[aria-live] [data-countdown], [role=status] [data-countdown]'))")
        is False
    )
