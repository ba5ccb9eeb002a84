"""The reminder table of a protocol laid on one treatment."""

from collections.abc import Callable
from datetime import datetime

from companion.aftercare.protocol.course import Reminder, SkipBefore, SkipHidden
from companion.aftercare.reminders.due import Course
from companion.aftercare.reminders.planned import Planned, laid
from companion.aftercare.reminders.sun import sun_reminders
from companion.aftercare.reminders.wishes import Wishes
from companion.aftercare.schedule import Schedule
from companion.aftercare.spans import Span
from companion.aftercare.zones import after


def planned(
    schedule: Schedule, follow_up_at: datetime | None, wishes: Wishes, is_wanted: Callable[[Reminder], bool] = bool
) -> list[Planned]:
    """Every reminder of a treatment from its first minute on, by due instant, then key.

    The sun's are the first of each day; `next_sun` gives the later ones. No clock is read here: whoever plans later
    leaves out what is due before that. `is_wanted`: whether somebody wants the reminder at all, as the sun is costly.
    ValueError: an unknown zone.
    """
    course, found = Course(schedule, follow_up_at, wishes), list[Planned]()
    for reminder in filter(is_wanted, schedule.protocol.reminders):
        if reminder.due.sun:
            found += sun_reminders(course, reminder, reminder.due.sun)
        elif one := _planned(course, reminder):
            found.append(one)
    return sorted(found, key=lambda one: (one.due_at, one.key))


def _planned(course: Course, reminder: Reminder) -> Planned | None:
    due_at = course.due_at(reminder.due)
    if due_at and course.wishes.is_quiet(due_at) and reminder.quiet != "ignore":
        due_at = course.wishes.quiet_ends_at(due_at) if reminder.quiet == "shift_to_end" else None
    if due_at is None or due_at < course.schedule.treated.treated_at or _is_skipped(course, reminder, due_at):
        return None
    not_after = course.not_after(reminder, due_at)
    return laid(reminder, reminder.id, due_at, not_after) if not_after and due_at < not_after else None


def _is_skipped(course: Course, reminder: Reminder, due_at: datetime) -> bool:
    """Whether something already known drops it. A rule that this treatment does not have counts as hidden."""
    schedule = course.schedule
    for skip in reminder.skip_if:
        match skip:
            case "no_follow_up" if course.follow_up_at is None:
                return True
            case "follow_up_set" if course.follow_up_at is not None:
                return True
            case SkipBefore(before=span):
                if due_at < after(schedule.treated.treated_at, Span.parse(span), schedule.zone):
                    return True
            case SkipHidden(rule_hidden=rule):
                if not schedule.windows_of(rule):
                    return True
    return False
