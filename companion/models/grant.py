"""What a patient agreed to: given and withdrawn, with the words that were shown."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Text, exists, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, PatientId, Short
from companion.models.staff import MaybePractitioner


class Purpose(StrEnum):
    """`JOIN` lets a clinic see a plan that was started alone; `PHOTOS` lets us keep photos and a clinic see them."""

    JOIN = "join"
    PHOTOS = "photos"


class Grant(Base):
    """A yes. `purpose`: one of Purpose. `wording`: what was shown. It stands until it is withdrawn.

    `practitioner_id`: who wrote it down at the clinic, None where the patient said it themselves.
    """

    __tablename__ = "grant_given"
    __table_args__ = (
        Index("ix_grant_patient", "clinic_id", "patient_id"),
        Index("ix_grant_standing", "patient_id", "purpose"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    purpose: Mapped[Short]
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[At]
    withdrawn_at: Mapped[MaybeAt]
    practitioner_id: Mapped[MaybePractitioner]


def latest_grant(owner: tuple[UUID, UUID], purpose: Purpose) -> Grant | None:
    """The one that stands, else the one withdrawn last, None where they never agreed."""
    rows = select(Grant).where(*_of(owner, purpose))
    return db.session.scalar(rows.order_by(Grant.withdrawn_at.is_not(None), Grant.given_at.desc()).limit(1))


def has_granted(owner: tuple[UUID, UUID], purpose: Purpose) -> bool:
    """Whether they agreed, and did not take it back."""
    standing = select(Grant.id).where(*_of(owner, purpose), Grant.withdrawn_at.is_(None))
    return db.session.scalar(standing.limit(1)) is not None


def is_granted(patient_id: object, purpose: Purpose) -> ColumnElement[bool]:
    """The same as a condition on the patient of a row."""
    return exists().where(Grant.patient_id == patient_id, Grant.purpose == purpose, Grant.withdrawn_at.is_(None))


def withdrawn_last(owner: tuple[UUID, UUID], purpose: Purpose) -> datetime | None:
    """When they last took it back."""
    return db.session.scalar(select(func.max(Grant.withdrawn_at)).where(*_of(owner, purpose)))


def withdraw_grants(owner: tuple[UUID, UUID], purpose: Purpose, now: datetime) -> None:
    """Whatever stands of it ends now."""
    standing = update(Grant).where(*_of(owner, purpose), Grant.withdrawn_at.is_(None))
    db.session.execute(standing.values(withdrawn_at=now))


def _of(owner: tuple[UUID, UUID], purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    return Grant.clinic_id == owner[0], Grant.patient_id == owner[1], Grant.purpose == purpose
