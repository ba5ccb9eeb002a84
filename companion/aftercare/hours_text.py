"""The text of opening hours -> the times of each weekday and the days off.

A small part of the opening_hours form of OpenStreetMap:
    Mo-Fr 09:00-18:00; Sa 10:00-14:00
    Mo,We 09:00-12:00,13:00-17:00; Fr 20:00-02:00; Su off; Dec 25-26 off
A later part replaces an earlier one for the days it names; a day that nothing names is closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

ALLOWED = (
    "Write days and times, such as 'Mo-Fr 09:00-18:00; Sa 10:00-14:00', 'Mo,We 09:00-12:00,13:00-17:00', "
    "'Fr 20:00-02:00' or 'Su off', and days off such as 'Dec 25-26 off'."
)
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FULL_DAY = 24 * 60
_DAY, _CLOCK = f"(?:{'|'.join(DAYS)})", r"\d\d:\d\d"
_DAYS = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*")
_TIMES = re.compile(rf"{_CLOCK}-{_CLOCK}(?:,{_CLOCK}-{_CLOCK})*")
_DATES = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}})(?:-(\d{{1,2}}))? off")

Times = tuple[tuple[int, int], ...]  # from and until in minutes of the day; past 24 h is the next day


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of each weekday, Monday first, and the (month, day) pairs on which the clinic stays closed."""

    week: tuple[Times, ...]
    off: frozenset[tuple[int, int]]


@lru_cache(maxsize=512)
def read_hours(text: str) -> Hours:
    """The hours of that text; ValueError says which part is not understood, and what is allowed."""
    week: list[Times] = [()] * 7
    off: set[tuple[int, int]] = set()
    parts = [" ".join(part.split()) for part in text.split(";")]
    for part in parts[:-1] if len(parts) > 1 and not parts[-1] else parts:
        try:
            days, times = _part(part)
        except ValueError as error:
            raise ValueError(f"{part!r}: {error}. {ALLOWED}") from None
        if isinstance(times, frozenset):
            off |= times
        for day in days:
            week[day] = times if isinstance(times, tuple) else week[day]
    return Hours(tuple(week), frozenset(off))


def _part(part: str) -> tuple[list[int], Times | frozenset[tuple[int, int]]]:
    """The weekdays that a part names and their times, or no weekday and dates off."""
    dates = _DATES.fullmatch(part)
    if dates:
        return [], frozenset(_dates(MONTHS.index(dates[1]), int(dates[2]), int(dates[3] or dates[2])))
    days, _space, times = part.partition(" ")
    if not _DAYS.fullmatch(days):
        raise ValueError("not understood")
    if times == "off":
        return list(_weekdays(days)), ()
    if not _TIMES.fullmatch(times):
        raise ValueError("not understood")
    return list(_weekdays(days)), tuple(sorted(_stretch(*stretch.split("-")) for stretch in times.split(",")))


def _dates(month: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    if not 1 <= first <= last <= LENGTHS[month]:
        raise ValueError(f"{MONTHS[month]} has no such days")
    yield from ((month + 1, day) for day in range(first, last + 1))


def _weekdays(text: str) -> Iterator[int]:
    """`Fr-Mo` goes over the weekend."""
    for span in text.split(","):
        first, _dash, last = span.partition("-")
        start = DAYS.index(first)
        many = (DAYS.index(last or first) - start) % 7 + 1
        yield from ((start + n) % 7 for n in range(many))


def _stretch(first: str, last: str) -> tuple[int, int]:
    """Minutes from and until; an end before the start is on the next day."""
    start, end = _minutes(first), _minutes(last)
    if start in (FULL_DAY, end):
        raise ValueError(f"{first}-{last} is no stretch of time")
    return start, end if end > start else end + FULL_DAY


def _minutes(clock: str) -> int:
    hours, minutes = int(clock[:2]), int(clock[3:])
    if minutes > 59 or hours * 60 + minutes > FULL_DAY:
        raise ValueError(f"{clock} is no time of day")
    return hours * 60 + minutes
