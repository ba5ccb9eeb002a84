"""Opening hours: what a clinic may write, and what holds at an instant, on both sides of every clock change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.aftercare.hours import Hours, Opening, openings, read_hours, state_at, week_in_words
from companion.aftercare.hours_text import DAYS
from companion.aftercare.zones import zone_names
from companion.services.demo import HOURS as BOBS_HOURS
from tests.aftercare.clocks import changes, instants, local

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
WORDS = {"days": "{first} to {last}", "times": "{first} to {last}", "closed": "closed", "all_day": "day and night"}
NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def at(text: str, zone: str = "Europe/London") -> datetime:
    return instants(datetime.fromisoformat(text), zone)[0]


def around(hours: str, now: datetime, zone: ZoneInfo = LONDON) -> list[Opening]:
    return openings(read_hours(hours), zone, now - WEEK, now + 2 * WEEK)


@pytest.mark.parametrize(
    ("now", "is_open", "changes_at"),
    [
        ("2026-11-20T08:59", False, "2026-11-20T09:00"),  # a Friday
        ("2026-11-20T09:00", True, "2026-11-20T18:00"),
        ("2026-11-20T17:59", True, "2026-11-20T18:00"),
        ("2026-11-20T18:00", False, "2026-11-21T10:00"),
        ("2026-11-21T14:00", False, "2026-11-23T09:00"),  # over the Sunday
    ],
)
def test_bobs_clinic_is_open_until_or_opens_at(now: str, is_open: bool, changes_at: str) -> None:
    state = state_at(around(BOBS_HOURS, at(now)), at(now))
    assert (state.is_open, state.changes_at) == (is_open, at(changes_at))


def test_a_stretch_over_midnight_belongs_to_the_evening() -> None:
    assert read_hours("Fr 20:00-02:00").week[4] == ((1200, 1560),)
    saturday = at("2026-11-21T01:30")
    assert state_at(around("Fr 20:00-02:00", saturday), saturday).changes_at == at("2026-11-21T02:00")


def test_a_lunch_break_is_closed() -> None:
    noon = at("2026-11-23T12:30")
    state = state_at(around("Mo,We 09:00-12:00,13:00-17:00", noon), noon)
    assert (state.is_open, state.changes_at) == (False, at("2026-11-23T13:00"))


def test_a_later_part_replaces_an_earlier_one() -> None:
    hours = read_hours("Mo-Su 09:00-18:00; We off; Sa 10:00-14:00;")
    assert [len(times) for times in hours.week] == [1, 1, 0, 1, 1, 1, 1]
    assert hours.week[5] == ((600, 840),)


def test_days_off_close_a_weekday() -> None:
    christmas = at("2026-12-25T10:00")  # a Friday
    state = state_at(around("Mo-Fr 09:00-18:00; Dec 25-26 off", christmas), christmas)
    assert (state.is_open, state.changes_at) == (False, at("2026-12-28T09:00"))


def test_days_may_run_over_the_weekend() -> None:
    assert [bool(times) for times in read_hours("Sa-Mo 10:00-12:00").week] == [True, *[False] * 4, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "24/7",
        "every day 9 to 5",
        "Mo",
        "Mo 9:00-17:00",
        "Mo 09:00",
        "Mo 09:00-09:00",
        "Mo 24:00-02:00",
        "Mo 09:00-25:00",
        "Mo 09:60-10:00",
        "Xx 09:00-10:00",
        "mo 09:00-10:00",
        "PH off",
        "Feb 30 off",
        "Dec 26-25 off",
        "Mo 09:00-12:00;;Tu 09:00-12:00",
        "Mo 09:00-12:00 || on call",
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"Mo-Fr 09:00-18:00; Sa 10:00-14:00"):
        read_hours(text)


def test_the_refusal_names_the_part() -> None:
    with pytest.raises(ValueError, match=r"'Tu 9-5': not understood\."):
        read_hours("Mo 09:00-18:00; Tu 9-5")


def test_the_week_in_words() -> None:
    said = week_in_words(read_hours(BOBS_HOURS), WORDS, NAMES)
    assert said == [
        ("Monday to Friday", "09:00 to 18:00"),
        ("Saturday", "10:00 to 14:00"),
        ("Sunday", "closed"),
    ]
    said = week_in_words(read_hours("Mo 13:00-17:00,09:00-12:00; Fr 20:00-02:00; Su 00:00-24:00"), WORDS, NAMES)
    assert dict(said)["Monday"] == "09:00 to 12:00, 13:00 to 17:00"
    assert dict(said)["Friday"] == "20:00 to 02:00"
    assert dict(said)["Sunday"] == "day and night"


def test_the_clinic_opens_by_its_own_clock_before_and_after_a_clock_change() -> None:
    friday, monday = at("2026-10-23T08:00"), at("2026-10-26T08:00")  # the clocks go back on the Sunday
    opens = [state_at(around(BOBS_HOURS, day), day).changes_at for day in (friday, monday)]
    assert opens == [datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)]


def test_touching_stretches_are_one() -> None:
    night = at("2026-11-20T23:00")
    assert state_at(around("Fr 20:00-24:00; Sa 00:00-03:00", night), night).changes_at == at("2026-11-21T03:00")


@st.composite
def weeks(draw: st.DrawFn) -> str:
    """A text that is allowed."""
    clock = st.integers(0, 23 * 60 + 59).map(lambda n: f"{n // 60:02}:{n % 60:02}")
    stretch = st.tuples(clock, clock).filter(lambda pair: pair[0] != pair[1]).map("-".join)
    times = st.one_of(st.just("off"), st.lists(stretch, min_size=1, max_size=2).map(",".join))
    span = st.one_of(st.sampled_from(DAYS), st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map("-".join))
    days = st.lists(span, min_size=1, max_size=2).map(",".join)
    return draw(st.lists(st.tuples(days, times).map(" ".join), min_size=1, max_size=4).map("; ".join))


@st.composite
def moments(draw: st.DrawFn) -> tuple[Hours, str, datetime]:
    """Hours, a zone and an instant, often near a change of its clocks."""
    zone = draw(st.sampled_from(sorted(zone_names())))
    known = changes(zone) or (datetime(2026, 3, 7, 12, tzinfo=UTC),)
    now = draw(st.sampled_from(known)) + timedelta(minutes=draw(st.integers(-4 * 1440, 4 * 1440)))
    return read_hours(draw(weeks())), zone, now


def shows_open(hours: Hours, clock: datetime) -> bool:
    """Whether a clock that shows that stands inside a stretch, today's or one that began yesterday."""
    minutes = clock.hour * 60 + clock.minute
    return any(
        first <= minutes + days * 1440 < last
        for days in (0, 1)
        for first, last in hours.week[(clock.weekday() - days) % 7]
    )


