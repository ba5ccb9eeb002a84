"""Now, through the whole course: the phone shows by its own clock what the ground floor says, and asks nobody."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from tests.browser.alice import ALICE, counted_down, seen, told, wall
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

SECOND = timedelta(seconds=1)
COURSES = {
    "on the eve of a clock change": ALICE,
    "on the night the clocks go back": Treated(
        "botox_cosmetic", ("masseter", "lip"), wall("2026-10-25T00:40", "Europe/London"), "Europe/London"
    ),
    "before dawn in India": Treated(
        "other", ("platysma", "chin"), wall("2026-05-20T05:20", "Asia/Kolkata"), "Asia/Kolkata"
    ),
}


def forget_how_it_loaded(phone: Phone) -> None:
    """Once the phone has all that it asks for by itself."""
    expect(phone.page.locator("html")).to_have_attribute("data-answers", "here")
    phone.requests.clear()


@pytest.mark.parametrize("treated", COURSES.values(), ids=COURSES)
def test_every_change_of_the_course_shows_when_it_comes(treated: Treated, with_plan: GivePhone) -> None:
    phone = with_plan(treated, after=timedelta(minutes=1))
    forget_how_it_loaded(phone)
    for change in schedule_of(bundled(), treated).changes[1:]:
        for instant in (change - SECOND, change):
            assert seen(phone.at(instant)) == told(treated, instant), instant
    assert phone.requests == []


def test_every_hour_of_the_first_days_is_right_on_a_phone_far_away(with_plan: GivePhone) -> None:
    phone = with_plan(zone="Asia/Tokyo")
    for hour in range(3, 75):
        instant = ALICE.treated_at + timedelta(hours=hour)
        assert seen(phone.at(instant)) == told(ALICE, instant, "Asia/Tokyo"), instant


def test_forty_weeks_on_the_plan_has_closed_by_itself(with_plan: GivePhone) -> None:
    phone = with_plan()
    forget_how_it_loaded(phone)
    ends_at = schedule_of(bundled(), ALICE).ends_at
    for instant, heading in ((ends_at - SECOND, "A quiet day"), (ends_at, "Your plan has ended")):
        phone.at(instant)
        expect(phone.page.get_by_role("heading", level=1)).to_have_text(heading)
    assert seen(phone.at(ALICE.treated_at + timedelta(weeks=40))) == told(ALICE, ends_at)
    expect(phone.page.locator("[data-ended]")).to_contain_text("It ended by itself at 14:30 on Saturday 19 September.")
    expect(phone.page.get_by_role("link", name="See your plan")).to_be_visible()
    assert phone.requests == []


def test_three_treatments_run_side_by_side(house: House, phones: GivePhone, now: datetime) -> None:
    treatments = three(now)
    phone: Phone = phones(clock=now).sign_in(house.plan(*reversed(treatments)).session)
    phone.open("/now")
    forget_how_it_loaded(phone)
    schedules = [schedule_of(bundled(), treated) for treated in treatments]
    changes = {change for schedule in schedules for change in schedule.changes if change > now + timedelta(minutes=5)}
    for change in sorted(changes):
        for instant in (change - SECOND, change):
            phone.at(instant)
            for part, treated in enumerate(treatments):
                assert seen(phone.page, part) == told(treated, instant), (part, instant)
            assert solid(phone) == soonest(schedules, instant), instant
    assert phone.requests == []


def three(now: datetime) -> list[Treated]:
    """Two hours, ten hours and thirteen days ago, the latest first."""
    london = "Europe/London"
    return [
        Treated("daxxify", ("glabella", "forehead"), now - timedelta(hours=2), london),
        Treated("dysport", ("chin",), now - timedelta(hours=10), london),
        Treated("other", ("masseter", "platysma"), now - timedelta(days=13), london),
    ]


def solid(phone: Phone) -> list[int]:
    """The parts whose countdown is the solid block."""
    script = """() => [...document.querySelectorAll("[data-part]")].flatMap((part, number) =>
      [...part.querySelectorAll(".hero:not(.slim)")].some((hero) => hero.checkVisibility()) ? [number] : [])"""
    found: list[int] = phone.measure(script)
    return found


def soonest(schedules: list[Schedule], now: datetime) -> list[int]:
    heroes = [counted_down(schedule, now) for schedule in schedules]
    ends = [hero.ends_at for hero in heroes if hero and hero.ends_at]
    return [n for n, hero in enumerate(heroes) if hero and hero.ends_at == min(ends)]
