"""Now, through the whole course: the phone shows by its own clock what the ground floor says, and asks nobody."""

from datetime import timedelta

import pytest

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Treated, schedule_of
from tests.browser.alice import ALICE, seen, told, wall
from tests.browser.phone import GivePhone

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


@pytest.mark.parametrize("treated", COURSES.values(), ids=COURSES)
def test_every_change_of_the_course_shows_when_it_comes(treated: Treated, with_plan: GivePhone) -> None:
    phone = with_plan(treated, after=timedelta(minutes=1))
    phone.requests.clear()
    for change in schedule_of(bundled(), treated).changes[1:]:
        for instant in (change - SECOND, change):
            assert seen(phone.at(instant)) == told(treated, instant), instant
    assert phone.requests == []


def test_every_hour_of_the_first_days_is_right_on_a_phone_far_away(with_plan: GivePhone) -> None:
    phone = with_plan(zone="Asia/Tokyo")
    for hour in range(3, 75):
        instant = ALICE.treated_at + timedelta(hours=hour)
        assert seen(phone.at(instant)) == told(ALICE, instant, "Asia/Tokyo"), instant


def test_forty_weeks_on_nothing_changes_any_more(with_plan: GivePhone) -> None:
    phone = with_plan()
    screen = seen(phone.at(ALICE.treated_at + timedelta(weeks=40)))
    assert (screen.hero, screen.not_yet) == ("No countdown runs", [])
    assert screen.next_change == ["Nothing more changes in this plan."]
