"""Every try to reach a patient, as a worker writes it down, and where there is to try."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, select, update

from companion.extensions import Base, db
from companion.models.access import Device
from companion.models.columns import of_owners, told_owners
from companion.models.push import Delivery, Subscription

# Made once, as the statements of the queue are.
# How long a phone is signed in is looked at here: SQLite would begin with its index, which holds all phones.
_LIVE = (
    select(Subscription, Device.expires_at)
    .join(Device, Device.id == Subscription.device_id)
    .where(*of_owners(Subscription.clinic_id, Subscription.patient_id))
    .where(Device.revoked_at.is_(None), Subscription.gone_at.is_(None), Subscription.off_at.is_(None))
)
_SETTLED = (
    select(Delivery.reminder_id, Delivery.subscription_id, Delivery.by_mail, Delivery.tried_at, Delivery.outcome)
    .where(Delivery.reminder_id.in_(bindparam("reminders", type_=Uuid(), expanding=True)))
    .where(Delivery.outcome.in_(("sent", "refused", "barred")))
)
_TRY, _PLACE = Base.metadata.tables["delivery"], Base.metadata.tables["subscription"]
_HEARD = update(_TRY).where(_TRY.c.id == bindparam("one")).values(outcome=bindparam("told"), why=bindparam("reason"))
_TRIED = bindparam("tried", type_=_PLACE.c.shown_at.type)
# A phone may have said that it showed it before the worker says that it was taken.
_AWAITED = case((_PLACE.c.shown_at >= _TRIED, _PLACE.c.awaited_at), else_=func.coalesce(_PLACE.c.awaited_at, _TRIED))
_AT_PLACE = update(_PLACE).where(_PLACE.c.id == bindparam("place"), _PLACE.c.endpoint == bindparam("where"))
_ACCEPTED = _AT_PLACE.values(accepted_at=bindparam("now"), awaited_at=_AWAITED)
_GONE = _AT_PLACE.values(gone_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class Settled:
    """A try that counts: `sent` or `refused`, not made again; `barred`, where a service takes nothing of ours."""

    reminder: UUID
    place: UUID | None
    by_mail: bool
    tried_at: datetime
    outcome: str | None


def live_subscriptions(owners: Collection[tuple[UUID, UUID]], now: datetime) -> dict[UUID, list[Subscription]]:
    """By patient, of those (clinic, patient): the subscriptions of phones that are signed in and not known as gone."""
    found: dict[UUID, list[Subscription]] = {}
    for row, expires_at in db.session.execute(_LIVE, told_owners(owners)):
        if expires_at > now:
            found.setdefault(row.patient_id, []).append(row)
    return found


def write_outcome(delivery_id: UUID, outcome: str | None, why: str | None) -> None:
    """What became of a delivery. Not committed."""
    db.session.execute(_HEARD, {"one": delivery_id, "told": outcome, "reason": why})


def place_accepted(subscription_id: UUID, endpoint: str, tried_at: datetime, now: datetime) -> None:
    """Its push service took a message there. Not committed."""
    told = {"place": subscription_id, "where": endpoint, "tried": tried_at, "now": now}
    db.session.execute(_ACCEPTED, told)


def place_gone(subscription_id: UUID, endpoint: str, now: datetime) -> None:
    """Its push service knows it no more, if the phone is not reached elsewhere by now. Not committed."""
    db.session.execute(_GONE, {"place": subscription_id, "where": endpoint, "now": now})


def settled(reminder_ids: Collection[UUID]) -> list[Settled]:
    """Every try of those that counts when they are looked at again."""
    if not reminder_ids:
        return []
    return [Settled(*row) for row in db.session.execute(_SETTLED, {"reminders": list(reminder_ids)})]
