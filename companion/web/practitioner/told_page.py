"""How somebody who works at a clinic is told, as their account page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from companion.models import StaffSubscription, Telling
from companion.models.staff import StaffSignedIn
from companion.models.staff_reach import devices_of_staff
from companion.services.mailbox import can_mail
from companion.services.push_state import current_key
from companion.services.staff_devices import tests_of
from companion.services.staff_mailbox import Standing, standing_of


@dataclass(frozen=True)
class Device:
    """One that is told; `test`: its last one, while it is worth a word."""

    place: StaffSubscription
    is_here: bool
    test: Telling | None


@dataclass(frozen=True)
class HowTold:
    """`key`: what a browser subscribes with, None where the house has none. `wrong`: what is wrong with `typed`."""

    devices: list[Device]
    key: Any
    can_mail: bool
    mailbox: Standing | None
    wrong: str
    typed: str


def how_told(who: StaffSignedIn, now: datetime, wrong: str = "", typed: str = "") -> HowTold:
    """Everything that stands in that part of the page."""
    tests = tests_of(who.practitioner_id, now)
    rows = devices_of_staff(who.practitioner_id)
    devices = [Device(row, row.session_id == who.session_id, tests.get(row.id)) for row in rows]
    return HowTold(devices, current_key(), can_mail(), standing_of(who.practitioner_id), wrong, typed)
