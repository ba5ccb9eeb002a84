"""Now: one countdown, what is not yet allowed, what is, and why; all by the phone's own clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from companion.aftercare.protocol import bundled, say
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
# The height of the tallest line of a list, counted in lines of its words.
TALLEST = """() => Math.max(...[...document.querySelectorAll(".rule > summary")].map((line) => {
  const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(line);
  const words = line.getBoundingClientRect().height - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd);
  return words / 23;
}))"""


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


def test_a_rule_opens_and_says_why_how_sure_we_are_and_who_says_so(with_plan: GivePhone) -> None:
    phone, rule = with_plan(), bundled().rule["no-alcohol"]
    alcohol = row(phone, "Alcohol")
    alcohol.locator("summary").click()
    expect(alcohol).to_contain_text(f"Why? {say(rule.why)}")
    expect(alcohol.locator(".tag")).to_have_text(say(bundled().words.evidence[rule.evidence].tag))
    sources = ", ".join(bundled().sources[source].name for source in rule.sources)
    expect(alcohol.get_by_role("link")).to_have_text(f"From: {sources}")


def test_the_sources_lead_to_their_place_in_the_list(with_plan: GivePhone) -> None:
    phone = with_plan()
    row(phone, "Alcohol").locator("summary").click()
    row(phone, "Alcohol").get_by_role("link").click()
    first = bundled().sources[bundled().rule["no-alcohol"].sources[0]]
    expect(phone.page.locator("dl.sources > :target dt")).to_have_text(first.name)


def test_an_open_rule_stays_open_when_others_end(with_plan: GivePhone) -> None:
    phone = with_plan()
    row(phone, "Alcohol").locator("summary").click()
    phone.at(ALICE.treated_at + 4 * HOUR)
    expect(row(phone, "Alcohol").locator(".body")).to_be_visible()
    expect(row(phone, "Make-up")).to_have_count(0)


def test_five_stand_open_and_a_tap_shows_the_rest(with_plan: GivePhone) -> None:
    phone = with_plan()
    screen = seen(phone.page)
    assert (len(screen.not_yet), screen.more) == (5, f"{len(screen.folded)} more")
    phone.page.locator(".more > summary").click()
    expect(row(phone, screen.folded[-1])).to_be_visible()


def test_what_holds_the_whole_time_stands_until_its_end(with_plan: GivePhone) -> None:
    phone, protocol = with_plan(), bundled()
    asked = [say(protocol.rule[rule].title) for rule in protocol.now_view.always_linked]
    assert sorted(seen(phone.page).always) == sorted(asked)
    phone.at(ALICE.treated_at + timedelta(weeks=17))
    assert seen(phone.page).always == ["Keep taking your prescribed medicine"]


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


def test_lines_that_go_do_not_move_what_alice_reads(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + 4 * HOUR - timedelta(seconds=1))
    phone.page.get_by_role("heading", name="Expected now").scroll_into_view_if_needed()
    phone.measure("scrollBy(0, 300)")
    before = place_of_reading(phone)
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(0)
    assert abs(place_of_reading(phone) - before) < 1


def place_of_reading(phone: Phone) -> float:
    top: float = phone.measure("document.querySelector('[aria-labelledby=expected]').getBoundingClientRect().top")
    return top


def test_nothing_changes_under_a_finger_that_is_down(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + 4 * HOUR - timedelta(seconds=1))
    row(phone, "Alcohol").hover()
    phone.page.mouse.down()
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(1)
    phone.page.mouse.up()
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(0)
    expect(row(phone, "Alcohol").locator(".body")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_a_rule_takes_few_lines_whatever_the_font(width: int, with_plan: GivePhone) -> None:
    phone = with_plan(width=width, after=HOUR / 2)
    phone.at(wall("2026-03-08T17:00"))
    assert phone.measure(TALLEST) <= 4.5  # three lines with a phone's own font, four with the widest


def test_the_time_since_stays_in_one_piece(with_plan: GivePhone) -> None:
    page = with_plan(after=108 * timedelta(minutes=1)).page
    page.evaluate("document.querySelector('.lede').style.textWrap = 'wrap'")  # as a browser that balances no lines
    for width in range(240, 420, 4):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.querySelector('[data-since]').getClientRects().length") == 1
