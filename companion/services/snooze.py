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
    """The one that takes its place. Refusal `not_here`; `too_late` where it cannot wait until then: `where` says why.

    over (it is too late for it, or it came long ago), before (it was put off already), thrice, passed (that hour is
    over), quiet (none is wanted then), beyond (the visit or the plan is over by then).
    """
    row = reminder_of(*owner, reminder_id)
    course = course_of(*owner, row.treatment_id) if row else None
    if row is None or course is None:
        raise Refusal("not_here")
    wishes = wishes_for(course, db.session.get(ReminderWishes, owner[1]))
    later_at = choices(row, course, wishes, now).get(until)
    if later_at is None:
        raise Refusal("too_late", where=_why_not(row, course, wishes, now, until))
    same = [one for one in reminders_by_key(course.id).values() if plain_key(one.key) == plain_key(row.key)]
    if len(same) > MOST:
        raise Refusal("too_late", where="thrice")
    for one in same:
        if one.next_at is not None:
            one.next_at, one.claimed_by, one.end, one.ended_at = None, None, End.LATER, now
    later = _later(row, course, later_at, len(same))
    db.session.add(later)
    try:
        db.session.commit()
    except IntegrityError:  # two taps at once: the first one counts
        db.session.rollback()
        raise Refusal("too_late", where="before") from None
    return later


def choices(row: Reminder, course: Course, wishes: Wishes, now: datetime) -> dict[Until, datetime]:
    """When it may come instead: of a kind that can wait, due soon or just sent, and never in quiet hours."""
    return {name: _instant(name, wishes, now) for name in CLOCKS if not _why_not(row, course, wishes, now, name)}


def _why_not(row: Reminder, course: Course, wishes: Wishes, now: datetime, until: Until) -> str | None:
    """Why it cannot wait until then; None where it can."""
    is_soon = row.next_at is not None and row.due_at - now <= SOON and now < row.not_after
    was_sent = row.end == End.SENT and row.ended_at is not None and now - row.ended_at <= JUST_SENT
    then, is_by_the_visit = _instant(until, wishes, now), _is_by_the_visit(row, course)
    found = {
        "before": row.end == End.LATER,
        "over": row.kind not in CAN_WAIT or not (is_soon or was_sent) or not course.runs_at(now),
        "thrice": int(row.key.partition(LATER_MARK)[2] or 0) >= MOST,
        "passed": then <= max(now, row.due_at),
        "beyond": then >= course.schedule.ends_at or (is_by_the_visit and then >= row.not_after),
        "quiet": wishes.is_quiet(then),
    }
    return next((why for why, is_so in found.items() if is_so), None)


def _instant(until: Until, wishes: Wishes, now: datetime) -> datetime:
    days, clock = CLOCKS[until]
    day = now.astimezone(wishes.there).date() + timedelta(days=days)
    return instant_of(datetime.combine(day, clock), wishes.there)


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
