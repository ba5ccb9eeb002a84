"""What Plan shows of one treatment: the course by days with what ends and begins, and rules in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from companion.aftercare.protocol.base import RuleId
from companion.aftercare.schedule import Schedule, Window, untils
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, start_of_day
from companion.web.patient.now_page import Days, now_page

Mark = Literal["treated", "follow_up", "next_treatment", "closes"]

LIMITS = ("avoid", "do")  # what ends; nobody should read that water or a painkiller does


@dataclass(frozen=True, eq=False)
class Change:
    """What happens at one instant. What is fine or to be expected does not end; the wait for the next one is a mark."""

    at: datetime
    marks: tuple[Mark, ...]
    ending: tuple[Window, ...]
    starting: tuple[Window, ...]


@dataclass(frozen=True, eq=False)
class Stretch:
    """Local days of the course with their changes, in order; the last stretch has no end."""

    days: Days
    changes: tuple[Change, ...]

    def is_over_at(self, now: datetime) -> bool:
        return self.days.ends_at is not None and self.days.ends_at <= now

    @property
    def is_one_day(self) -> bool:
        ends_at = self.days.ends_at
        return ends_at is not None and (ends_at - self.days.starts_at).days < 2


@dataclass(frozen=True, eq=False)
class PlanPage:
    """`returns`: each least gap that the product names and the instant it leads to, the earliest first.

    `next_treatment`: the window in which none may be, whose end is the latest of them; None where another treatment
    of this patient decides. `prepare_at`: when the advice before it begins to count. `follow_up`: when the visit
    should be.
    """

    schedule: Schedule
    stretches: tuple[Stretch, ...]
    skin: tuple[Window, ...]
    sun: tuple[Window, ...]
    judge: tuple[Window, ...]
    follow_up: Window | None
    next_treatment: Window | None
    other_clinics: Window | None
    returns: tuple[tuple[str, datetime], ...]
    prepare_at: datetime | None

    def facts_at(self, now: datetime) -> tuple[object, ...]:
        """What the page shows at that instant: equal as long as nothing changes."""
        days = [stretch.days.place for stretch in self.stretches if stretch.days.holds_at(now)]
        return (self.schedule.last_change_before(now), days, self.schedule.treated)


def next_treatment_of(schedule: Schedule) -> Window | None:
    """The window in which no next full treatment may be."""
    return _first(schedule, schedule.protocol.plan_view.next_treatment)


@lru_cache(maxsize=1024)
def plan_page(schedule: Schedule, follow_up_at: datetime | None, is_deciding: bool = True) -> PlanPage:
    """`is_deciding`: no other treatment of this patient puts the next one off for longer."""
    view = schedule.protocol.plan_view
    next_treatment = next_treatment_of(schedule) if is_deciding else None
    return PlanPage(
        schedule,
        _stretches(schedule, _marks(schedule, follow_up_at, next_treatment)),
        _in_time(schedule, view.skin),
        _in_time(schedule, view.sun),
        _in_time(schedule, view.judge),
        _first(schedule, view.follow_up),
        next_treatment,
        _first(schedule, view.other_clinics),
        _returns(schedule, next_treatment),
        _prepare_at(schedule, next_treatment),
    )


def _marks(schedule: Schedule, follow_up_at: datetime | None, next_treatment: Window | None) -> dict[Mark, datetime]:
    marks: dict[Mark, datetime] = {"treated": schedule.treated.treated_at, "closes": schedule.ends_at}
    if follow_up_at:
        marks["follow_up"] = follow_up_at
    if next_treatment and next_treatment.ends_at:
        marks["next_treatment"] = next_treatment.ends_at
    return marks


def _stretches(schedule: Schedule, marks: dict[Mark, datetime]) -> tuple[Stretch, ...]:
    changes = [_change(schedule, at, marks) for at in sorted({*schedule.changes, *marks.values()})]
    shown = [c for c in changes if c.marks or c.ending or c.starting]
    timeline = now_page(schedule).timeline
    return tuple(Stretch(days, tuple(c for c in shown if days.holds_at(c.at))) for days in timeline)


def _change(schedule: Schedule, at: datetime, marks: dict[Mark, datetime]) -> Change:
    windows = [w for w in schedule.windows if not w.rule.is_reference]
    waiting = schedule.protocol.plan_view.next_treatment
    return Change(
        at,
        tuple(mark for mark, instant in marks.items() if instant == at),
        tuple(w for w in windows if w.ends_at == at and w.rule.category in LIMITS and w.rule.id != waiting),
        tuple(w for w in windows if w.starts_at == at),
    )


def _in_time(schedule: Schedule, rules: Iterable[RuleId]) -> tuple[Window, ...]:
    windows = [window for rule in rules for window in schedule.windows_of(rule)]
    return tuple(sorted(windows, key=lambda w: (w.starts_at, w.ends_at or schedule.ends_at)))


def _first(schedule: Schedule, rule: RuleId | None) -> Window | None:
    return next(iter(schedule.windows_of(rule or "")), None)


def _returns(schedule: Schedule, window: Window | None) -> tuple[tuple[str, datetime], ...]:
    if window is None:
        return ()
    treated = schedule.treated
    ends = {
        until: after(treated.treated_at, Span.parse(until), schedule.zone, second=window.rule.category == "avoid")
        for until in untils(schedule.protocol, window.rule, treated.product)
    }
    return tuple(sorted(ends.items(), key=lambda pair: pair[1]))


def _prepare_at(schedule: Schedule, window: Window | None) -> datetime | None:
    """The first instant of the day that lies the protocol's span before the next treatment."""
    before = schedule.protocol.before_next.show_from.before
    if window is None or window.ends_at is None or before is None:
        return None
    return start_of_day(window.ends_at, -Span.parse(before).days, schedule.zone)
