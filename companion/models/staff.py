"""Practitioners, the one-time links by which they come in, and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, ForeignKey, Index, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Digest, Key, MaybeAt, MaybeShort, Short
from companion.models.people import Clinic

PractitionerId = Annotated[UUID, mapped_column(Uuid, ForeignKey("practitioner.id"))]
MaybePractitioner = Annotated[UUID | None, mapped_column(Uuid, ForeignKey("practitioner.id"))]


class Role(StrEnum):
    """What somebody does at a clinic; `companion.web.access` says what each may open."""

    OWNER = "owner"
    PRACTITIONER = "practitioner"
    FRONT_DESK = "front desk"


class Practitioner(Base):
    """Somebody who works at a clinic; the name is the one that patients read. `role`: a Role."""

    __tablename__ = "practitioner"
    __table_args__ = (Index("ix_practitioner_clinic", "clinic_id", "name"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    name: Mapped[Short]
    role: Mapped[Short] = mapped_column(default=Role.PRACTITIONER)
    created_at: Mapped[At]
    left_at: Mapped[MaybeAt]


class StaffInvite(Base):
    """A one-time link by which somebody makes a passkey and comes in."""

    __tablename__ = "staff_invite"

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    token_hash: Mapped[Digest]
    created_at: Mapped[At]
    expires_at: Mapped[At]
    redeemed_at: Mapped[MaybeAt]


class StaffSession(Base):
    """`name`: what the browser called itself. `fresh_at`: when somebody last proved that it is still them.

    `passkey_id`: the passkey that opened it, so that it ends with that one.
    """

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_practitioner", "practitioner_id", "seen_at"),)

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    token_hash: Mapped[Digest]
    name: Mapped[MaybeShort]
    passkey_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("passkey.id"))
    opened_at: Mapped[At]
    seen_at: Mapped[At]
    fresh_at: Mapped[MaybeAt]
    expires_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]


@dataclass(frozen=True, slots=True)
class StaffSignedIn:
    """The practitioner who asks, and the clinic whose patients they may see. `role`: a Role."""

    session_id: UUID
    practitioner_id: UUID
    name: str
    role: str
    clinic_id: UUID
    clinic_name: str
    clinic_zone: str | None
    seen_at: datetime
    fresh_at: datetime | None


def staff_signed_in(token_hash: bytes, now: datetime) -> StaffSignedIn | None:
    """Whose session this is, if it is open and they did not leave."""
    session, who = StaffSession, Practitioner
    row = db.session.execute(
        select(
            session.id,
            who.id,
            who.name,
            who.role,
            Clinic.id,
            Clinic.name,
            Clinic.zone,
            session.seen_at,
            session.fresh_at,
        )
        .join(who, who.id == session.practitioner_id)
        .join(Clinic, Clinic.id == who.clinic_id)
        .where(session.token_hash == token_hash, *_is_open(now), who.left_at.is_(None))
    ).first()
    return StaffSignedIn(*row) if row else None


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return StaffSession.revoked_at.is_(None), StaffSession.expires_at > now


def invited(token_hash: bytes, now: datetime) -> Practitioner | None:
    """Whose link this is, while it is open and they did not leave."""
    is_open = (StaffInvite.redeemed_at.is_(None), StaffInvite.expires_at > now, Practitioner.left_at.is_(None))
    theirs = select(Practitioner).join(StaffInvite, StaffInvite.practitioner_id == Practitioner.id)
    return db.session.scalar(theirs.where(StaffInvite.token_hash == token_hash, *is_open))


def spend_staff_invite(token_hash: bytes, now: datetime) -> bool:
    """Whether this call is the one that redeemed the link."""
    is_open = (StaffInvite.redeemed_at.is_(None), StaffInvite.expires_at > now)
    mine = StaffInvite.token_hash == token_hash
    result = db.session.execute(update(StaffInvite).where(mine, *is_open).values(redeemed_at=now))
    return isinstance(result, CursorResult) and result.rowcount == 1


def withdraw_staff_invites(practitioner_id: UUID, now: datetime) -> None:
    """Let their open links end now."""
    is_open = (StaffInvite.redeemed_at.is_(None), StaffInvite.expires_at > now)
    mine = StaffInvite.practitioner_id == practitioner_id
    db.session.execute(update(StaffInvite).where(mine, *is_open).values(expires_at=now))


def practitioner_named(clinic_id: UUID, name: str) -> Practitioner | None:
    """Whoever works there under that name now."""
    mine = (Practitioner.clinic_id == clinic_id, Practitioner.name == name, Practitioner.left_at.is_(None))
    return db.session.scalar(select(Practitioner).where(*mine))


def staff_sessions_of(practitioner_id: UUID, now: datetime) -> list[StaffSession]:
    """The sessions that are open, the one seen last first."""
    mine = (StaffSession.practitioner_id == practitioner_id, *_is_open(now))
    return list(db.session.scalars(select(StaffSession).where(*mine).order_by(StaffSession.seen_at.desc())))


def touch_staff(session_id: UUID, now: datetime, until: datetime) -> None:
    """Note that the session was used, and keep it open until then."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now, expires_at=until))


def freshen_staff(session_id: UUID, now: datetime) -> None:
    """Note that somebody proved in this session that it is still them."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(fresh_at=now))


def revoke_staff(practitioner_id: UUID, now: datetime, *which: ColumnElement[bool]) -> None:
    """Close the sessions of that practitioner, or those of them that fit."""
    mine = (StaffSession.practitioner_id == practitioner_id, StaffSession.revoked_at.is_(None), *which)
    db.session.execute(update(StaffSession).where(*mine).values(revoked_at=now))
