"""Practitioners, the one-time links that sign them in, and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import CursorResult, ForeignKey, Index, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Digest, Key, MaybeAt, Short
from companion.models.people import Clinic

PractitionerId = Annotated[UUID, mapped_column(Uuid, ForeignKey("practitioner.id"))]
MaybePractitioner = Annotated[UUID | None, mapped_column(Uuid, ForeignKey("practitioner.id"))]


class Practitioner(Base):
    """Somebody who treats at a clinic; the name is the one that patients read."""

    __tablename__ = "practitioner"
    __table_args__ = (Index("ix_practitioner_clinic", "clinic_id", "name"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    name: Mapped[Short]
    created_at: Mapped[At]
    left_at: Mapped[MaybeAt]


class StaffInvite(Base):
    """A one-time link that signs a practitioner in."""

    __tablename__ = "staff_invite"

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    token_hash: Mapped[Digest]
    created_at: Mapped[At]
    expires_at: Mapped[At]
    redeemed_at: Mapped[MaybeAt]


class StaffSession(Base):
    __tablename__ = "staff_session"

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    token_hash: Mapped[Digest]
    opened_at: Mapped[At]
    seen_at: Mapped[At]
    expires_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]


@dataclass(frozen=True, slots=True)
class StaffSignedIn:
    """The practitioner who asks, and the clinic whose patients they may see."""

    session_id: UUID
    practitioner_id: UUID
    name: str
    clinic_id: UUID
    clinic_name: str
    clinic_zone: str | None
    seen_at: datetime


def staff_signed_in(token_hash: bytes, now: datetime) -> StaffSignedIn | None:
    """Whose session this is, if it is open and they did not leave."""
    row = db.session.execute(
        select(
            StaffSession.id,
            Practitioner.id,
            Practitioner.name,
            Clinic.id,
            Clinic.name,
            Clinic.zone,
            StaffSession.seen_at,
        )
        .join(Practitioner, Practitioner.id == StaffSession.practitioner_id)
        .join(Clinic, Clinic.id == Practitioner.clinic_id)
        .where(
            StaffSession.token_hash == token_hash,
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
            Practitioner.left_at.is_(None),
        )
    ).first()
    return StaffSignedIn(*row) if row else None


def spend_staff_invite(token_hash: bytes, now: datetime) -> UUID | None:
    """The practitioner whose link this call redeemed; None when it was used before, is too old or unknown."""
    is_open = (StaffInvite.redeemed_at.is_(None), StaffInvite.expires_at > now)
    mine = StaffInvite.token_hash == token_hash
    result = db.session.execute(update(StaffInvite).where(mine, *is_open).values(redeemed_at=now))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        return None
    stays = (Practitioner.id == StaffInvite.practitioner_id, Practitioner.left_at.is_(None))
    return db.session.scalar(select(StaffInvite.practitioner_id).join(Practitioner, stays[0]).where(mine, stays[1]))


def practitioner_named(clinic_id: UUID, name: str) -> Practitioner | None:
    """Whoever works there under that name now."""
    mine = (Practitioner.clinic_id == clinic_id, Practitioner.name == name, Practitioner.left_at.is_(None))
    return db.session.scalar(select(Practitioner).where(*mine))


def touch_staff(session_id: UUID, now: datetime, until: datetime) -> None:
    """Note that the session was used, and keep it open until then."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now, expires_at=until))


def revoke_staff(session_id: UUID, now: datetime) -> None:
    """Close the session."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(revoked_at=now))
