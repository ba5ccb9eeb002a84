"""What is true of every treatment, in every zone, on both sides of every clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Schedule, Standing, Treated, Window, schedule_of
from companion.aftercare.zones import GapError, typed_instant, zone_named, zone_names
from tests.aftercare.clocks import changes, instants, local, offset

ZONES = sorted(zone_names())
SECOND = timedelta(seconds=1)
DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 70, 90, 112, 196)
CALENDAR = {"P1D": 1, "P2D": 2, "P3D": 3, "P5D": 5, "P7D": 7, "P10D": 10, "P14D": 14, "P21D": 21, "P28D": 28}
WEEKS = {"P10W": 70, "P16W": 112, "P28W": 196}


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    zone, protocol = draw(st.sampled_from(ZONES)), bundled()
    known = changes(zone) or (datetime(2026, 3, 7, 12, tzinfo=UTC),)
    near = timedelta(days=draw(st.sampled_from(DAYS)), minutes=draw(st.integers(-180, 180)))
    areas = draw(st.lists(st.sampled_from(protocol.areas), min_size=1, unique=True))
    product = draw(st.sampled_from(sorted(protocol.product)))
    return schedule_of(protocol, Treated(product, tuple(areas), draw(st.sampled_from(known)) - near, zone))


@st.composite
def moments(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    schedule = draw(schedules())
    later = draw(st.integers(0, 30 * 7 * 86400).map(lambda seconds: timedelta(seconds=seconds)))
    ahead = [change for change in schedule.changes if change >= schedule.treated.treated_at]
    return schedule, draw(st.one_of(st.sampled_from(ahead), st.just(schedule.treated.treated_at + later)))


def shown(standing: Standing) -> tuple[str | None, dict[str, list[str]]]:
    lists: dict[str, list[str]] = {
        category: [w.rule.id for w in windows] for category, windows in standing.lists.items()
    }
    return standing.hero.rule.id if standing.hero else None, lists


def states(schedule: Schedule, now: datetime) -> list[str]:
    return [window.state_at(now) for window in schedule.windows]


def plain_windows(schedule: Schedule) -> list[Window]:
    return [window for window in schedule.windows if getattr(window.rule.recur, "every", "") != "night"]


def keeps_the_wall_clock(schedule: Schedule, instant: datetime, days: int, *, second: bool) -> bool:
    zone = schedule.treated.zone
    wanted = local(schedule.treated.treated_at, zone) + timedelta(days=days)
    real = instants(wanted, zone)
    if real:
        return instant == real[-1 if second else 0]
    gap = offset(instant, zone) - offset(instant - timedelta(days=1, hours=3), zone)
    return local(instant, zone) == wanted + gap


@given(schedules())
def test_spans_in_hours_keep_the_elapsed_time(schedule: Schedule) -> None:
    for window in plain_windows(schedule):
        until = window.rule.window.until or ""
        if window.ends_at and until.startswith("PT"):
            hours = timedelta(hours=int(until.strip("PTH")))
            assert window.ends_at - schedule.treated.treated_at == hours


@given(schedules())
@settings(max_examples=200)
def test_spans_in_days_keep_the_wall_clock_or_move_over_the_gap(schedule: Schedule) -> None:
    for window in plain_windows(schedule):
        rule, days = window.rule, CALENDAR | WEEKS
        if rule.window.starts in days:
            assert keeps_the_wall_clock(schedule, window.starts_at, days[rule.window.starts], second=False)
        if window.ends_at and rule.window.until in days and not rule.window.until_from:
            last = rule.category == "avoid"
            assert keeps_the_wall_clock(schedule, window.ends_at, days[rule.window.until], second=last)


@given(schedules())
def test_every_window_starts_before_it_ends_and_not_before_the_treatment(schedule: Schedule) -> None:
    for window in schedule.windows:
        assert schedule.treated.treated_at <= window.starts_at
        assert window.ends_at is None or window.starts_at < window.ends_at


@given(schedules())
def test_a_night_stays_inside_the_window_of_its_rule(schedule: Schedule) -> None:
    rule, start = schedule.protocol.rule["head-raised"], schedule.treated.treated_at
    for night in schedule.windows_of(rule.id):
        assert night.ends_at and night.ends_at - night.starts_at <= timedelta(hours=13)
        assert start + timedelta(hours=4) <= night.starts_at
        assert night.ends_at <= start + timedelta(days=2, hours=3)
        assert local(night.ends_at, schedule.treated.zone).hour <= 9


@given(moments())
def test_the_lists_hold_each_standing_window_once(moment: tuple[Schedule, datetime]) -> None:
    schedule, now = moment
    standing = schedule.standing_at(now)
    listed = [w for windows in standing.lists.values() for w in windows]
    expected = [w for w in schedule.windows if w.state_at(now) == "now" and not w.rule.is_reference]
    assert sorted(map(id, [*listed, *([standing.hero] if standing.hero else [])])) == sorted(map(id, expected))
    assert all(w.rule.category == category for category, windows in standing.lists.items() for w in windows)


@given(moments())
def test_the_hero_is_the_first_limit_to_end(moment: tuple[Schedule, datetime]) -> None:
    schedule, now = moment
    standing, order = schedule.standing_at(now), schedule.protocol.now_view.order
    able = [w for w in schedule.windows if w.state_at(now) == "now" and w.ends_at and w.rule.id in order]
    kinds = [w for kind in ("avoid", "do") for w in able if w.rule.category == kind]
    assert (standing.hero is None) == (not kinds)
    if standing.hero and standing.hero.ends_at:
        rivals = [w for w in kinds if w.rule.category == kinds[0].rule.category]
        assert not standing.hero.rule.is_reference
        assert standing.hero.ends_at == min(w.ends_at for w in rivals if w.ends_at)


@given(moments())
@settings(max_examples=200)
def test_nothing_changes_before_the_next_change(moment: tuple[Schedule, datetime]) -> None:
    schedule, now = moment
    standing = schedule.standing_at(now)
    following = standing.next_change_at or now + timedelta(days=3000)
    assert following > now
    assert shown(schedule.standing_at(following - SECOND)) == shown(standing)
    assert states(schedule, following - SECOND) == states(schedule, now)
    assert (states(schedule, following) != states(schedule, now)) == bool(standing.next_change_at)


@given(st.sampled_from(ZONES), st.data())
def test_a_typed_time_in_a_gap_is_refused_and_a_doubled_one_means_the_first(zone: str, data: st.DataObject) -> None:
    assume(changes(zone))
    change = data.draw(st.sampled_from(changes(zone)))
    typed = local(change, zone) + timedelta(minutes=data.draw(st.integers(-150, 150)))
    real = instants(typed, zone)
    if real:
        assert typed_instant(typed.isoformat(), zone_named(zone)) == real[0]
    else:
        with pytest.raises(GapError):
            typed_instant(typed.isoformat(), zone_named(zone))
