"""Reminders of the sun: the first of each day, and the later ones for whoever is outdoors."""

from datetime import time

import pytest

from companion.aftercare.protocol import bundled
from companion.aftercare.reminders import Planned, Wishes, next_sun
from companion.aftercare.schedule import Schedule, schedule_of
from tests.aftercare.alice import NEW_YORK, wall
from tests.aftercare.plans import by_key, clock, keys, never_quiet, plan_of, schedule, usual

ALICE = schedule(NEW_YORK, "2026-03-07T14:30", areas="glabella,forehead")
UNPLACED = schedule("UTC", "2026-07-01T09:00", "botox_cosmetic", "platysma")


def test_the_sun_of_alice_comes_once_a_day_while_sunscreen_is_asked_for() -> None:
    suns = [one for one in plan_of(ALICE) if one.kind == "sun"]
    assert keys(suns) == [f"rm-sun:2026-03-{day:02}" for day in range(8, 22)]
    assert all(one.opt_in for one in suns)
    assert clock(suns[0].due_at, NEW_YORK) == "2026-03-08 10:02"
    assert clock(suns[0].not_after, NEW_YORK) == "2026-03-08 18:56"


def test_the_sun_comes_no_more_once_the_rule_is_over() -> None:
    early = schedule(NEW_YORK, "2026-03-07T09:00")  # over at 09:00 on the 21st, when the sun is still low
    assert [key for key in keys(plan_of(early)) if key.startswith("rm-sun")][-1] == "rm-sun:2026-03-20"


def test_a_town_in_the_south_has_its_own_sun() -> None:
    miami = by_key(plan_of(ALICE, wishes=usual(NEW_YORK, "Miami")))["rm-sun:2026-03-08"]
    assert clock(miami.due_at, NEW_YORK) == "2026-03-08 10:17"  # 3 there comes later than 2 in New York


def test_underarms_have_no_reminder_of_the_sun() -> None:
    assert not [one for one in plan_of(schedule(NEW_YORK, "2026-07-07T14:30", areas="underarm")) if one.kind == "sun"]


def test_a_protocol_without_numbers_for_the_sun_reminds_by_day() -> None:
    bare = bundled().model_copy(update={"uv": bundled().uv.model_copy(update={"coefficients": None})})
    plan = by_key(plan_of(schedule_of(bare, ALICE.treated)))
    assert clock(plan["rm-sun:2026-03-09"].due_at, NEW_YORK) == "2026-03-09 08:00"


def chain(course: Schedule, wishes: Wishes, first: Planned) -> list[str]:
    found, one = [], first
    while one:
        found.append(f"{one.key} {clock(one.due_at, wishes.zone)[-5:]}")
        following = next_sun(course, wishes, one.key, one.due_at)
        if not following:
            break
        one = following
    return found


def test_outdoors_the_sun_comes_again_every_two_hours_four_times_at_most() -> None:
    first = by_key(plan_of(UNPLACED))["rm-sun:2026-07-02"]
    times = ["rm-sun:2026-07-02 08:00"] + [f"rm-sun:2026-07-02:{n} {h}:00" for n, h in ((2, 10), (3, 12), (4, 14))]
    assert chain(UNPLACED, usual("UTC"), first) == times


def test_the_sun_comes_no_more_in_the_evening_after_sunset_or_after_the_rule() -> None:
    def following(after: str, wishes: Wishes | None = None) -> bool:
        return next_sun(ALICE, wishes or usual(NEW_YORK), f"rm-sun:{after[:10]}", wall(after)) is not None

    assert following("2026-03-08T16:55") and not following("2026-03-08T16:56")  # the sun sets at 18:56
    assert following("2026-03-20T16:59") and not following("2026-03-20T17:00")  # 19:00
    assert following("2026-03-21T12:29") and not following("2026-03-21T12:30")  # the rule ends at 14:30
    assert not following("2026-03-12T11:30", Wishes(time(13), time(14), NEW_YORK))


@pytest.mark.parametrize("key", ["rm-4h", "rm-4h:2026-03-08", "rm-moon:2026-03-08", "rm-sun:today"])
def test_another_key_has_no_next_sun(key: str) -> None:
    with pytest.raises(ValueError):
        next_sun(ALICE, never_quiet(NEW_YORK), key, wall("2026-03-08T10:00"))
