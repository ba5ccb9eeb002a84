"""A year of treatments all over the world, each with a phone that takes every message."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, pairwise
from math import ceil
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Sent
from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Device, Patient, Reminder, Subscription
from companion.services.enrol import add_treatment
from companion.services.keys import Owner
from companion.services.publish import open_house
from companion.services.remind import plan_again
from tests.services.post import target

CHANCE = random.Random(7)
START = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(seconds=30)  # how often the worker looks
ZONES = """Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi America/Anchorage
America/Asuncion
America/Bogota America/Chicago America/Denver America/Halifax America/Havana America/Lima America/Los_Angeles
America/Mexico_City America/New_York America/Santiago America/Sao_Paulo America/St_Johns America/Toronto Asia/Baghdad
Asia/Beirut Asia/Dubai Asia/Hong_Kong Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Seoul Asia/Singapore Asia/Tokyo
Australia/Adelaide Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Chisinau Europe/Dublin Europe/London
Pacific/Auckland Pacific/Chatham Pacific/Honolulu""".split()


class Service:
    """Takes every message."""

    many = 0

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[Message, Outcome]]:
        for message in messages:
            self.many += 1
            yield message, Sent()


def changes(zone: ZoneInfo) -> list[datetime]:
    """The days of the year on which the clocks of that zone change."""
    days = [START + timedelta(days=number) for number in range(366)]
    return [
        day for day, after in pairwise(days) if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]


def treated_at(zone: ZoneInfo, number: int) -> datetime:
    """Some minute of the year, every other time in the two weeks before a change of the clocks."""
    any_day = START + timedelta(days=CHANCE.uniform(1, 330))
    near = [day - timedelta(days=CHANCE.uniform(0, 14)) for day in changes(zone)] if number % 2 else []
    chosen = CHANCE.choice(near or [any_day])
    return max(chosen, START).replace(second=0, microsecond=0)


def begin(many: int) -> None:
    """So many treatments over the year, each with a phone that can be reached; half of them have a visit."""
    house, version = open_house(START)
    for number, name in zip(range(many), cycle(ZONES), strict=False):
        at = treated_at(ZoneInfo(name), number)
        owner = house.id, uuid4()
        db.session.add(Patient(id=owner[1], clinic_id=owner[0], created_at=at))
        treatment = add_treatment(owner, version, Treated("daxxify", ("glabella",), at, name), at)
        treatment.follow_up_at = at + timedelta(days=14) if number % 4 < 2 else None
        reach(owner, at, number)
        plan_again(owner, at)
        if number % 100 == 0:
            db.session.commit()
    db.session.commit()


def reach(owner: Owner, at: datetime, number: int) -> None:
    """A phone of that patient that stays signed in for more than a year."""
    mine = {"clinic_id": owner[0], "patient_id": owner[1], "seen_at": at}
    ends_at, place = at + timedelta(days=400), target(str(number))
    device = Device(id=uuid4(), token_hash=uuid4().bytes * 2, opened_at=at, expires_at=ends_at, **mine)
    where = {"endpoint": place.endpoint, "endpoint_hash": uuid4().bytes * 2, "p256dh": place.p256dh, "auth": place.auth}
    of = {"device_id": device.id, "key_id": "key", "language": "en", "made_at": at}
    db.session.add_all([device, Subscription(**mine, **where, **of)])


def ticks() -> Iterator[datetime]:
    """The instants at which the worker finds something to do; what nothing happens in is skipped."""
    now, next_one = START, select(func.min(Reminder.next_at))
    while next_at := db.session.scalar(next_one):
        now = max(now, START + ceil((next_at - START) / TICK) * TICK)
        yield now
