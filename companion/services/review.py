"""A practitioner saw an entry, and may answer it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from companion.aftercare.entry import LONGEST_TEXT
from companion.extensions import db
from companion.models import Review
from companion.models.journal_lines import entry_at
from companion.services.keys import key_of
from companion.services.refusal import Refusal


def see(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, now: datetime) -> UUID:
    """Note that they saw it, once; the review's id. Refusal `not_here` for an entry of another clinic."""
    entry = entry_at(clinic_id, entry_id)
    if entry is None:
        raise Refusal("not_here")
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    seen = insert(Review).values(
        id=uuid4(),
        clinic_id=clinic_id,
        patient_id=entry.patient_id,
        entry_id=entry_id,
        practitioner_id=practitioner_id,
        seen_at=now,
    )
    try:
        db.session.execute(seen.on_conflict_do_nothing(index_elements=["entry_id", "practitioner_id"]))
    except IntegrityError:  # its patient erased it at this moment
        db.session.rollback()
        raise Refusal("not_here") from None
    db.session.commit()
    mine = (Review.entry_id == entry_id, Review.practitioner_id == practitioner_id)
    return db.session.scalars(select(Review.id).where(*mine)).one()


def answer(clinic_id: UUID, practitioner_id: UUID, entry_id: UUID, text: str, now: datetime) -> None:
    """Answer it, which is seeing it too. What a patient may have read stays: Refusal `answered` for a second answer.

    Refusal `too_long` and `empty` for the text, `not_here` as above.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Refusal("too_long" if text else "empty")
    review_id = see(clinic_id, practitioner_id, entry_id, now)
    review = db.session.get_one(Review, review_id)
    sealed = key_of((clinic_id, review.patient_id)).seal(text, "review", "answer", str(review_id))
    open_one = update(Review).where(Review.id == review_id, Review.answer.is_(None))
    result = db.session.execute(open_one.values(answer=sealed, answered_at=now))
    db.session.commit()
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Refusal("answered")
