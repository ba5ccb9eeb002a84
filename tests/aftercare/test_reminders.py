"""Three treatments and every reminder of theirs, looked through by hand."""

from datetime import time, timedelta

import pytest

from companion.aftercare.protocol import bundled, parse
from companion.aftercare.protocol.checking import compile_json
from companion.aftercare.reminders import Wishes
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from tests.aftercare.alice import NEW_YORK, wall
from tests.aftercare.broken import SMALL
from tests.aftercare.clocks import local
from tests.aftercare.plans import by_key, clock, keys, plan_of, schedule, shown, usual, without_sun

ALICE = schedule(NEW_YORK, "2026-03-07T14:30", areas="glabella,forehead")
UNPLACED = schedule("UTC", "2026-07-01T09:00", "botox_cosmetic", "platysma")


def test_alice_over_the_clock_change_with_a_visit() -> None:
    assert shown(without_sun(plan_of(ALICE, "2026-03-21T14:30")), NEW_YORK) == [
        "2026-03-07 18:30 rm-4h until 2026-03-08 00:30",
        "2026-03-07 20:30 rm-night-1 until 2026-03-07 21:30",
        "2026-03-08 10:00 rm-checkin-1 until 2026-03-08 16:00",
        "2026-03-08 15:30 rm-24h until 2026-03-08 21:30",
        "2026-03-10 10:00 rm-checkin-3 until 2026-03-10 16:00",
        "2026-03-14 10:00 rm-checkin-7 until 2026-03-14 16:00",
        "2026-03-19 14:30 rm-follow-up-2d until 2026-03-21 14:30",
        "2026-03-20 18:00 rm-photo-13 until 2026-03-20 21:00",
        "2026-03-21 08:00 rm-follow-up-day until 2026-03-21 14:30",
        "2026-06-07 14:30 rm-return until 2026-06-14 14:30",
    ]


def test_somebody_treated_late_in_winter_without_a_visit() -> None:
    winter = schedule("Europe/London", "2026-12-01T23:50", "xeomin", "crows_feet")
    assert shown(plan_of(winter), "Europe/London") == [
        "2026-12-02 10:00 rm-checkin-1 until 2026-12-02 16:00",
        "2026-12-04 10:00 rm-checkin-3 until 2026-12-04 16:00",
        "2026-12-08 10:00 rm-checkin-7 until 2026-12-08 16:00",
        "2026-12-14 18:00 rm-photo-13 until 2026-12-14 21:00",
        "2026-12-16 08:00 rm-follow-up-book until 2026-12-18 08:00",
        "2027-03-02 08:00 rm-return until 2027-03-09 08:00",
    ]


def test_somebody_whose_phone_tells_no_place_and_whose_visit_is_early() -> None:
    plan = plan_of(UNPLACED, "2026-07-15T07:30")
    assert shown(without_sun(plan), "UTC") == [
        "2026-07-01 13:00 rm-4h until 2026-07-01 19:00",
        "2026-07-01 20:30 rm-night-1 until 2026-07-01 21:30",
        "2026-07-02 09:00 rm-24h until 2026-07-02 15:00",
        "2026-07-02 10:00 rm-checkin-1 until 2026-07-02 16:00",
        "2026-07-04 10:00 rm-checkin-3 until 2026-07-04 16:00",
        "2026-07-08 10:00 rm-checkin-7 until 2026-07-08 16:00",
        "2026-07-13 08:00 rm-follow-up-2d until 2026-07-15 07:30",
        "2026-07-14 18:00 rm-photo-13 until 2026-07-14 21:00",
        "2026-10-01 09:00 rm-return until 2026-10-08 09:00",
    ]
    assert shown([one for one in plan if one.kind == "sun"], "UTC") == [
        "2026-07-01 13:00 rm-sun:2026-07-01 until 2026-07-01 19:00",
        *(f"2026-07-{n:02} 08:00 rm-sun:2026-07-{n:02} until 2026-07-{n:02} 19:00" for n in range(2, 16)),
    ]


def test_what_is_known_only_at_sending_travels_along() -> None:
    plan = by_key(plan_of(ALICE, "2026-03-21T14:30"))
    found = {key: one.unless for key, one in plan.items() if one.unless}
    assert found == {
        **{f"rm-checkin-{n}": ("entry_today",) for n in (1, 3, 7)},
        "rm-photo-13": ("photo_today",),
        "rm-return": ("treated_again",),
    }


