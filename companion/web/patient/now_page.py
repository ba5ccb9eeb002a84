"""What Now shows of one treatment: a frame for each change instant, so that the phone only compares instants."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from companion.aftercare.schedule import CATEGORIES, Schedule, Window
from companion.aftercare.spans import Span
from companion.aftercare.zones import start_of_day

COUNTED_DOWN = timedelta(hours=48)  # an end further away is a date to read, and no clock to watch


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
    def always(self) -> list[int]:
        """The numbers of the windows that stand in a list of their own."""
        linked = self.schedule.protocol.now_view.always_linked
        return [n for n, window in enumerate(self.schedule.windows) if window.rule.id in linked]

    @cached_property
    def rows(self) -> dict[str, list[int]]:
        """The numbers of all other windows that are ever listed, by category."""
        others = [(n, w.rule) for n, w in enumerate(self.schedule.windows) if n not in self.always]
        return {
            category: [n for n, rule in others if rule.category == category and not rule.is_reference]
            for category in CATEGORIES
        }

    def frame_at(self, now: datetime) -> Frame:
        return self.frames[max(0, bisect_right([frame.at for frame in self.frames], now) - 1)]

    def facts_at(self, now: datetime) -> tuple[object, ...]:
        """The same while nothing of this treatment changes on the page."""
        days = [days.place for days in (*self.timeline, *self.bruises) if days.holds_at(now)]
        return (self.frame_at(now).at, days, self.schedule.treated, self.schedule.protocol.meta.version)

    @lru_cache(maxsize=1024)  # noqa: B019  pages are kept as long, by `now_page`
    def json(self, *names: str) -> str:
        """What the script compares its clock with: `at` in seconds, all else in seconds from there, None for no end.

        `windows`: [starts, ends, name] by number, the name empty where it is no change to tell.
        `heroes`: [from, number], the countdown that runs from there on, None for none.
        """
        at = self.schedule.treated.treated_at
        windows = [
            [_seconds(w.starts_at - at), _seconds(w.ends_at - at) if w.ends_at else None, *_told(w, name)]
            for w, name in zip(self.schedule.windows, names, strict=True)
        ]
        heroes = [[_seconds(frame.at - at), frame.hero] for frame in self.frames]
        heroes = [one for n, one in enumerate(heroes) if n == 0 or one[1] != heroes[n - 1][1]]
        course = {"at": int(at.timestamp()), "windows": windows, "heroes": heroes}
        return json.dumps(course, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@lru_cache(maxsize=1024)
def now_page(schedule: Schedule) -> NowPage:
    starts = {schedule.treated.treated_at, *schedule.changes}
    heroes = (schedule.standing_at(at).hero for at in starts)
    counted = {hero.ends_at - COUNTED_DOWN for hero in heroes if hero and hero.ends_at}
    instants = sorted(at for at in starts | counted if at >= schedule.treated.treated_at)
    frames = tuple(_frame(schedule, at) for at in instants)
    shown = tuple(dict.fromkeys(frame.hero for frame in frames if frame.hero is not None))
    return NowPage(schedule, frames, tuple(_timeline(schedule)), tuple(_bruises(schedule)), shown)


def _frame(schedule: Schedule, at: datetime) -> Frame:
    standing = schedule.standing_at(at)
    hero, next_at = standing.hero, standing.next_change_at
    if hero and hero.ends_at and hero.ends_at - at > COUNTED_DOWN:
        hero = None
    shown = [(n, w) for n, w in enumerate(schedule.windows) if not w.rule.is_reference]
    linked = schedule.protocol.now_view.always_linked
    holding = [(n, w) for n, w in shown if w.state_at(at) == "now" and w is not hero and w.rule.id not in linked]
    return Frame(
        at,
        schedule.windows.index(hero) if hero else None,
        {category: [n for n, w in holding if w.rule.category == category] for category in CATEGORIES},
        next_at,
        [n for n, w in shown if next_at and w.ends_at == next_at],
        [n for n, w in shown if next_at and w.starts_at == next_at],
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


def _told(window: Window, name: str) -> list[str]:
    return [] if window.rule.is_reference else [name]


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
