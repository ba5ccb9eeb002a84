"""What the Now page shows: one frame for each change instant, so that the phone only compares instants."""

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from companion.aftercare.protocol.course import TimelineDays
from companion.aftercare.schedule import CATEGORIES, Schedule, Window
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
    """What is normal in these days, from local midnight to local midnight; None means no end."""

    words: TimelineDays
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, eq=False)
class NowPage:
    """The whole course as the page needs it; the same for every instant."""

    schedule: Schedule
    frames: tuple[Frame, ...]
    days: tuple[Days, ...]
    heroes: tuple[int, ...]

    @cached_property
    def number(self) -> dict[Window, int]:
        """The number by which the page knows a window."""
        return {window: n for n, window in enumerate(self.schedule.windows)}

    def frame_at(self, now: datetime) -> Frame:
        return self.frames[max(0, bisect_right([frame.at for frame in self.frames], now) - 1)]

    def days_at(self, now: datetime) -> Days | None:
        return next((d for d in self.days if d.starts_at <= now and (d.ends_at is None or now < d.ends_at)), None)

    def etag_at(self, now: datetime, *parts: object) -> str:
        """The same while nothing on the page changes."""
        days = self.days_at(now)
        facts = (self.frame_at(now).at, days and days.starts_at, self.schedule.treated, *parts)
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
    return NowPage(schedule, frames, tuple(_days(schedule)), heroes)


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


def _days(schedule: Schedule) -> list[Days]:
    zone, start = schedule.zone, schedule.treated.treated_at
    return [
        Days(
            words,
            start_of_day(start, words.first, zone),
            None if words.last is None else start_of_day(start, words.last + 1, zone),
        )
        for words in schedule.protocol.timeline
    ]


def _compact(frame: Frame) -> list[Any]:
    others = sorted(n for numbers in frame.lists.values() for n in numbers)
    return [_seconds(frame.at), frame.hero, others, _seconds(frame.next_at), frame.ending, frame.starting]


def _seconds(instant: datetime | None) -> int | None:
    return int(instant.timestamp()) if instant else None
