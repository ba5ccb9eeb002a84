"""Reminders of the sun: the day's first ahead, the later ones one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.protocol.course import Reminder, SunDue
from companion.aftercare.reminders.due import Course
from companion.aftercare.reminders.planned import Planned, laid
from companion.aftercare.reminders.wishes import Wishes
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.spans import Span
from companion.aftercare.sun import SunDay, place_of, sun_day
from companion.aftercare.zones import after, local_day


def sun_reminders(course: Course, reminder: Reminder, due: SunDue) -> Iterator[Planned]:
    """The first of each day inside the window of the rule: none on a day whose sun stays low.

    Days are the phone's, as the sun is where the phone is. Keys end with the day: `rm-sun:2026-07-02`.
    """
    for window in course.schedule.windows_of(due.inside)[:1]:
        for day in _days(window, course.wishes.there):
            hours = _hours(course, due, day)
            first = hours.first_at(window)
            if first and not course.wishes.is_quiet(first):
                one = laid(reminder, f"{reminder.id}:{day}", first, _too_late(course, reminder, hours, first))
                yield from [one] if one else []


def next_sun(schedule: Schedule, wishes: Wishes, key: str, due_at: datetime) -> Planned | None:
    """The sun reminder after the one of that key that was due then, for whoever is still outdoors.

    None where the day had its full number, or the next would come in quiet hours, at the end of the hours of sun
    reminders or later, at sunset or later, or after the rule. Keys count on: `rm-sun:2026-07-02:2`.
    ValueError: no key of a sun reminder.
    """
    name, day, turn = _parts(key)
    reminder, course = schedule.protocol.reminder.get(name), Course(schedule, None, wishes)
    due = reminder.due.sun if reminder else None
    if reminder is None or due is None:
        raise ValueError(f"{key!r} is no key of a sun reminder")
    hours, following = _hours(course, due, day), after(due_at, Span.parse(due.repeat), schedule.zone)
    is_inside = any(window.state_at(following) == "now" for window in schedule.windows_of(due.inside))
    if turn >= due.max_per_day or not is_inside or following >= hours.ends_at or wishes.is_quiet(following):
        return None
    return laid(reminder, f"{name}:{day}:{turn + 1}", following, _too_late(course, reminder, hours, following))


def _days(window: Window, there: ZoneInfo) -> list[date]:
    """The local days that a window touches; a rule without an end has none, as its plan would have no end either."""
    if window.ends_at is None:
        return []
    first, last = local_day(window.starts_at, there), local_day(window.ends_at, there)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class _Hours:
    """When reminders of the sun may come on one day; `sun` is None where no UV index can be computed."""

    starts_at: datetime
    ends_at: datetime
    sun: SunDay | None

    @property
    def sunset(self) -> datetime:
        """The end of daylight, or of these hours where it is not known."""
        return self.sun.sets_at if self.sun and self.sun.sets_at else self.ends_at

    def first_at(self, window: Window) -> datetime | None:
        """The first instant of these hours and the rule's window with strong sun; any of them where none is known."""
        since = max(self.starts_at, window.starts_at)
        until = min(self.ends_at, window.ends_at or self.ends_at)
        if self.sun:
            return self.sun.first_at(since, until)
        return since if since < until else None


def _hours(course: Course, due: SunDue, day: date) -> _Hours:
    wishes, protocol = course.wishes, course.schedule.protocol
    place = place_of(wishes.zone, wishes.town) if protocol.uv.coefficients else None
    sun = sun_day(protocol, place, wishes.zone, day) if place else None
    starts_at, ends_at = (course.at_local(day, clock) for clock in due.between)
    return _Hours(starts_at, ends_at, sun)


def _too_late(course: Course, reminder: Reminder, hours: _Hours, due_at: datetime) -> datetime:
    return hours.sunset if reminder.not_after == "sunset" else course.not_after(reminder, due_at) or due_at


def _parts(key: str) -> tuple[str, date, int]:
    """`rm-sun:2026-07-02:2` -> the reminder, the day and which one of the day it is."""
    name, day, *turn = key.split(":")
    return name, date.fromisoformat(day), int(turn[0]) if turn else 1
