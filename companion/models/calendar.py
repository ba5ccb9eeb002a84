"""A patient's private calendar address: who has it reads their dates, in discreet words."""

from uuid import UUID

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Digest, MaybeAt


class CalendarFeed(Base):
    """One for a patient; a new one takes the place of the old. `read_at`: when a calendar last asked for it."""

    __tablename__ = "calendar_feed"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    clinic_id: Mapped[ClinicId]
    token_hash: Mapped[Digest]
    made_at: Mapped[At]
    read_at: Mapped[MaybeAt]


def feed_of(patient_id: UUID) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, patient_id)


def feed_at(token_hash: bytes) -> CalendarFeed | None:
    """The one with that address."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash))


def drop_feed(patient_id: UUID) -> None:
    """Nobody reads it any more. Not committed."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.patient_id == patient_id))
