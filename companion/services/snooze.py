"""A reminder that comes at a bad moment is put off: until tonight, or until tomorrow.

The one that was put off ends, and a row of its own takes its place: planning again finds both, and moves neither.
"""

from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from companion.aftercare.reminders import Wishes
from companion.aftercare.zones import instant_of
from companion.extensions import db
from companion.models import Reminder, ReminderWishes
from companion.models.reminder import LATER_MARK, End, plain_key, reminder_of, reminders_by_key
from companion.models.treatment import Course, course_of
from companion.services.keys import Owner
from companion.services.refusal import Refusal
from companion.services.remind import wishes_for

Until = Literal["tonight", "tomorrow"]
CLOCKS: dict[Until, tuple[int, time]] = {"tonight": (0, time(19)), "tomorrow": (1, time(10))}
CAN_WAIT = ("check_in", "follow_up", "return")  # what is still right an evening later
SOON, JUST_SENT = timedelta(hours=12), timedelta(hours=12)
LASTS = timedelta(hours=6)  # for how long one that was put off is good at least
MOST = 3  # times that it is put off


def snooze(owner: Owner, reminder_id: UUID, now: datetime, until: Until) -> Reminder:
    """The one that takes its place. Refusal `not_here`; `too_late` where it cannot wait until then."""
    row = reminder_of(*owner, reminder_id)
    course = course_of(*owner, row.treatment_id) if row else None
    if row is None or course is None:
        raise Refusal("not_here")
    later_at = choices(row, course, wishes_for(course, db.session.get(ReminderWishes, owner[1])), now).get(until)
    if later_at is None:
        raise Refusal("too_late")
    same = [one for one in reminders_by_key(course.id).values() if plain_key(one.key) == plain_key(row.key)]
    if len(same) > MOST:
        raise Refusal("too_late")
    for one in same:
        if one.next_at is not None:
            one.next_at, one.claimed_by, one.end, one.ended_at = None, None, End.LATER, now
    later = _later(row, course, later_at, len(same))
    db.session.add(later)
    try:
        db.session.commit()
    except IntegrityError:  # two taps at once: the first one counts
        db.session.rollback()
        raise Refusal("too_late") from None
    return later


def choices(row: Reminder, course: Course, wishes: Wishes, now: datetime) -> dict[Until, datetime]:
    """When it may come instead: of a kind that can wait, due soon or just sent, and never in quiet hours."""
    is_soon = row.next_at is not None and row.due_at - now <= SOON and now < row.not_after
    was_sent = row.end == End.SENT and row.ended_at is not None and now - row.ended_at <= JUST_SENT
    was_put_off = int(row.key.partition(LATER_MARK)[2] or 0)
    if row.kind not in CAN_WAIT or was_put_off >= MOST or not (is_soon or was_sent) or not course.runs_at(now):
        return {}
    today = now.astimezone(wishes.there).date()
    at: dict[Until, datetime] = {
        name: instant_of(datetime.combine(today + timedelta(days=days), clock), wishes.there)
        for name, (days, clock) in CLOCKS.items()
    }
    return {name: then for name, then in at.items() if _fits(row, course, wishes, max(now, row.due_at), then)}


def _fits(row: Reminder, course: Course, wishes: Wishes, since: datetime, then: datetime) -> bool:
    is_good = then < row.not_after or not _is_by_the_visit(row, course)
    return since < then < course.schedule.ends_at and is_good and not wishes.is_quiet(then)


def _later(row: Reminder, course: Course, later_at: datetime, turn: int) -> Reminder:
    """As long as the first is good, or six hours; before a visit never beyond it."""
    ends_at = row.not_after if _is_by_the_visit(row, course) else max(row.not_after, later_at + LASTS)
    return Reminder(
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        treatment_id=row.treatment_id,
        key=f"{plain_key(row.key)}{LATER_MARK}{turn}",
        kind=row.kind,
        due_at=later_at,
        not_after=ends_at,
        about_at=row.about_at,
        next_at=later_at,
    )


def _is_by_the_visit(row: Reminder, course: Course) -> bool:
    definition = course.schedule.protocol.reminder.get(plain_key(row.key))
    return definition is not None and definition.not_after == "follow_up"
