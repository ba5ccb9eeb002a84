"""A push service that answers as it is told, and a phone that can be reached."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from companion.adapters.mail.sending import SendLetters
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Sent
from companion.adapters.web_push.target import Target
from companion.extensions import db
from companion.models import Device, Reminder
from companion.models.access import SignedIn
from companion.models.reminder import End
from companion.services.deliver import deliver
from companion.services.post import Post
from companion.services.remind import plan_again
from companion.services.subscribe import Offered, subscribe
from tests.cast import Person

POINT = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Service:
    """`says`: the outcome of a message; `got`: what was sent."""

    says: Callable[[Message], Outcome] = lambda _message: Sent()
    got: list[Message] = field(default_factory=list)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[Message, Outcome]]:
        for message in messages:
            self.got.append(message)
            yield message, self.says(message)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Title and body of each."""
        payloads = [json.loads(message.payload)["notification"] for message in self.got]
        return [(payload["title"], payload["body"]) for payload in payloads]


def reach(person: Person, now: datetime, place: str = "one", zone: str | None = None) -> None:
    """The phone of that person can be reached."""
    subscribe(phone_of(person, now), Offered(target(place), "key", "en", zone), now)


def phone_of(person: Person, now: datetime) -> SignedIn:
    """Their first phone, as it asks."""
    return SignedIn(device_of(person).id, *person.owner, now)


def device_of(person: Person) -> Device:
    mine = select(Device).where(Device.patient_id == person.patient.id).order_by(Device.opened_at)
    return db.session.scalars(mine.limit(1)).one()


def target(place: str) -> Target:
    return Target(f"https://fcm.googleapis.com/fcm/send/{place}", POINT, b"0123456789abcdef")


def worker_at(service: Service, name: str = "worker", mail: SendLetters | None = None) -> Callable[[datetime], int]:
    """Takes one step at that instant. `mail`: what takes letters."""
    post = Post(name, service.send, mail=mail)
    return lambda now: deliver(post, lambda: now)


def reminders(person: Person) -> dict[str, Reminder]:
    db.session.expire_all()
    rows = db.session.scalars(select(Reminder).where(Reminder.treatment_id == person.treatment_id))
    return {row.key: row for row in rows}


def look_from(row: Reminder) -> datetime:
    """The instant at which it is looked at."""
    assert row.next_at
    return row.next_at + timedelta(seconds=1)


def alone_due(person: Person, key: str, now: datetime) -> datetime:
    """Their plan is laid and only that reminder of it waits; when it is looked at."""
    plan_again(person.owner, now)
    db.session.commit()
    rows = reminders(person)
    for row in rows.values():
        if row.key != key:
            row.next_at, row.end = None, End.OVER
    db.session.commit()
    return look_from(rows[key])
