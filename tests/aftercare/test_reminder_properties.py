"""What is true of every plan of reminders, in every zone, with any quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.aftercare.places import placed_zones
from companion.aftercare.protocol import bundled
from companion.aftercare.reminders import Wishes, planned
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.aftercare.sun import towns_of
from companion.aftercare.zones import zone_names
from tests.aftercare.clocks import changes, local
from tests.aftercare.plans import by_key, keys, never_quiet

ZONES, PLACED = sorted(zone_names()), sorted(placed_zones())
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
# Around each change of the clocks, so that quiet hours end inside gaps and at times that come twice.
NIGHT = st.sampled_from([time(0), time(0, 30), time(1), time(1, 30), time(2), time(2, 30), time(3), time(21, 30)])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    zone, protocol = draw(st.sampled_from(ZONES)), bundled()
    known = changes(zone, 2026, 2026) or (datetime(2026, 3, 7, 12, tzinfo=UTC),)
    back = timedelta(days=draw(st.sampled_from((0, 1, 3, 7, 14, 90))), minutes=draw(st.integers(-180, 1440)))
    areas = draw(st.lists(st.sampled_from(protocol.areas), min_size=1, max_size=2, unique=True))
    product = draw(st.sampled_from(sorted(protocol.product)))
    return schedule_of(protocol, Treated(product, tuple(areas), draw(st.sampled_from(known)) - back, zone))


@st.composite
def wishes(draw: st.DrawFn) -> Wishes:
    zone, quiet = draw(st.sampled_from(ZONES)), st.one_of(CLOCKS, NIGHT)
    town = draw(st.sampled_from([None, *(town.name for town in towns_of(zone)[:3])]))
    return Wishes(draw(quiet), draw(quiet), zone, town)


visits = st.one_of(st.none(), st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)))


def visit_of(schedule: Schedule, visit: timedelta | None) -> datetime | None:
    return None if visit is None else schedule.treated.treated_at + visit


@given(schedules(), wishes(), visits)
@settings(max_examples=80)
def test_nothing_is_due_in_quiet_hours_too_late_or_before_the_treatment(
    schedule: Schedule, wish: Wishes, visit: timedelta | None
) -> None:
    plan = planned(schedule, visit_of(schedule, visit), wish)
    for one in plan:
        clock = local(one.due_at, wish.zone).time()
        if wish.quiet_from < wish.quiet_until:
            assert not wish.quiet_from <= clock < wish.quiet_until
        elif wish.quiet_from > wish.quiet_until:
            assert wish.quiet_until <= clock < wish.quiet_from
        assert schedule.treated.treated_at <= one.due_at < one.not_after
    assert [(one.due_at, one.key) for one in plan] == sorted((one.due_at, one.key) for one in plan)
    assert len(set(keys(plan))) == len(plan)
    assert planned(schedule, visit_of(schedule, visit), wish) == plan


@given(schedules(), wishes(), visits)
@settings(max_examples=40)
def test_quiet_hours_only_take_away_and_move_later(schedule: Schedule, wish: Wishes, visit: timedelta | None) -> None:
    at, free_of_quiet = visit_of(schedule, visit), never_quiet(wish.zone, wish.town)
    plan, free = (by_key(planned(schedule, at, wishes)) for wishes in (wish, free_of_quiet))
    for key in plan.keys() & free.keys():
        assert timedelta() <= plan[key].due_at - free[key].due_at <= timedelta(hours=50)
        is_moved = plan[key].due_at != free[key].due_at
        assert is_moved == wish.is_quiet(free[key].due_at)
    dropped = free.keys() - plan.keys()
    assert all(wish.is_quiet(free[key].due_at) for key in dropped)


@given(schedules(), st.sampled_from(["Europe/London", "Europe/Madrid", "Europe/Helsinki"]), visits)
@settings(max_examples=25)
def test_a_phone_in_another_zone_keeps_the_keys(schedule: Schedule, zone: str, visit: timedelta | None) -> None:
    home, at = schedule.treated.zone, visit_of(schedule, visit)
    here, there = (by_key(planned(schedule, at, never_quiet(where))) for where in (home, zone))
    for key in here.keys() & there.keys():
        assert (here[key].reminder_id, here[key].kind) == (there[key].reminder_id, there[key].kind)
        if not key.startswith("rm-sun"):
            assert abs(here[key].due_at - there[key].due_at) <= timedelta(hours=26)
    clockless = {"rm-4h", "rm-24h", "rm-follow-up-2d", "rm-follow-up-book", "rm-return"}
    assert here.keys() & clockless == there.keys() & clockless
    assert {"rm-checkin-3", "rm-checkin-7", "rm-photo-13"} <= here.keys() & there.keys()


@pytest.mark.parametrize("zone", PLACED)
def test_clock_times_stay_what_they_are_over_every_change_of_2026(zone: str) -> None:
    for change in changes(zone, 2026, 2026):
        treated_at = change - timedelta(hours=20)
        schedule = schedule_of(bundled(), Treated("xeomin", ("underarm",), treated_at, zone))
        at = change + timedelta(hours=15)
        plan = by_key(planned(schedule, at, Wishes(time(21, 30), time(8), zone)))
        assert local(plan["rm-follow-up-day"].due_at, zone) == datetime.combine(local(at, zone).date(), time(8))
        for day in (1, 3, 7):
            wanted = local(treated_at, zone).date() + timedelta(days=day)
            assert local(plan[f"rm-checkin-{day}"].due_at, zone) == datetime.combine(wanted, time(10))


def test_the_sun_comes_on_both_sides_of_every_kind_of_change() -> None:
    kinds = {changes(zone, 2026, 2026): zone for zone in PLACED}
    for zone in kinds.values():
        for change in changes(zone, 2026, 2026)[:1]:
            treated = Treated("xeomin", ("glabella",), change - timedelta(days=12), zone)
            plan = planned(schedule_of(bundled(), treated), None, never_quiet(zone))
            for one in (one for one in plan if one.kind == "sun"):
                assert one.key == f"rm-sun:{local(one.due_at, zone).date()}"
                assert time(8) <= local(one.due_at, zone).time() < time(19)


def test_a_zone_that_skips_a_day_has_a_plan() -> None:
    treated = Treated("xeomin", ("glabella",), datetime(2011, 12, 29, 22, tzinfo=UTC), "Pacific/Apia")
    plan = planned(schedule_of(bundled(), treated), None, never_quiet("Pacific/Apia"))
    assert "rm-sun:2011-12-30" not in keys(plan) and "rm-sun:2011-12-31" in keys(plan)
    assert len(set(keys(plan))) == len(plan)


@given(st.sampled_from(ZONES), CLOCKS, CLOCKS, st.data())
@settings(max_examples=200)
def test_quiet_hours_end_at_the_first_instant_that_is_not_quiet(
    zone: str, starts: time, ends: time, data: st.DataObject
) -> None:
    assume(changes(zone, 2026, 2026))
    wish = Wishes(starts, ends, zone)
    change = data.draw(st.sampled_from(changes(zone, 2026, 2026)))
    at = change + timedelta(minutes=data.draw(st.integers(-1500, 1500)))
    end = wish.quiet_ends_at(at)
    assert at <= end <= at + timedelta(hours=50)
    assert not wish.is_quiet(end)
    assert (end == at) == (not wish.is_quiet(at))


@given(st.sampled_from(ZONES), CLOCKS | NIGHT, CLOCKS | NIGHT, st.data())
@settings(max_examples=60)
def test_quiet_hours_start_at_the_first_quiet_minute_after_a_loud_one(
    zone: str, starts: time, ends: time, data: st.DataObject
) -> None:
    """Against a look at every minute."""
    assume(starts != ends and changes(zone, 2026, 2026))
    wish, minute = Wishes(starts, ends, zone), timedelta(minutes=1)
    change = data.draw(st.sampled_from(changes(zone, 2026, 2026)))
    at = change + minute * data.draw(st.integers(-1500, 1500))
    found = wish.quiet_starts_after(at)
    was_quiet, each = wish.is_quiet(at), at + minute
    while was_quiet or not wish.is_quiet(each):
        was_quiet, each = wish.is_quiet(each), each + minute
    assert found == each


def test_whoever_has_no_quiet_hours_has_no_start_of_them() -> None:
    assert never_quiet("Europe/London").quiet_starts_after(datetime(2026, 3, 28, 12, tzinfo=UTC)) is None
