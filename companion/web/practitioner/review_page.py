"""What the page of one entry shows: it, its photos beside earlier ones, the course, and how to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from companion.models.cover import team_in
from companion.models.push import Receipts, receipts_in
from companion.models.reading import entry_read
from companion.models.reminder import answer_key
from companion.models.staff import StaffSignedIn
from companion.models.telling import told_in
from companion.models.together import Answers
from companion.models.treatment import Course
from companion.services.journal import Journal, Receipt, journal_in, journal_of
from companion.web.looks import shows_words
from companion.web.patient.journal_page import expressions, trends_of
from companion.web.practitioner.answer_form import clinic_zone_of, proposed_times, ready_answers
from companion.web.practitioner.journal_page import Read, in_turn
from companion.web.practitioner.photo_rows import photo_rows
from companion.web.practitioner.queue_filter import QueueFilter

Place = tuple[UUID, UUID, UUID]  # line, treatment, entry


@dataclass(frozen=True)
class Neighbours:
    """Where the line stands in the queue: its place from 1 on, 0 where it waits no more, and those beside it."""

    place: int
    total: int
    before: Place | None
    after: Place | None


@dataclass(frozen=True)
class Opened:
    """The journal that an entry stands in, and what was asked of it in the same breath."""

    journal: Journal
    entries: list[Read]
    answers: Answers

    @property
    def lookers(self) -> list[str]:
        return [row.name for row in self.answers["lookers"]]

    def one(self, entry_id: UUID) -> Read | None:
        """The line of that entry, whichever version stands."""
        return next((one for one in self.entries if entry_id in one.ids), None)


def read_journal(who: StaffSignedIn, course: Course) -> tuple[Journal, list[Read]]:
    journal = journal_of((who.clinic_id, course.patient_id), course.id)
    return journal, in_turn(journal.lines, course)


def open_entry(who: StaffSignedIn, course: Course, entry_id: UUID, now: datetime) -> Opened:
    """Everything for the page of that entry: one statement and one for the key."""
    owner = who.clinic_id, course.patient_id
    answers = entry_read(owner, entry_id, who.practitioner_id, now)
    journal = journal_in(answers, owner, course.id)
    return Opened(journal, in_turn(journal.lines, course), answers)


def neighbours(queue: list[Place], first_id: UUID) -> Neighbours:
    """Whoever was seen to has the first of the queue after it."""
    others = [place for place, (line, _treatment, _entry) in enumerate(queue) if line == first_id]
    if not others:
        return Neighbours(0, len(queue), None, queue[0] if queue else None)
    at = others[0]
    after = queue[at + 1] if at + 1 < len(queue) else None
    return Neighbours(at + 1, len(queue), queue[at - 1] if at else None, after)


def address_of(place: Place, chosen: QueueFilter) -> str:
    return url_for("review.page", treatment_id=place[1], entry_id=place[2], **chosen.query)


def review_parts(who: StaffSignedIn, course: Course, opened: Opened, one: Read, now: datetime) -> dict[str, Any]:
    """Everything for the template; it asks the database nothing."""
    journal, entries, answers, chosen = opened.journal, opened.entries, opened.answers, QueueFilter.asked()
    shows_words([one.line, *(other.line for other in entries if other.now.question)], course.patient_id)
    entry, reached = one.now.entry, receipts_in(answers["receipts"])
    wanted = chosen.wanted(who, team_in(answers))
    queue = [row[:3] for row in answers["queue"] if wanted.fits(row.practitioner_id, row.is_grave, row.product)]
    return {
        "course": course,
        "one": one,
        "name": journal.first_name,
        "hides_photos": journal.hides_photos,
        "entries": sorted(entries, key=lambda other: other.now.entry.noted_at, reverse=True),
        "rows": photo_rows(entries, entry.first_id),
        "trends": trends_of(entries, course),
        "expected": _expected(one),
        "ready": ready_answers(one),
        "times": proposed_times(course, now),
        "clinic_zone": clinic_zone_of(course),
        "beside": neighbours(queue, entry.first_id),
        "address_of": lambda place: address_of(place, chosen),
        "chosen": chosen,
        "waiting": next(iter(answers["waiting"]), None),
        "told_to": told_in(answers["told"]).get(entry.id, []),
        "lookers": opened.lookers,
        "how_far": lambda receipt: _how_far(receipt, reached),
        "expressions": expressions(),
        "mine": who.practitioner_id,
    }


def _how_far(receipt: Receipt, reached: dict[str, Receipts]) -> Receipts:
    """How far what tells of that answer came."""
    keys = [answer_key(receipt.review_id, rings=rings) for rings in (True, False)] if receipt.review_id else []
    return next((reached[key] for key in keys if key in reached), Receipts())


def _expected(one: Read) -> Any:
    """What the protocol calls normal on the day of that entry."""
    zone, treated_at = one.course.schedule.zone, one.course.schedule.treated.treated_at
    day = (one.now.entry.noted_at.astimezone(zone).date() - treated_at.astimezone(zone).date()).days
    days = (part for part in one.voice.protocol.timeline if part.first <= max(day, 0))
    return next((part for part in days if part.last is None or day <= part.last), None)
