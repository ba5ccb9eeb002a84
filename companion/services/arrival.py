"""How far a hand-over came: the phone is there, on the home screen, reached, and has shown a test."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from companion.extensions import db
from companion.models import Delivery, Device, Reminder
from companion.models.access import SignedIn, devices_of
from companion.models.reminder import TEST, tests_device
from companion.services.keys import Owner
from companion.services.push_state import Reached, phones_reached
from companion.services.refusal import Refusal
from companion.services.subscribe import send_test

AWAITED = timedelta(seconds=30)  # a phone that is awake shows it within a few


@dataclass(frozen=True)
class Try:
    """The last test of a phone: when it was asked for, when the phone showed it, and how it ended."""

    asked_at: datetime
    shown_at: datetime | None
    end: str | None


@dataclass(frozen=True)
class Arrival:
    """One phone. `reached`: None while reminders are off; `tried`: None while nobody sent a test."""

    device: Device
    reached: Reached | None
    tried: Try | None
    now: datetime

    @property
    def is_proven(self) -> bool:
        return self.reached is not None and self.reached.is_proven

    @property
    def is_awaited(self) -> bool:
        """Whether a test is on its way, and nobody should lose patience yet."""
        waits = self.tried is not None and self.tried.shown_at is None
        return waits and self.tried is not None and self.now - self.tried.asked_at < AWAITED

    @property
    def steps(self) -> int:
        """How far it came; of two phones the one that came further counts."""
        return sum((self.reached is not None, self.tried is not None, self.is_proven, bool(self.device.installed_at)))


def arrivals(owner: Owner, since: datetime | None, now: datetime) -> list[Arrival]:
    """The phones that opened the plan since then, or all: whichever came furthest first. Three statements."""
    devices = [device for device in devices_of(*owner, now) if since is None or device.opened_at >= since]
    if not devices:
        return []
    reached = {phone.device_id: phone for phone in phones_reached(owner, now) if phone.way != "gone"}
    tries = _tries(owner)
    phones = [Arrival(device, reached.get(device.id), _last(tries, device.id), now) for device in devices]
    return sorted(phones, key=lambda phone: (phone.steps, phone.device.opened_at), reverse=True)


def test_phone(owner: Owner, device_id: UUID, now: datetime) -> None:
    """Send the test to that phone. Refusal `not_here` where it is signed out or somebody else's, `too_often`."""
    if device_id not in {device.id for device in devices_of(*owner, now)}:
        raise Refusal("not_here")
    send_test(SignedIn(device_id, *owner, now), now)


def _tries(owner: Owner) -> list[tuple[str, Try]]:
    """Every test of that patient with its key, the newest first."""
    shown = func.max(Delivery.shown_at)
    rows = select(Reminder.key, Reminder.due_at, shown, Reminder.end)
    rows = rows.outerjoin(Delivery, Delivery.reminder_id == Reminder.id)
    mine = (Reminder.clinic_id == owner[0], Reminder.patient_id == owner[1], Reminder.kind == TEST)
    newest = rows.where(*mine).group_by(Reminder.id).order_by(Reminder.due_at.desc())
    return [(row[0], Try(*row[1:])) for row in db.session.execute(newest)]


def _last(tries: list[tuple[str, Try]], device_id: UUID) -> Try | None:
    return next((one for key, one in tries if tests_device(key, device_id)), None)