def test_the_phone_s_clock_tells_the_time_and_the_treatment_s_zone_the_day() -> None:
    plan = by_key(plan_of(ALICE, wishes=usual("Europe/Madrid")))
    assert clock(plan["rm-checkin-1"].due_at, "Europe/Madrid") == "2026-03-08 10:00"
    assert plan["rm-return"].due_at == by_key(plan_of(ALICE))["rm-return"].due_at


def test_quiet_hours_of_ones_own_move_what_may_move_and_drop_the_rest() -> None:
    wishes = Wishes(time(18), time(11), NEW_YORK)
    plan = by_key(plan_of(ALICE, wishes=wishes))
    assert "rm-4h" not in plan and "rm-night-1" not in plan and "rm-sun:2026-03-08" not in plan
    assert clock(plan["rm-checkin-1"].due_at, NEW_YORK) == "2026-03-08 11:00"
    assert clock(plan["rm-checkin-1"].not_after, NEW_YORK) == "2026-03-08 17:00"
    assert clock(plan["rm-photo-13"].due_at, NEW_YORK) == "2026-03-21 11:00"


def test_quiet_hours_end_at_the_second_of_two_when_the_first_is_over() -> None:
    wishes = Wishes(time(21), time(1, 30), NEW_YORK)
    second_ten_past_one = wall("2026-11-01T01:10") + timedelta(hours=1)
    assert wishes.quiet_ends_at(second_ten_past_one) == second_ten_past_one + timedelta(minutes=20)
    assert wishes.quiet_ends_at(second_ten_past_one - timedelta(hours=1)) == wall("2026-11-01T01:30")


def test_quiet_hours_that_end_in_a_gap_end_after_it() -> None:
    wishes = Wishes(time(21), time(2, 30), NEW_YORK)
    assert local(wishes.quiet_ends_at(wall("2026-03-08T01:00")), NEW_YORK).time() == time(3, 30)
    hardly_awake = Wishes(time(3), time(2, 30), NEW_YORK)
    assert hardly_awake.quiet_ends_at(wall("2026-03-08T01:00")) == wall("2026-03-09T02:30")


@pytest.mark.parametrize(
    ("visit", "lost"),
    [
        (None, {"rm-follow-up-2d", "rm-follow-up-day"}),
        ("2026-03-21T14:30", {"rm-follow-up-book"}),
        ("2026-03-21T08:01", {"rm-follow-up-book"}),
        ("2026-03-21T08:00", {"rm-follow-up-book", "rm-follow-up-day"}),
        ("2026-03-21T07:45", {"rm-follow-up-book", "rm-follow-up-day"}),
    ],
)
def test_a_visit_decides_which_reminders_of_it_there_are(visit: str | None, lost: set[str]) -> None:
    every = {"rm-follow-up-2d", "rm-follow-up-day", "rm-follow-up-book"}
    assert every - set(keys(plan_of(ALICE, visit))) == lost


def test_a_visit_tomorrow_has_no_reminder_from_before_the_treatment() -> None:
    assert "rm-follow-up-2d" not in keys(plan_of(ALICE, "2026-03-08T14:30"))


def hidden(course: Schedule, *rules: str) -> Schedule:
    """The same treatment with a clinic that hides those rules."""
    protocol = bundled()
    kept = [rule.model_copy(update={"hidden": rule.id in rules}) for rule in protocol.rules]
    return schedule_of(protocol.model_copy(update={"rules": kept}), course.treated)


def test_a_rule_that_the_clinic_hides_takes_its_reminder_along() -> None:
    left = keys(plan_of(hidden(ALICE, "stay-upright", "head-raised", "sunscreen")))
    assert set(keys(plan_of(ALICE))) - set(left) == {
        "rm-4h",
        "rm-night-1",
        *(f"rm-sun:2026-03-{day:02}" for day in range(8, 22)),
    }


def test_a_longer_rule_moves_its_reminder() -> None:
    protocol = bundled()
    longer = protocol.rule["stay-upright"].window.model_copy(update={"until": "PT6H"})
    rules = [r.model_copy(update={"window": longer}) if r.id == "stay-upright" else r for r in protocol.rules]
    course = schedule_of(protocol.model_copy(update={"rules": rules}), ALICE.treated)
    assert clock(by_key(plan_of(course))["rm-4h"].due_at, NEW_YORK) == "2026-03-07 20:30"


def test_a_smaller_protocol_has_its_own_reminders() -> None:
    small = schedule_of(parse(compile_json(SMALL)), Treated("brand", ("glabella",), wall("2026-03-07T14:30"), NEW_YORK))
    assert keys(plan_of(small)) == ["rm-up"]
