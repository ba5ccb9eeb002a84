"""Where a patient's reminders go, and what became of each: a browser's push endpoint, and every try to reach it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import (
    At,
    ClinicId,
    Digest,
    Key,
    MaybeAt,
    MaybeShort,
    PatientId,
    Short,
)
from companion.models.reminder import Reminder

SILENT = timedelta(days=3)  # a phone that took messages for so long and showed none is in doubt


class Subscription(Base):
    """A browser's push endpoint, `p256dh` and `auth` as its keys. `key_id`: the VAPID key that it is bound to.

    `accepted_at`: the service took a message; `shown_at`, `opened_at`: the phone said so itself. `gone_at`: the service
    said that it is no more.
    """

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_patient", "clinic_id", "patient_id"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(String(1000))
    endpoint_hash: Mapped[Digest]
    p256dh: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    key_id: Mapped[Short]
    language: Mapped[Short]
    made_at: Mapped[At]
    seen_at: Mapped[At]
    accepted_at: Mapped[MaybeAt]
    shown_at: Mapped[MaybeAt]
    opened_at: Mapped[MaybeAt]
    gone_at: Mapped[MaybeAt]

    @property
    def is_proven(self) -> bool:
        return is_proven(self.accepted_at, self.shown_at, self.gone_at)


class Delivery(Base):
    """One reminder to one subscription: `tried_at` is written before, `outcome` after. The phone's receipt ends it.

    `subscription_id` is None for one that goes by e-mail, which brings no receipt.
    `outcome`: sent, gone, later or refused; None while it is on its way, or where the worker died on it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("reminder_id", "subscription_id", "attempt"),
        Index("ix_delivery_patient", "clinic_id", "patient_id", "tried_at"),
        Index("ix_delivery_subscription", "subscription_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminder.id", ondelete="CASCADE"))
    subscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    tried_at: Mapped[At]
    outcome: Mapped[MaybeShort]
    why: Mapped[MaybeShort]
    shown_at: Mapped[MaybeAt]
    opened_at: Mapped[MaybeAt]


@dataclass(frozen=True, slots=True)
class Receipts:
    """Of one reminder: when a push service last took it, when a phone showed it, when it was tapped, when mail left."""

    sent_at: datetime | None = None
    shown_at: datetime | None = None
    opened_at: datetime | None = None
    mailed_at: datetime | None = None


def is_proven(accepted_at: datetime | None, shown_at: datetime | None, gone_at: datetime | None) -> bool:
    """Whether a phone has shown a reminder, and nothing since says that it shows no more."""
    is_silent = bool(shown_at and accepted_at and accepted_at - shown_at >= SILENT)
    return shown_at is not None and gone_at is None and not is_silent


def receipts_of(clinic_id: UUID, patient_id: UUID) -> dict[UUID, Receipts]:
    """By reminder: how far it came."""
    mine = (Delivery.clinic_id == clinic_id, Delivery.patient_id == patient_id)
    rows: Select[*tuple[Any, ...]] = select(Delivery.reminder_id, *_told()).where(*mine).group_by(Delivery.reminder_id)
    return {row[0]: Receipts(*row[1:]) for row in db.session.execute(rows)}


def receipts_by_key(clinic_id: UUID, patient_id: UUID, kind: str) -> dict[str, Receipts]:
    """Of the reminders of that kind, by key: how far each came."""
    mine = (Reminder.clinic_id == clinic_id, Reminder.patient_id == patient_id, Reminder.kind == kind)
    rows: Select[*tuple[Any, ...]] = (
        select(Reminder.key, *_told()).outerjoin(Delivery, Delivery.reminder_id == Reminder.id).where(*mine)
    )
    return {row[0]: Receipts(*row[1:]) for row in db.session.execute(rows.group_by(Reminder.key))}


def _told() -> tuple[ColumnElement[Any], ...]:
    """What Receipts holds, of a group of deliveries."""
    sent, is_mail = Delivery.outcome == "sent", Delivery.subscription_id.is_(None)
    return (
        func.max(Delivery.tried_at).filter(sent, ~is_mail),
        func.max(Delivery.shown_at),
        func.max(Delivery.opened_at),
        func.max(Delivery.tried_at).filter(sent, is_mail),
    )
