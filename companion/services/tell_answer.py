"""The patient hears that there is an answer, by whatever way reminders go; what they have read needs no telling."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from companion.aftercare.spans import Span
from companion.aftercare.zones import after
from companion.extensions import db
from companion.models import Reminder, Review
from companion.models.reminder import ANSWER, End, answer_key
from companion.models.treatment import Course
from companion.services.keys import Owner
from companion.services.waiting import replies_of


def tell_answer(review: Review, course: Course, is_grave: bool, now: datetime) -> None:
    """Due at once; where nothing is urgent, after the patient's quiet hours. Not committed."""
    replies = replies_of(course.schedule.protocol)
    reply = replies.named(review.reply) if review.reply else None
    if course.clinic_is_house or replies.told is None:
        return
    rings = is_grave or (reply is not None and reply.quiet == "ignore")
    not_after = after(now, Span.parse(replies.told.not_after), course.schedule.zone)
    db.session.add(
        Reminder(
            clinic_id=review.clinic_id,
            patient_id=review.patient_id,
            treatment_id=course.id,
            key=answer_key(review.id, rings=rings),
            kind=ANSWER,
            due_at=now,
            not_after=not_after,
            next_at=now,
        )
    )


def read_answer(owner: Owner, review_id: UUID, now: datetime) -> bool:
    """The phone's own word that the patient had it before their eyes; False for anybody else's."""
    mine = (Review.id == review_id, Review.clinic_id == owner[0], Review.patient_id == owner[1])
    review = db.session.scalar(select(Review).where(*mine, Review.answered_at.is_not(None)))
    if review is None:
        return False
    if review.read_at is None:
        review.read_at = now
        end_telling([review_id], End.DONE, now)
    db.session.commit()
    return True


def end_telling(review_ids: list[UUID], end: End, now: datetime) -> None:
    """What a phone was still to be told of these is told no more. Not committed."""
    keys = [answer_key(review_id, rings=rings) for review_id in review_ids for rings in (True, False)]
    waits = (Reminder.kind == ANSWER, Reminder.key.in_(keys), Reminder.next_at.is_not(None))
    ended = {"next_at": None, "claimed_by": None, "end": end, "ended_at": now}
    db.session.execute(update(Reminder).where(*waits).values(**ended))
