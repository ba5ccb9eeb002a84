"""Zones, wall times and instants. Instants are UTC; a wall time is a datetime without a zone."""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from companion.aftercare.spans import Span

FIRST_YEAR, LAST_YEAR = 2000, 2099
_HAS_TIME = re.compile(r"\d[T ]\d\d")


class GapError(ValueError):
    """A typed wall time that the clocks skipped."""


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of the tzdata package that is a place or a plain offset."""
    names = (files("tzdata") / "zones").read_text().split()
    return frozenset(names) - {"Factory"}


@lru_cache(maxsize=640)
def zone_named(name: str) -> ZoneInfo:
    """The zone of that IANA name; ValueError for an unknown one."""
    if name not in zone_names():
        raise ValueError(f"unknown zone {name!r}")
    return ZoneInfo(name)


def instant_of(wall: datetime, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The instant of a computed wall time; `second` picks the later one of a time that comes twice.

    In a gap the time moves forward by the gap: read with the offset before it (fold 0), which is
    the later of the two readings there, so `max` is right for both cases.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return max(first, wall.replace(tzinfo=zone, fold=1).astimezone(UTC)) if second else first


def typed_instant(text: str, zone: ZoneInfo) -> datetime:
    """The instant a person typed, to the whole second: with an offset as it stands, else wall time in `zone`.

    A wall time that comes twice means the first. ValueError: unreadable, or a year out of range;
    GapError: the clocks skipped that time.
    """
    try:
        if not _HAS_TIME.search(text):
            raise ValueError
        typed = datetime.fromisoformat(text.strip()).replace(microsecond=0)
    except ValueError:
        raise ValueError(f"{text!r} is not a time such as 2026-03-07T14:30") from None
    if not FIRST_YEAR <= typed.year <= LAST_YEAR:
        raise ValueError(f"{text!r}: the year must be {FIRST_YEAR} to {LAST_YEAR}")
    if typed.tzinfo:
        return typed.astimezone(UTC)
    instant = instant_of(typed, zone)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) != typed:
        raise GapError(f"{text!r} did not exist in {zone.key}: the clocks went forward over it")
    return instant


def after(start: datetime, span: Span, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """`start` plus a span: calendar parts keep the wall clock of `zone`, elapsed parts the instant."""
    if span.is_elapsed:
        return start + timedelta(seconds=span.seconds)
    wall = start.astimezone(zone).replace(tzinfo=None, fold=0)
    wall = datetime.combine(_months_on(wall.date(), span.months), wall.time())
    return instant_of(wall + timedelta(days=span.days), zone, second=second) + timedelta(seconds=span.seconds)


def before(end: datetime, span: Span, zone: ZoneInfo) -> datetime:
    """`end` less a span: calendar parts keep the wall clock of `zone`, elapsed parts the instant."""
    if span.is_elapsed:
        return end - timedelta(seconds=span.seconds)
    wall = end.astimezone(zone).replace(tzinfo=None, fold=0)
    wall = datetime.combine(_months_on(wall.date(), -span.months), wall.time())
    return instant_of(wall - timedelta(days=span.days), zone) - timedelta(seconds=span.seconds)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def day_number(start: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Local days since the day of `start`, which is day 0."""
    return (local_day(now, zone) - local_day(start, zone)).days


def start_of_day(start: datetime, number: int, zone: ZoneInfo) -> datetime:
    """The first instant of local day `number` after the day of `start`."""
    return instant_of(datetime.combine(local_day(start, zone) + timedelta(days=number), time()), zone)


def iso_instant(instant: datetime) -> str:
    """UTC, whole seconds, with Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970, as a phone counts them."""
    return int(instant.timestamp())
