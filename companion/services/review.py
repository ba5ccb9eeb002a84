"""A practitioner saw an entry, and may answer it: the version that stands, knowing what was answered before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from companion.aftercare.entry import LONGEST_TEXT
from companion.extensions import db
from companion.models import Entry, Review
from companion.models.journal_lines import stands
from companion.models.upsert import insert_in
from companion.services.keys import key_of
from companion.services.refusal import Refusal


@dataclass(frozen=True)
class Draft:
    """An answer; `known`: how many others its writer had before their eyes, None for whoever need not look."""

    text: str
    known: int | None = None


def see(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, now: datetime) -> UUID:
    """Note that they saw it, once; the review's id.

    Refusal `not_here` for an entry of another clinic or one that is erased, `superseded` where its patient has put it
    right: what they would say they saw is not what stands.
    """
    review_id = _seen(clinic_id, practitioner_id, entry_id, now)
    db.session.commit()
    return review_id


def answer(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, draft: Draft, now: datetime) -> None:
    """Answer it, which is seeing it too; the same answer again is the same one. What a patient may have read stays.

    Refusal `answered` for another answer of theirs, `other_answer` where a colleague's came that they do not know,
    `too_long` and `empty` for the text, and as above.
    """
    text = draft.text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Refusal("too_long" if text else "empty")
    review = db.session.get_one(Review, _seen(clinic_id, practitioner_id, entry_id, now), populate_existing=True)
    key, row = key_of((clinic_id, review.patient_id)), str(review.id)
    if review.answer and key.unseal(review.answer, "review", "answer", row) != text:
        raise _refusal("answered")
    if not review.answer:
        if draft.known is not None and _answers(entry_id) > draft.known:
            raise _refusal("other_answer")
        review.answer, review.answered_at = key.seal(text, "review", "answer", row), now
    db.session.commit()


def _seen(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, now: datetime) -> UUID:
    """The review, not committed yet: until the commit nobody supersedes, erases or answers the entry."""
    found = select(Entry.patient_id).where(Entry.clinic_id == clinic_id, Entry.id == entry_id)
    patient_id = db.session.scalar(found.with_for_update())
    if patient_id is None:
        raise _refusal("not_here")
    seen = insert_in(db.engine.dialect, Review).values(
        id=uuid4(),
        clinic_id=clinic_id,
        patient_id=patient_id,
        entry_id=entry_id,
        practitioner_id=practitioner_id,
        seen_at=now,
    )
    try:
        db.session.execute(seen.on_conflict_do_nothing(index_elements=["entry_id", "practitioner_id"]))
    except IntegrityError:  # its patient erased it at this moment
        raise _refusal("not_here") from None
    if not db.session.scalar(select(Entry.id).where(Entry.id == entry_id, stands())):
        raise _refusal("superseded")
    mine = (Review.entry_id == entry_id, Review.practitioner_id == practitioner_id)
    return db.session.scalars(select(Review.id).where(*mine)).one()


def _answers(entry_id: UUID) -> int:
    return db.session.scalar(select(func.count()).where(Review.entry_id == entry_id, Review.answer.is_not(None))) or 0


def _refusal(reason: str) -> Refusal:
    db.session.rollback()
    return Refusal(reason)
