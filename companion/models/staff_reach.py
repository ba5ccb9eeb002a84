"""Where those who work at a clinic are told: their phones and computers, and an e-mail address of each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, delete, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import CLINIC, At, ClinicId, Digest, Key, MaybeAt, MaybeShort, Sealed, Short
from companion.models.staff import Practitioner, PractitionerId, Role, StaffSession

_ASKED, _CONFIRMED = text("confirmed_at IS NULL"), text("confirmed_at IS NOT NULL")


class StaffSubscription(Base):
    """A browser's push endpoint, as a patient's Subscription is; it ends with the session that it was made in.

    `accepted_at`: the service last took a message. `gone_at`: the service said that it is no more.
    """

    __tablename__ = "staff_subscription"

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId] = mapped_column(index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("staff_session.id", ondelete="CASCADE"), index=True)
    name: Mapped[MaybeShort]
    endpoint: Mapped[str] = mapped_column(String(1000))
    endpoint_hash: Mapped[Digest]
    p256dh: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    key_id: Mapped[Short]
    language: Mapped[Short]
    made_at: Mapped[At]
    seen_at: Mapped[At]
    accepted_at: Mapped[MaybeAt]
    gone_at: Mapped[MaybeAt]


class StaffMailbox(Base):
    """An e-mail address as somebody who works there gave it. One is asked at most, and one said yes.

    `confirmed_at`: somebody who reads there said yes. It goes as a row when it is taken away.
    """

    __tablename__ = "staff_mailbox"
    __table_args__ = (
        Index("ix_staff_mailbox_asked", "practitioner_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index(
            "ix_staff_mailbox_confirmed",
            "practitioner_id",
            unique=True,
            sqlite_where=_CONFIRMED,
            postgresql_where=_CONFIRMED,
        ),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    practitioner_id: Mapped[PractitionerId]
    address: Mapped[Sealed]
    language: Mapped[Short]
    given_at: Mapped[At]
    confirmed_at: Mapped[MaybeAt]


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is told: on how many devices, and whether by e-mail."""

    devices: int = 0
    mail: bool = False

    @property
    def is_reached(self) -> bool:
        return self.devices > 0 or self.mail


_WHOSE = StaffSubscription.practitioner_id
_TREATS = (Practitioner.left_at.is_(None), Practitioner.role != Role.FRONT_DESK)
_OPEN = (StaffSubscription.gone_at.is_(None), StaffSession.revoked_at.is_(None))


def devices_of_staff(practitioner_id: UUID) -> list[StaffSubscription]:
    """Those that are told, or were until their push service forgot them; the one seen last first."""
    mine = select(StaffSubscription).where(StaffSubscription.practitioner_id == practitioner_id)
    return list(db.session.scalars(mine.order_by(StaffSubscription.seen_at.desc(), StaffSubscription.id)))


def places_of_staff(practitioner_ids: Collection[UUID]) -> dict[UUID, list[StaffSubscription]]:
    """By practitioner who treats there: where a message can go."""
    rows = select(StaffSubscription).join(StaffSession).join(Practitioner, Practitioner.id == _WHOSE)
    found: dict[UUID, list[StaffSubscription]] = {}
    for row in db.session.scalars(rows.where(_WHOSE.in_(practitioner_ids), *_OPEN, *_TREATS)):
        found.setdefault(row.practitioner_id, []).append(row)
    return found


def mailboxes_of_staff(practitioner_ids: Collection[UUID]) -> dict[UUID, list[StaffMailbox]]:
    """By practitioner who treats there: the address that is asked first, then the one that said yes."""
    here = (StaffMailbox.practitioner_id.in_(practitioner_ids), *_TREATS)
    rows = select(StaffMailbox).join(Practitioner, Practitioner.id == StaffMailbox.practitioner_id).where(*here)
    found: dict[UUID, list[StaffMailbox]] = {}
    for row in db.session.scalars(rows.order_by(StaffMailbox.confirmed_at.is_not(None))):
        found.setdefault(row.practitioner_id, []).append(row)
    return found


def ways_of_staff(clinic_id: UUID) -> dict[UUID, Ways]:
    """By practitioner of that clinic, in one statement."""
    return ways_in(db.session.execute(staff_reached(), {"clinic": clinic_id}))


def staff_reached() -> Select[*tuple[Any, ...]]:
    """On how many devices and by how many addresses each is told; to be told of the clinic, `ways_in` reads it."""
    who = Practitioner.id
    devices = select(func.count()).select_from(StaffSubscription).join(StaffSession)
    devices = devices.where(StaffSubscription.practitioner_id == who, *_OPEN)
    boxes = select(func.count()).where(StaffMailbox.practitioner_id == who, StaffMailbox.confirmed_at.is_not(None))
    told = select(who, devices.scalar_subquery().label("devices"), boxes.scalar_subquery().label("boxes"))
    return told.where(Practitioner.clinic_id == CLINIC, Practitioner.left_at.is_(None))


def ways_in(rows: Iterable[Any]) -> dict[UUID, Ways]:
    return {row[0]: Ways(row[1], bool(row[2])) for row in rows}


def device_accepted(place_id: UUID, endpoint: str, now: datetime) -> None:
    """Its push service took a message there. Not committed."""
    mine = (StaffSubscription.id == place_id, StaffSubscription.endpoint == endpoint)
    db.session.execute(update(StaffSubscription).where(*mine).values(accepted_at=now))


def device_gone(place_id: UUID, endpoint: str, now: datetime) -> None:
    """Its push service knows it no more, if it is not reached elsewhere by now. Not committed."""
    mine = (StaffSubscription.id == place_id, StaffSubscription.endpoint == endpoint)
    db.session.execute(update(StaffSubscription).where(*mine).values(gone_at=now))


def forget_reach(practitioner_id: UUID) -> None:
    """They left: nothing that leads to them stays. Not committed."""
    for table in (StaffSubscription, StaffMailbox):
        db.session.execute(delete(table).where(table.practitioner_id == practitioner_id))


def forget_closed(practitioner_id: UUID) -> None:
    """The devices whose session was closed are told no more. Not committed."""
    closed = select(StaffSession.id).where(
        StaffSession.practitioner_id == practitioner_id, StaffSession.revoked_at.is_not(None)
    )
    db.session.execute(delete(StaffSubscription).where(StaffSubscription.session_id.in_(closed)))
