"""Who may come in: hand-over links, and the phones they opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, Index, select, update
from sqlalchemy.orm import Mapped

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Digest, Key, MaybeAt, PatientId


class Invite(Base):
    """A hand-over link. It is spent by the one update that finds it unredeemed."""

    __tablename__ = "invite"
    __table_args__ = (Index("ix_invite_patient", "clinic_id", "patient_id"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    token_hash: Mapped[Digest]
    created_at: Mapped[At]
    expires_at: Mapped[At]
    redeemed_at: Mapped[MaybeAt]


class Device(Base):
    """A patient's phone and its session."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_patient", "clinic_id", "patient_id"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    token_hash: Mapped[Digest]
    opened_at: Mapped[At]
    seen_at: Mapped[At]
    expires_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The phone that asks, and whose it is."""

    device_id: UUID
    clinic_id: UUID
    patient_id: UUID
    seen_at: datetime


def signed_in(token_hash: bytes, now: datetime) -> SignedIn | None:
    """Whose session this is, if it is open."""
    row = db.session.execute(
        select(Device.id, Device.clinic_id, Device.patient_id, Device.seen_at).where(
            Device.token_hash == token_hash, Device.revoked_at.is_(None), Device.expires_at > now
        )
    ).first()
    return SignedIn(*row) if row else None


def spend_invite(token_hash: bytes, now: datetime) -> bool:
    """Whether this call is the one that redeemed the invite."""
    open_invite = (Invite.token_hash == token_hash, Invite.redeemed_at.is_(None), Invite.expires_at > now)
    result = db.session.execute(update(Invite).where(*open_invite).values(redeemed_at=now))
    return isinstance(result, CursorResult) and result.rowcount == 1


def invite_with(token_hash: bytes) -> Invite | None:
    return db.session.scalar(select(Invite).where(Invite.token_hash == token_hash))


def touch(device_id: UUID, now: datetime, until: datetime) -> None:
    """Note that the phone was seen, and keep its session open until then."""
    db.session.execute(update(Device).where(Device.id == device_id).values(seen_at=now, expires_at=until))
