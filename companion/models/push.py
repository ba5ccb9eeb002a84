"""Where a patient's reminders go, and what became of each: a browser's push endpoint, and every try to reach it."""

from collections.abc import Iterable
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
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.access import Device
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

SILENT = timedelta(days=3)  # for so long a phone may leave one unshown, as it may be off, before it is in doubt


class Subscription(Base):
    """A browser's push endpoint, `p256dh` and `auth` as its keys. `key_id`: the VAPID key that it is bound to.

    One for a phone, which stays when its endpoint is another one or is switched off: what it showed is known of it.
    `accepted_at`: the service took a message; `shown_at`, `opened_at`: the phone said so itself. `awaited_at`: since
    when the first waits that it took and did not show. `gone_at`: the service said that it is no more. `off_at`:
    somebody switched it off, and what leads there is forgotten.
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
    awaited_at: Mapped[MaybeAt]
    opened_at: Mapped[MaybeAt]
    gone_at: Mapped[MaybeAt]
    off_at: Mapped[MaybeAt]

    def is_proven_at(self, now: datetime) -> bool:
        return is_proven(self.shown_at, self.awaited_at, now)


class Delivery(Base):
    """One reminder to one subscription: `tried_at` is written before, `outcome` after. The phone's receipt ends it.

    `by_mail`: it goes by e-mail, which brings no receipt. Else `subscription_id` is None once that phone is forgotten.
    `outcome`: sent, gone, later, barred or refused; None while it is on its way, or where the worker died on it.
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
    subscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("subscription.id", ondelete="SET NULL"))
    by_mail: Mapped[bool] = mapped_column(default=False)
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


def is_proven(shown_at: datetime | None, awaited_at: datetime | None, now: datetime) -> bool:
    """Whether a phone has shown a reminder, and leaves none unshown for long."""
    return shown_at is not None and (awaited_at is None or now - awaited_at < SILENT)


def proven_at(now: datetime) -> ColumnElement[bool]:
    """The same as a condition on a Subscription."""
    is_heard = or_(Subscription.awaited_at.is_(None), Subscription.awaited_at > now - SILENT)
    return and_(Subscription.shown_at.is_not(None), is_heard)


def phones_reached(now: Any) -> Select[*tuple[Any, ...]]:
    """What is known of the phones that are signed in and can be reached or could; a statement to be narrowed."""
    phone = Device.id.label("device_id"), Device.name.label("device"), Subscription.made_at.label("since")
    names = "seen_at", "accepted_at", "shown_at", "awaited_at", "opened_at", "gone_at"
    rows: Select[*tuple[Any, ...]] = select(*phone, *(getattr(Subscription, name) for name in names))
    is_open = (Subscription.off_at.is_(None), Device.revoked_at.is_(None), Device.expires_at > now)
    return rows.join_from(Subscription, Device).where(*is_open)


def receipts_of(clinic_id: UUID, patient_id: UUID) -> dict[UUID, Receipts]:
    """By reminder: how far it came."""
    mine = (Delivery.clinic_id == clinic_id, Delivery.patient_id == patient_id)
    rows: Select[*tuple[Any, ...]] = select(Delivery.reminder_id, *_told()).where(*mine).group_by(Delivery.reminder_id)
    return {row[0]: Receipts(*row[1:]) for row in db.session.execute(rows)}


def receipts_of_kind(clinic_id: Any, patient_id: Any, kind: str) -> Select[*tuple[Any, ...]]:
    """Of the reminders of that kind of a patient; a statement that `receipts_in` reads."""
    mine = (Reminder.clinic_id == clinic_id, Reminder.patient_id == patient_id, Reminder.kind == kind)
    rows: Select[*tuple[Any, ...]] = (
        select(Reminder.key, *_told()).outerjoin(Delivery, Delivery.reminder_id == Reminder.id).where(*mine)
    )
    return rows.group_by(Reminder.key)


def receipts_in(rows: Iterable[Any]) -> dict[str, Receipts]:
    """By key: how far each came."""
    return {row[0]: Receipts(*row[1:]) for row in rows}


def _told() -> tuple[ColumnElement[Any], ...]:
    """What Receipts holds, of a group of deliveries."""
    sent, is_mail = Delivery.outcome == "sent", Delivery.by_mail
    return (
        func.max(Delivery.tried_at).filter(sent, ~is_mail),
        func.max(Delivery.shown_at),
        func.max(Delivery.opened_at),
        func.max(Delivery.tried_at).filter(sent, is_mail),
    )


def unshown_since(subscription_id: UUID) -> datetime | None:
    """When the first message was taken that is newer than the last one shown there; None where that is the newest."""
    here = Delivery.subscription_id == subscription_id
    last = select(func.max(Delivery.tried_at)).where(here, Delivery.shown_at.is_not(None)).scalar_subquery()
    waits = (here, Delivery.outcome == "sent", Delivery.shown_at.is_(None), Delivery.tried_at > last)
    return db.session.scalar(select(func.min(Delivery.tried_at)).where(*waits))


def leave_deliveries(subscription_id: UUID) -> None:
    """What came there stays known, of no phone any more. Not committed."""
    mine = update(Delivery).where(Delivery.subscription_id == subscription_id)
    db.session.execute(mine.values(subscription_id=None))
