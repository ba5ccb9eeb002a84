"""Somebody whose reminders reach a phone and an address, and whose list shows each way in which one can end."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from companion.extensions import db
from companion.models import Delivery, Device, Reminder, Subscription
from companion.models.access import SignedIn
from companion.models.mailbox import open_mailboxes
from companion.models.reminder import CONFIRM, End, reminders_of
from companion.services.keys import Owner
from companion.services.remind import plan_again
from companion.services.subscribe import Offered, subscribe
from companion.services.wishes import Chosen, choose, go_outdoors
from tests.services.post import target

ENDS = (End.SENT, End.SENT, End.EXPIRED, End.UNREACHABLE, End.DONE)


def reached(owner: Owner, now: datetime, place: str) -> UUID:
    """A phone of that patient is reached, and showed a reminder an hour ago."""
    [device_id, *_] = db.session.scalars(select(Device.id).where(Device.patient_id == owner[1]))
    offered = Offered(target(place), "key", "en", "Europe/London")
    place_id = subscribe(SignedIn(device_id, *owner, now), offered, now)
    row = db.session.get_one(Subscription, place_id)
    row.accepted_at = row.shown_at = now - timedelta(hours=1)
    db.session.commit()
    return place_id


def with_everything(owner: Owner, now: datetime, place: str = "everything") -> list[Reminder]:
    """Sun is on and they are outdoors; the first reminders of the plan ended, each in its way. All of them.

    Where the house sends letters, they said yes to them, and what no phone showed went by e-mail too.
    """
    place_id = reached(owner, now, place)
    kinds = {"milestone": True, "care": True, "check_in": True, "follow_up": True, "sun": True, "return": True}
    choose(owner, Chosen(kinds, None, None, "London", names_it=True, email="alice@example.org"), now)
    plan_again(owner, now)
    go_outdoors(owner, now, outdoors=True)
    box = next(iter(open_mailboxes([owner])[owner[1]]), None)
    if box:
        box.confirmed_at = now
    rows = [row for row in reminders_of(*owner) if row.kind != CONFIRM]
    for hours, (row, end) in enumerate(zip(rows, ENDS, strict=False), start=1):
        row.due_at = row.ended_at = now - timedelta(hours=hours)
        row.not_after, row.next_at, row.end = now + timedelta(hours=1), None, end
        if end is End.SENT:
            db.session.add(_delivery(row, place_id, is_shown=hours == 1))
            if box and hours > 1:
                db.session.add(_delivery(row, None, is_shown=False))
    db.session.commit()
    return rows


def _delivery(row: Reminder, place_id: UUID | None, *, is_shown: bool) -> Delivery:
    shown_at = row.due_at if is_shown else None
    mine = {"clinic_id": row.clinic_id, "patient_id": row.patient_id, "reminder_id": row.id}
    told = {"attempt": 1, "tried_at": row.due_at, "outcome": "sent", "shown_at": shown_at, "opened_at": shown_at}
    return Delivery(subscription_id=place_id, by_mail=place_id is None, **mine, **told)
