"""How a hand-over ended: by a phone that showed a reminder, or by what a practitioner chose instead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, PatientId, Short
from companion.models.staff import MaybePractitioner, Practitioner


class Way(StrEnum):
    """`PUSH`: a phone has shown one. `EMAIL`: letters instead. `NOTHING`: they look by themselves."""

    PUSH = "push"
    EMAIL = "email"
    NOTHING = "nothing"


class Channel(Base):
    """`way`: one of Way. `practitioner_id`: who chose it, None where the phone proved it. The latest row counts."""

    __tablename__ = "channel"
    __table_args__ = (
        Index("ix_channel_treatment", "treatment_id", "settled_at"),
        Index("ix_channel_patient", "clinic_id", "patient_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    way: Mapped[Short]
    practitioner_id: Mapped[MaybePractitioner]
    settled_at: Mapped[At]


@dataclass(frozen=True, slots=True)
class Settled:
    """`by`: the name of whoever chose it, None where a phone proved it."""

    way: Way
    by: str | None
    at: datetime


def channels_of(treatment_ids: Collection[UUID]) -> dict[UUID, Settled]:
    """By treatment: how its hand-over ended; those that have not are left out."""
    named = select(Channel.treatment_id, Channel.way, Practitioner.name, Channel.settled_at)
    named = named.outerjoin(Practitioner, Practitioner.id == Channel.practitioner_id)
    mine = named.where(Channel.treatment_id.in_(treatment_ids)).order_by(Channel.settled_at)
    return {row[0]: Settled(Way(row[1]), row[2], row[3]) for row in db.session.execute(mine)}
