"""The reminders of a patient as they read them: what comes, what came, and how each ended."""

from dataclasses import dataclass
from datetime import datetime

from companion.extensions import db
from companion.models import Reminder, ReminderWishes
from companion.models.push import Receipts, receipts_of
from companion.models.reminder import APART, End, plain_key, reminders_of
from companion.models.treatment import Course
from companion.services.keys import Owner
from companion.services.remind import is_wanted, wishes_for
from companion.services.reminder_words import words_of
from companion.services.snooze import Until, choices

UNSAID = (End.LATER, End.OVER)  # another row tells of it, or nothing does


@dataclass(frozen=True)
class Line:
    """`told`: how far it came, by services and phones. `choices`: when else it may come."""

    row: Reminder
    title: str
    body: str
    told: Receipts
    choices: dict[Until, datetime]

    def end_at(self, now: datetime) -> End | None:
        """How it ended; None while it is to come."""
        if self.row.end:
            return End(self.row.end)
        return End.EXPIRED if now >= self.row.not_after else None


def lines_for(owner: Owner, courses: list[Course], now: datetime, language: str) -> list[Line]:
    """Those of these courses, by due instant, without tests and what nobody needs to read."""
    kept, receipts = db.session.get(ReminderWishes, owner[1]), receipts_of(*owner)
    own, rows = {course.id: course for course in courses}, reminders_of(*owner)
    waits = {(row.treatment_id, plain_key(row.key)) for row in rows if row.next_at}
    lines = []
    for row in rows:
        course = own.get(row.treatment_id)
        if course is None or row.kind in APART or row.end in UNSAID or not _is_known(row, course, kept):
            continue
        was_put_off = row.next_at is None and (row.treatment_id, plain_key(row.key)) in waits
        can = {} if was_put_off else choices(row, course, wishes_for(course, kept), now)
        lines.append(Line(row, *_words(row, course, language), receipts.get(row.id, Receipts()), can))
    return lines


def _words(row: Reminder, course: Course, language: str) -> tuple[str, str]:
    """In full; discreet where a gap cannot be filled any more, as of a visit that was called off."""
    try:
        return words_of(row, course, language, names_it=True)
    except KeyError:
        return words_of(row, course, language, names_it=False)


def _is_known(row: Reminder, course: Course, kept: ReminderWishes | None) -> bool:
    """Whether the protocol still has it, and nobody chose otherwise before it was sent."""
    definition = course.schedule.protocol.reminder.get(plain_key(row.key).partition(":")[0])
    return definition is not None and (row.next_at is None or is_wanted(row.kind, definition.opt_in, kept))
