"""The reminders of a patient as they read them: what comes, what came, and how each ended."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial

from companion.aftercare.reminders import planned
from companion.extensions import db
from companion.models import Reminder, ReminderWishes
from companion.models.push import Receipts, receipts_of
from companion.models.reminder import APART, End, plain_key, reminders_of
from companion.models.treatment import Course
from companion.services.keys import Owner
from companion.services.remind import is_wanted, wishes_for
from companion.services.reminder_words import coming_words, words_of
from companion.services.snooze import Until, choices

UNSAID = (End.LATER, End.OVER)  # another row tells of it, or nothing does


@dataclass(frozen=True)
class Line:
    """`title` and `body` as it is sent; while it is ahead, what it will be about, and no body.

    `told`: how far it came, by services and phones. `choices`: when else it may come.
    """

    row: Reminder
    title: str
    body: str
    told: Receipts
    choices: dict[Until, datetime]

    def end_at(self, now: datetime) -> End | None:
        """How it ended; None while it is to come."""
        return _end(self.row, now)


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
        lines.append(Line(row, *_words(row, course, language, now), receipts.get(row.id, Receipts()), can))
    return lines


def _end(row: Reminder, now: datetime) -> End | None:
    if row.end:
        return End(row.end)
    return End.EXPIRED if now >= row.not_after else None


def _words(row: Reminder, course: Course, language: str, now: datetime) -> tuple[str, str]:
    """In full once it ended: before, what it says is not so yet, and somebody might go by it.

    Discreet where a gap cannot be filled any more, as of a visit that was called off.
    """
    if _end(row, now) is None:
        return coming_words(row, course, language), ""
    try:
        return words_of(row, course, language, names_it=True)
    except KeyError:
        return words_of(row, course, language, names_it=False)


def _is_known(row: Reminder, course: Course, kept: ReminderWishes | None) -> bool:
    """Whether the protocol still has it, and nobody chose otherwise before it was sent."""
    definition = course.schedule.protocol.reminder.get(plain_key(row.key).partition(":")[0])
    return definition is not None and (row.next_at is None or is_wanted(row.kind, definition.opt_in, kept))


def left_out(courses: list[Course], kept: ReminderWishes | None, now: datetime, language: str) -> list[str]:
    """What none comes of as it falls into quiet hours; the sun's where it does so every day."""
    found = dict[str, None]()
    for course in (course for course in courses if course.ended_at is None):
        wishes = wishes_for(course, kept)
        loud = replace(wishes, quiet_from=time(), quiet_until=time())
        lay = partial(
            planned, course.schedule, course.follow_up_at, is_wanted=lambda one: is_wanted(one.kind, one.opt_in, kept)
        )
        comes = {one.reminder_id for one in lay(wishes) if one.due_at > now}
        lost = (one for one in lay(loud) if one.due_at > now and one.reminder_id not in comes)
        found |= {coming_words(one, course, language): None for one in lost}
    return list(found)