@given(moments())
def test_it_is_open_when_the_clock_says_so(given_: tuple[Hours, str, datetime]) -> None:
    hours, zone, now = given_
    calm = timedelta(days=1, hours=6)  # a stretch that meets a clock change is the next test's matter
    if any(abs(now - change) < calm for change in changes(zone)):
        return
    state = state_at(openings(hours, ZoneInfo(zone), now, now + WEEK), now)
    assert state.is_open == shows_open(hours, local(now, zone))


@given(moments())
def test_stretches_are_apart_in_order_and_touch_what_was_asked(given_: tuple[Hours, str, datetime]) -> None:
    hours, zone, now = given_
    found = openings(hours, ZoneInfo(zone), now, now + WEEK)
    assert all(opening.starts_at < opening.ends_at for opening in found)
    assert all(before.ends_at < after.starts_at for before, after in pairwise(found))
    assert all(opening.ends_at > now and opening.starts_at < now + WEEK for opening in found)


@given(moments())
def test_every_edge_stands_on_the_clock_or_was_moved_on_by_a_gap(given_: tuple[Hours, str, datetime]) -> None:
    hours, zone, now = given_
    minutes = {edge % 1440 for times in hours.week for stretch in times for edge in stretch}
    for opening in openings(hours, ZoneInfo(zone), now, now + WEEK):
        for edge in (opening.starts_at, opening.ends_at):
            clock = local(edge, zone)
            is_after_gap = any(timedelta(0) <= edge - change < timedelta(hours=24) for change in changes(zone))
            assert clock.hour * 60 + clock.minute in minutes or is_after_gap


@given(moments())
def test_the_next_change_is_the_next(given_: tuple[Hours, str, datetime]) -> None:
    hours, zone, now = given_
    found = openings(hours, ZoneInfo(zone), now, now + WEEK)
    state = state_at(found, now)
    if state.changes_at and state.changes_at - now < WEEK:
        assert state.changes_at > now
        assert state_at(found, state.changes_at - MINUTE).is_open == state.is_open
        assert state_at(found, state.changes_at).is_open != state.is_open
