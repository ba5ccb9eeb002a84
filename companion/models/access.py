"""Who may come in as a patient: links and codes that open a plan, and the phones they opened."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CursorResult, ForeignKey, Index, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Digest, Key, MaybeAt, MaybeShort, PatientId, Short


class Way(StrEnum):
    """What an invite is for. `LINK`, `CODE` and `RECOVERY` open a plan; `JOIN` brings one to a clinic."""

    LINK = "link"
    CODE = "code"
    RECOVERY = "recovery"
    JOIN = "join"


class Invite(Base):
    """A link or a code. It is spent by the one update that finds it unredeemed.

    `patient_id` is None for a code to join a clinic, as nobody knows yet who will type it.
    """

    __tablename__ = "invite"
    __table_args__ = (Index("ix_invite_patient", "clinic_id", "patient_id"), Index("ix_invite_expires", "expires_at"))

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("patient.id"))
    way: Mapped[Short]
    token_hash: Mapped[Digest]
    created_at: Mapped[At]
    expires_at: Mapped[At]
    redeemed_at: Mapped[MaybeAt]


class Device(Base):
    """A patient's phone and its session; `name` is what it called itself, such as iPhone, `zone` where its clock is.

    `installed_at`: when it first said that it runs from the home screen.
    """

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_patient", "clinic_id", "patient_id"), Index("ix_device_expires", "expires_at"))

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    token_hash: Mapped[Digest]
    name: Mapped[MaybeShort]
    opened_at: Mapped[At]
    seen_at: Mapped[At]
    expires_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]
    installed_at: Mapped[MaybeAt]
    zone: Mapped[MaybeShort]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The phone that asks, and whose it is."""

    device_id: UUID
    clinic_id: UUID
    patient_id: UUID
    seen_at: datetime
    zone: str | None = None

    @property
    def owner(self) -> tuple[UUID, UUID]:
        """The clinic and its patient."""
        return self.clinic_id, self.patient_id


def signed_in(token_hash: bytes, now: datetime) -> SignedIn | None:
    """Whose session this is, if it is open."""
    row = db.session.execute(
        select(Device.id, Device.clinic_id, Device.patient_id, Device.seen_at, Device.zone).where(
            Device.token_hash == token_hash, Device.revoked_at.is_(None), Device.expires_at > now
        )
    ).first()
    return SignedIn(*row) if row else None


def note_zone(device_id: UUID, zone: str) -> None:
    """The zone that the clock of that phone shows. Not committed."""
    db.session.execute(update(Device).where(Device.id == device_id).values(zone=zone))


def is_revoked(token_hash: bytes) -> bool:
    """Whether that session was closed by somebody; False for one that is open, has expired or is unknown."""
    return db.session.scalar(select(Device.revoked_at).where(Device.token_hash == token_hash)) is not None


def devices_of(clinic_id: UUID, patient_id: UUID, now: datetime) -> list[Device]:
    """The phones whose session is open, the one seen last first."""
    mine = (Device.clinic_id == clinic_id, Device.patient_id == patient_id)
    is_open = (Device.revoked_at.is_(None), Device.expires_at > now)
    return list(db.session.scalars(select(Device).where(*mine, *is_open).order_by(Device.seen_at.desc())))


def revoke_device(clinic_id: UUID, patient_id: UUID, device_id: UUID, now: datetime) -> bool:
    """Whether this call closed the session of that phone of that patient."""
    mine = (Device.id == device_id, Device.clinic_id == clinic_id, Device.patient_id == patient_id)
    return _changed_one(update(Device).where(*mine, Device.revoked_at.is_(None)).values(revoked_at=now))


def revoke_devices(clinic_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Close the sessions of all phones of that patient."""
    mine = (Device.clinic_id == clinic_id, Device.patient_id == patient_id, Device.revoked_at.is_(None))
    db.session.execute(update(Device).where(*mine).values(revoked_at=now))


def spend_invite(token_hash: bytes, ways: tuple[Way, ...], now: datetime) -> bool:
    """Whether this call is the one that redeemed the invite."""
    is_open = (Invite.way.in_(ways), Invite.redeemed_at.is_(None), Invite.expires_at > now)
    return _changed_one(update(Invite).where(Invite.token_hash == token_hash, *is_open).values(redeemed_at=now))


def withdraw_invites(clinic_id: UUID, patient_id: UUID, ways: tuple[Way, ...], now: datetime) -> None:
    """Let the open invites of that patient end now."""
    mine = (Invite.clinic_id == clinic_id, Invite.patient_id == patient_id, Invite.way.in_(ways))
    is_open = (Invite.redeemed_at.is_(None), Invite.expires_at > now)
    db.session.execute(update(Invite).where(*mine, *is_open).values(expires_at=now))


def invite_with(token_hash: bytes) -> Invite | None:
    return db.session.scalar(select(Invite).where(Invite.token_hash == token_hash))


def touch(device_id: UUID, now: datetime, until: datetime) -> None:
    """Note that the phone was seen, and keep its session open until then."""
    db.session.execute(update(Device).where(Device.id == device_id).values(seen_at=now, expires_at=until))


def note_installed(device_id: UUID, now: datetime) -> None:
    """That phone runs from the home screen; the first time counts. Not committed."""
    mine = (Device.id == device_id, Device.installed_at.is_(None))
    db.session.execute(update(Device).where(*mine).values(installed_at=now))


def _changed_one(change: object) -> bool:
    result = db.session.execute(change)  # type: ignore[call-overload]
    return isinstance(result, CursorResult) and result.rowcount == 1
