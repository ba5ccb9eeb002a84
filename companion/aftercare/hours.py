"""Opening hours -> stretches as instants, what holds at an instant, the week in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.hours_text import ALLOWED, FULL_DAY, Hours, Times, read_hours
from companion.aftercare.zones import instant_of, local_day

__all__ = ["ALLOWED", "Hours", "OpenState", "Opening", "openings", "read_hours", "state_at", "week_in_words"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch during which the clinic is open, `starts_at` included, `ends_at` not."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open or closed, and the instant at which that changes; None where the stretches show no change."""

    is_open: bool
    changes_at: datetime | None


def openings(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> list[Opening]:
    """The stretches of opening that touch [since, until), in order, apart from each other."""
    merged: list[Opening] = []
    for starts_at, ends_at in sorted(_raw(hours, zone, since, until)):
        if merged and starts_at <= merged[-1].ends_at:
            merged[-1] = Opening(merged[-1].starts_at, max(ends_at, merged[-1].ends_at))
        else:
            merged.append(Opening(starts_at, ends_at))
    return [opening for opening in merged if opening.ends_at > since and opening.starts_at < until]


def state_at(stretches: list[Opening], now: datetime) -> OpenState:
    """Whether it is open now; `stretches` are in order and reach at least to `now`."""
    ahead = next((opening for opening in stretches if opening.ends_at > now), None)
    if ahead is None:
        return OpenState(False, None)
    is_open = ahead.starts_at <= now
    return OpenState(is_open, ahead.ends_at if is_open else ahead.starts_at)


def week_in_words(hours: Hours, words: Mapping[str, str], weekdays: list[str]) -> list[tuple[str, str]]:
    """("Monday to Friday", "09:00 to 18:00"), ("Sunday", "closed"): neighbours with the same times stand together.

    `words` holds the patterns `days` and `times` with {first} and {last}, and the words `closed` and `all_day`.
    """
    rows: list[tuple[int, int]] = []
    for day in range(7):
        if rows and hours.week[rows[-1][0]] == hours.week[day]:
            rows[-1] = (rows[-1][0], day)
        else:
            rows.append((day, day))
    return [
        (
            weekdays[first] if first == last else words["days"].format(first=weekdays[first], last=weekdays[last]),
            _times_in_words(hours.week[first], words),
        )
        for first, last in rows
    ]


def _raw(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A wall time that comes twice is the first; one that the clocks skip moves on by the gap."""
    day, last = local_day(since, zone) - timedelta(days=2), local_day(until, zone)
    while day <= last:
        if (day.month, day.day) not in hours.off:
            midnight = datetime.combine(day, time())
            for edges in hours.week[day.weekday()]:
                starts_at, ends_at = (instant_of(midnight + timedelta(minutes=edge), zone) for edge in edges)
                if starts_at < ends_at:
                    yield starts_at, ends_at
        day += timedelta(days=1)


def _times_in_words(times: Times, words: Mapping[str, str]) -> str:
    if times == ((0, FULL_DAY),):
        return words["all_day"]
    spans = [words["times"].format(first=_clock(first), last=_clock(last)) for first, last in times]
    return ", ".join(spans) or words["closed"]


def _clock(minutes: int) -> str:
    clock = minutes if minutes == FULL_DAY else minutes % FULL_DAY
    return f"{clock // 60:02}:{clock % 60:02}"
