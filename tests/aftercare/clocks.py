"""Where the clocks of a zone change: found by looking at its offsets, with nothing of the program."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def offset(instant: datetime, zone: str) -> timedelta:
    there = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert there is not None
    return there


def local(instant: datetime, zone: str) -> datetime:
    """What the clock of `zone` shows, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def instants(shown: datetime, zone: str) -> list[datetime]:
    """Every instant at which a clock in `zone` shows that: none in a gap, two where it comes twice."""
    near = shown.replace(tzinfo=UTC)
    offsets = {offset(near + timedelta(hours=hours), zone) for hours in (-36, -24, -12, 0, 12, 24, 36)}
    return sorted(near - there for there in offsets if local(near - there, zone) == shown)


@cache
def changes(zone: str, first: int = 2011, last: int = 2030) -> tuple[datetime, ...]:
    """The instants at which the offset of `zone` changes in those years."""
    found, at = [], datetime(first, 1, 1, tzinfo=UTC)
    while at.year <= last:
        if offset(at, zone) != offset(at + WEEK, zone):
            found.append(_between(at, at + WEEK, zone))
        at += WEEK
    return tuple(found)


def _between(low: datetime, high: datetime, zone: str) -> datetime:
    before = offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if offset(middle, zone) == before else (low, middle)
    return high
