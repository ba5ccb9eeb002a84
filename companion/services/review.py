"""A practitioner saw an entry, and may answer it: the version that stands, once. The patient's phone is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from companion.aftercare.entry import LONGEST_TEXT
from companion.extensions import db
from companion.models import Entry, Review, Waiting
from companion.models.audit import Kind
from companion.models.journal_lines import stands
from companion.models.looking import WALKED_AWAY, looking_since
from companion.models.treatment import Course, course_at
from companion.models.upsert import insert_in
from companion.models.waiting import CALM
from companion.services.audit import note
from companion.services.keys import key_of
from companion.services.refusal import Refusal
from companion.services.tell_answer import tell_answer
from companion.services.waiting import rank_of, replies_of, stop_waiting


@dataclass(frozen=True)
class Draft:
    """An answer: its words, the id of the ready answer that they are of, and times to come in."""

    text: str
    reply: str | None = None
    times: tuple[datetime, ...] = ()


def see(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, now: datetime) -> UUID:
    """Note that they saw it, once; the review's id. What is urgent waits on for an answer.

    Refusal `not_here` for an entry of another clinic or one that is erased, `superseded` where its patient has put it
    right: what they would say they saw is not what stands.
    """
    review_id, entry, course = _seen(clinic_id, practitioner_id, entry_id, now)
    if rank_of(entry, course.schedule.protocol) >= CALM:
        _end_wait(review_id, entry, now)
    db.session.commit()
    return review_id


def answer(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, draft: Draft, now: datetime) -> UUID:
    """Answer it, which is seeing it too; the review's id. The same answer again is the same one; it stays for good.

    Refusal `answered` for another answer of theirs, `other_answer` where a colleague's is there, `too_long` and `empty`
    for the text, `flagged` for a ready answer that does not go with a warning sign, and as above.
    """
    text = draft.text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Refusal("too_long" if text else "empty")
    review_id, entry, course = _seen(clinic_id, practitioner_id, entry_id, now)
    review = db.session.get_one(Review, review_id, populate_existing=True)
    key, row = key_of((clinic_id, review.patient_id)), str(review.id)
    if review.answer:
        if key.unseal(review.answer, "review", "answer", row) != text:
            raise _refusal("answered")
        db.session.commit()
        return review_id
    _check(entry, course, draft)
    review.answer, review.answered_at = key.seal(text, "review", "answer", row), now
    review.answers_id, review.reply = entry_id, draft.reply
    review.times = [at.isoformat() for at in draft.times] or None
    _give(review, entry, course, now)
    return review_id


def _check(entry: Entry, course: Course, draft: Draft) -> None:
    protocol = course.schedule.protocol
    reply = replies_of(protocol).named(draft.reply) if draft.reply else None
    if reply and reply.unless_flagged and rank_of(entry, protocol) < CALM:
        raise _refusal("flagged")
    if db.session.scalar(select(Review.id).where(Review.answers_id == entry.id)):
        raise _refusal("other_answer")


def _give(review: Review, entry: Entry, course: Course, now: datetime) -> None:
    """Commit it; the database lets one answer through, whoever else looked at the same moment."""
    try:
        db.session.flush()
    except IntegrityError:
        raise _refusal("other_answer") from None
    tell_answer(review, course, rank_of(entry, course.schedule.protocol) < CALM, now)
    _end_wait(review.id, entry, now)
    by, of = review.practitioner_id, review.patient_id
    note(review.clinic_id, by, Kind.ANSWER, now, patient_id=of, object_id=entry.first_id)
    db.session.commit()


def _end_wait(review_id: UUID, entry: Entry, now: datetime) -> None:
    """It waits no more; the review that ended the wait keeps by when an answer was promised."""
    promised = select(Waiting.due_at).where(Waiting.first_id == entry.first_id, Waiting.entry_id == entry.id)
    if due_at := db.session.scalar(promised):
        db.session.execute(update(Review).where(Review.id == review_id).values(due_at=due_at, done_at=now))
    stop_waiting(entry, now)


def _seen(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, now: datetime) -> tuple[UUID, Entry, Course]:
    """The review, not committed yet: until the commit nobody supersedes, erases or answers the entry."""
    found = select(Entry).where(Entry.clinic_id == clinic_id, Entry.id == entry_id)
    entry = db.session.scalar(found.with_for_update())
    course = course_at(clinic_id, entry.treatment_id) if entry else None
    if entry is None or course is None:
        raise _refusal("not_here")
    seen = insert_in(db.engine.dialect, Review).values(
        id=uuid4(),
        clinic_id=clinic_id,
        patient_id=entry.patient_id,
        entry_id=entry_id,
        practitioner_id=practitioner_id,
        seen_at=now,
        started_at=looking_since(entry.first_id, practitioner_id, now - WALKED_AWAY),
    )
    try:
        db.session.execute(seen.on_conflict_do_nothing(index_elements=["entry_id", "practitioner_id"]))
    except IntegrityError:  # its patient erased it at this moment
        raise _refusal("not_here") from None
    if not db.session.scalar(select(Entry.id).where(Entry.id == entry_id, stands())):
        raise _refusal("superseded")
    mine = (Review.entry_id == entry_id, Review.practitioner_id == practitioner_id)
    return db.session.scalars(select(Review.id).where(*mine)).one(), entry, course


def _refusal(reason: str) -> Refusal:
    db.session.rollback()
    return Refusal(reason)
