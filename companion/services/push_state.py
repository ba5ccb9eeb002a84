"""What is known of reaching a patient: the keys, how a test went, when each phone was last reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from companion.adapters.web_push.keys import Key, Keys, KeysError
from companion.config import Config
from companion.extensions import db
from companion.models import Delivery, Reminder, Subscription
from companion.models.access import SignedIn
from companion.models.push import is_proven
from companion.models.push import phones_reached as known_phones
from companion.models.reminder import TEST
from companion.services.keys import Owner
from companion.services.refusal import Refusal

WAYS = ("proven", "on", "doubt", "gone")  # the best first
AWAITED = timedelta(minutes=15)  # a phone may be off for a while


@dataclass(frozen=True)
class Reached:
    """One phone: when a service last took a message for it, when it last showed and opened one by its own word."""

    device_id: UUID
    device: str | None
    since: datetime
    seen_at: datetime
    accepted_at: datetime | None
    shown_at: datetime | None
    awaited_at: datetime | None
    opened_at: datetime | None
    gone_at: datetime | None
    asked_at: datetime

    @property
    def way(self) -> str:
        """gone, proven, doubt (taken by the service, not shown), or on (none was sent, or one just now)."""
        if self.gone_at is not None:
            return "gone"
        if self.is_proven:
            return "proven"
        is_fresh = self.awaited_at is None or (self.shown_at is None and self.asked_at - self.awaited_at < AWAITED)
        return "on" if is_fresh else "doubt"

    @property
    def is_proven(self) -> bool:
        return self.gone_at is None and is_proven(self.shown_at, self.awaited_at, self.asked_at)


def ring() -> Keys:
    """The push keys of this house. KeysError where there are none yet."""
    keys: Keys = current_app.extensions["companion.push_keys"]
    return keys


def is_ours(key_id: str) -> bool:
    """Whether a subscription made with that key can be sent to."""
    try:
        return key_id in ring().ids
    except KeysError:
        return False


def push_hosts() -> tuple[str, ...]:
    """host:port of push services that stand in for the real ones in tests."""
    config: Config = current_app.config["COMPANION"]
    return config.push.test_hosts


def current_key() -> Key | None:
    """The one that new subscriptions are made with; None where there is none yet."""
    try:
        return ring()[ring().current]
    except KeysError:
        return None


def phones_reached(owner: Owner, now: datetime) -> list[Reached]:
    """The phones of that patient that are signed in and can be reached or could, the one seen last first."""
    mine = (Subscription.clinic_id == owner[0], Subscription.patient_id == owner[1])
    found = db.session.execute(known_phones(now).where(*mine).order_by(Subscription.seen_at.desc())).mappings()
    return [Reached(asked_at=now, **told) for told in found]


def best_reached(phones: Iterable[tuple[UUID, Reached]]) -> dict[UUID, Reached]:
    """By patient: of their phones, the one seen last first, the one that is reached best."""
    best: dict[UUID, Reached] = {}
    for patient_id, phone in phones:
        known = best.get(patient_id)
        if known is None or WAYS.index(phone.way) < WAYS.index(known.way):
            best[patient_id] = phone
    return best


def test_state(phone: SignedIn, reminder_id: UUID) -> dict[str, str | None]:
    """How far a test came on this phone. Refusal `not_here` for anybody else's."""
    mine = (Reminder.id == reminder_id, Reminder.clinic_id == phone.clinic_id, Reminder.patient_id == phone.patient_id)
    reminder = db.session.scalar(select(Reminder).where(*mine, Reminder.kind == TEST))
    if reminder is None:
        raise Refusal("not_here")
    told = select(
        func.max(Delivery.tried_at).filter(Delivery.outcome == "sent"),
        func.max(Delivery.shown_at),
        func.max(Delivery.opened_at),
    )
    here = (Delivery.reminder_id == reminder_id, Subscription.device_id == phone.device_id)
    rows = told.join(Subscription, Subscription.id == Delivery.subscription_id).where(*here)
    accepted, shown, opened = db.session.execute(rows).one()
    instants = {"accepted": accepted, "shown": shown, "opened": opened}
    return {name: at.isoformat() if at else None for name, at in instants.items()} | {"end": reminder.end}
