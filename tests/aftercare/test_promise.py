"""By when somebody answers, in open hours; and times at which a patient may come in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from companion.aftercare.hours import openings, read_hours
from companion.aftercare.promise import promised_by
from companion.aftercare.times import times_to_come

LONDON = ZoneInfo("Europe/London")
WEEK = read_hours("Mo-Fr 09:00-18:00; Sa 10:00-14:00")
EIGHT = timedelta(hours=8)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-03-02 09:30", "2026-03-02 17:30"),  # a Monday
        ("2026-03-02 14:00", "2026-03-03 13:00"),
        ("2026-03-02 22:00", "2026-03-03 17:00"),
        ("2026-03-06 16:00", "2026-03-09 11:00"),  # over a weekend, with four hours on Saturday
        ("2026-03-28 13:00", "2026-03-30 16:00"),  # the clocks change on Sunday
    ],
)
def test_only_open_hours_count(came: str, due: str) -> None:
    assert promised_by(at(came), EIGHT, WEEK, LONDON) == at(due)


@pytest.mark.parametrize(("hours", "zone"), [(None, LONDON), (WEEK, None), (read_hours("Mo-Su off"), LONDON)])
def test_where_the_hours_are_not_known_the_clock_counts(hours: object, zone: ZoneInfo | None) -> None:
    came = at("2026-03-02 22:00")
    assert promised_by(came, EIGHT, hours, zone) == came + EIGHT  # type: ignore[arg-type]


def test_times_to_come_are_soon_and_while_it_is_open() -> None:
    times = times_to_come(WEEK, LONDON, at("2026-03-02 14:10"))
    assert times == [at("2026-03-02 15:30"), at("2026-03-03 09:00"), at("2026-03-04 09:00")]
    assert times_to_come(WEEK, LONDON, at("2026-03-06 17:10"))[0] == at("2026-03-07 10:00")
    assert times_to_come(read_hours("Mo-Su off"), LONDON, at("2026-03-02 14:10")) == []


def test_every_proposed_time_lies_within_an_opening() -> None:
    start = at("2026-03-01 00:00")
    for step in range(0, 7 * 24 * 60, 37):
        now = start + timedelta(minutes=step)
        stretches = openings(WEEK, LONDON, now, now + timedelta(days=14))
        for one in times_to_come(WEEK, LONDON, now):
            assert one >= now + timedelta(hours=1)
            assert any(opening.starts_at <= one < opening.ends_at for opening in stretches)
