"""A patient's private calendar address: who has it reads their dates, in discreet words."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Uuid, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, MaybeAt
from companion.models.upsert import insert_in


class CalendarFeed(Base):
    """One for a patient; a new one takes the place of the old. `id`: what its address is made of, and nothing else.

    `read_at`: when a calendar last asked for it.
    """

    __tablename__ = "calendar_feed"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    clinic_id: Mapped[ClinicId]
    id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    made_at: Mapped[At]
    read_at: Mapped[MaybeAt]


def feed_of(patient_id: UUID) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, patient_id)


def feed_with(id: UUID) -> CalendarFeed | None:
    """The one whose address is made of that."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.id == id))


def put_feed(clinic_id: UUID, patient_id: UUID, now: datetime) -> None:
    """A new one; the one before is no more. Not committed."""
    fresh = {"clinic_id": clinic_id, "id": uuid4(), "made_at": now, "read_at": None}
    row = insert_in(db.engine.dialect, CalendarFeed).values(patient_id=patient_id, **fresh)
    db.session.execute(row.on_conflict_do_update(index_elements=["patient_id"], set_=fresh))
    db.session.expire_all()


def drop_feed(patient_id: UUID) -> None:
    """Nobody reads it any more. Not committed."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.patient_id == patient_id))
