"""What the Now page shows: one frame for each change instant, so that the phone only compares instants."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from companion.aftercare.schedule import CATEGORIES, Schedule, Window
from companion.aftercare.spans import Span
from companion.aftercare.zones import start_of_day


@dataclass(frozen=True, eq=False)
class Frame:
    """What holds from `at` until the next frame: numbers of windows, in order."""

    at: datetime
    hero: int | None
    lists: dict[str, list[int]]
    next_at: datetime | None
    ending: list[int]
    starting: list[int]


@dataclass(frozen=True, eq=False)
class Days:
    """A stretch of local days, midnight to midnight, by its place in the protocol; None means no end."""

    place: int
    starts_at: datetime
    ends_at: datetime | None

    def holds_at(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, eq=False)
class NowPage:
    """The whole course as the page needs it; the same for every instant."""

    schedule: Schedule
    frames: tuple[Frame, ...]
    timeline: tuple[Days, ...]
    bruises: tuple[Days, ...]
    heroes: tuple[int, ...]

    @cached_property
    def number(self) -> dict[Window, int]:
        """The number by which the page knows a window."""
        return {window: n for n, window in enumerate(self.schedule.windows)}

    def frame_at(self, now: datetime) -> Frame:
        return self.frames[max(0, bisect_right([frame.at for frame in self.frames], now) - 1)]

    def etag_at(self, now: datetime, *parts: object) -> str:
        """The same while nothing on the page changes."""
        days = [days.place for days in (*self.timeline, *self.bruises) if days.holds_at(now)]
        facts = (self.frame_at(now).at, days, self.schedule.treated, *parts)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]

    def json(self, names: list[str]) -> str:
        """What the script compares its clock with; instants in seconds, None for no end.

        `windows`: [starts, ends, name] by number. `frames`: [at, hero, others, next, ending, starting].
        """
        windows = [
            [_seconds(w.starts_at), _seconds(w.ends_at), name]
            for w, name in zip(self.schedule.windows, names, strict=True)
        ]
        course = {"windows": windows, "frames": [_compact(frame) for frame in self.frames]}
        return json.dumps(course, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@lru_cache(maxsize=1024)
def now_page(schedule: Schedule) -> NowPage:
    starts = [schedule.treated.treated_at, *schedule.changes]
    frames = tuple(_frame(schedule, at) for at in sorted(set(starts)))
    heroes = tuple(dict.fromkeys(frame.hero for frame in frames if frame.hero is not None))
    return NowPage(schedule, frames, tuple(_timeline(schedule)), tuple(_bruises(schedule)), heroes)


def _frame(schedule: Schedule, at: datetime) -> Frame:
    standing = schedule.standing_at(at)
    number = {window: n for n, window in enumerate(schedule.windows)}
    next_at = standing.next_change_at
    shown = [w for w in schedule.windows if not w.rule.is_reference]
    return Frame(
        at,
        number[standing.hero] if standing.hero else None,
        {category: [number[w] for w in standing.lists[category]] for category in CATEGORIES},
        next_at,
        [number[w] for w in shown if next_at and w.ends_at == next_at],
        [number[w] for w in shown if next_at and w.starts_at == next_at],
    )


def _timeline(schedule: Schedule) -> Iterator[Days]:
    for place, part in enumerate(schedule.protocol.timeline):
        yield _days(schedule, place, part.first, None if part.last is None else part.last + 1)


def _bruises(schedule: Schedule) -> Iterator[Days]:
    for place, bruise in enumerate(schedule.protocol.bruise_colours):
        yield _days(schedule, place, Span.parse(bruise.starts).days, Span.parse(bruise.until).days)


def _days(schedule: Schedule, place: int, first: int, end: int | None) -> Days:
    zone, start = schedule.zone, schedule.treated.treated_at
    return Days(place, start_of_day(start, first, zone), None if end is None else start_of_day(start, end, zone))


def _compact(frame: Frame) -> list[Any]:
    others = sorted(n for numbers in frame.lists.values() for n in numbers)
    return [_seconds(frame.at), frame.hero, others, _seconds(frame.next_at), frame.ending, frame.starting]


def _seconds(instant: datetime | None) -> int | None:
    return int(instant.timestamp()) if instant else None
