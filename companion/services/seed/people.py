"""Made-up patients: each with a key of their own, a course, mostly a phone and a yes to photos."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from companion.adapters.vault import PatientKey
from companion.aftercare.protocol import bundled
from companion.aftercare.zones import instant_of, local_day, zone_named
from companion.extensions import Base, db
from companion.models import Channel, Device, Grant, Patient, ProtocolVersion, Subscription, Treatment
from companion.models.grant import Purpose
from companion.models.keyring import KeyRow, keep_new_keys
from companion.services.keys import vault
from companion.services.seed.clinic import ZONE, Founded
from companion.services.seed.size import BATCH, Size

NAMES = (
    "Ada Aisha Alma Amir Anya Bao Carla Chidi Clara Dev Dina Elif Emma Enzo Esme Farah Felix Freya Hana Hugo Ines Iris "
    "Ivan Jana Jonas Kaya Keira Lars Leila Lena Luca Maja Mara Mei Milo Mina Nils Noor Olga Omar Petra Priya Quinn "
    "Rana Rosa Saga Samir Sofia Tariq Thea Uma Vera Wren Xenia Yara Yusuf Zadie Zoe"
).split()
AREAS = ("glabella", "glabella,forehead", "glabella,forehead,crows_feet", "crows_feet", "masseter", "lip,chin")
CHECK, FIRST_HOUR, HOURS = timedelta(days=14), 9, 8


@dataclass(frozen=True)
class Enrolled:
    """A patient, what opens their texts, and their course. `shows`: they said yes to photos."""

    id: UUID
    key: PatientKey
    treatment_id: UUID
    practitioner_id: UUID
    treated_at: datetime
    shows: bool


def insert_all(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """In batches. Not committed."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        db.session.execute(insert(table), batch)


def enrol_all(clinic: Founded, version: ProtocolVersion, size: Size, now: datetime) -> list[Enrolled]:
    """The first one was treated ten days ago, and takes the most photos. Not committed, but for the keys."""
    ids = [size.id() for _ in range(size.patients)]
    times = [_treated_at(size.days * size.dice.random(), size, now) for _ in ids]
    times[0] = _treated_at(10, size, now)
    keys = _keys(clinic.id, ids, now)
    people = [_one(clinic, keys[one], one, at, size) for one, at in zip(ids, times, strict=True)]
    people[0] = replace(people[0], shows=True)
    of = {"clinic_id": clinic.id}
    insert_all(Patient, [of | _patient(one, size) for one in people])
    insert_all(Treatment, [of | _treatment(one, version, size) for one in people])
    granted = [one for one in people if one.shows]
    insert_all(Grant, [of | _grant(one, size) for one in granted])
    reached = [one for one in people if size.chance(0.7)]
    phones = {one.id: size.id() for one in reached}
    insert_all(Device, [of | _device(one, phones[one.id], size, now) for one in reached])
    insert_all(Subscription, [of | _subscription(one, phones[one.id], size, now) for one in reached])
    insert_all(Channel, [of | _channel(one, size) for one in reached])
    return people


def _keys(clinic_id: UUID, ids: list[UUID], now: datetime) -> dict[UUID, PatientKey]:
    wrapped = {one: vault().new_key(str(clinic_id), str(one)) for one in ids}
    keep_new_keys([KeyRow(one, clinic_id, key.key_id, key.wrapped) for one, key in wrapped.items()], now)
    return {one: vault().open(key, str(clinic_id), str(one)) for one, key in wrapped.items()}


def _treated_at(days_ago: float, size: Size, now: datetime) -> datetime:
    """Within the clinic's hours."""
    zone = zone_named(ZONE)
    hour = time(FIRST_HOUR + size.dice.randrange(HOURS), size.dice.choice((0, 15, 30, 45)))
    day = local_day(now - timedelta(days=days_ago), zone)
    return min(instant_of(datetime.combine(day, hour), zone), now - timedelta(hours=1))


def _one(clinic: Founded, key: PatientKey, patient_id: UUID, treated_at: datetime, size: Size) -> Enrolled:
    return Enrolled(patient_id, key, size.id(), size.dice.choice(clinic.treating), treated_at, size.chance(0.95))


def _patient(one: Enrolled, size: Size) -> dict[str, Any]:
    name = one.key.seal(size.dice.choice(NAMES), "patient", "first_name", str(one.id))
    return {"id": one.id, "first_name": name, "created_at": one.treated_at}


def _treatment(one: Enrolled, version: ProtocolVersion, size: Size) -> dict[str, Any]:
    return {
        "id": one.treatment_id,
        "patient_id": one.id,
        "protocol_version_id": version.id,
        "practitioner_id": one.practitioner_id,
        "product": size.dice.choice(list(bundled().product)[:6]),
        "areas": size.dice.choice(AREAS),
        "treated_at": one.treated_at,
        "zone": ZONE,
        "follow_up_at": one.treated_at + CHECK,
        "opened_at": one.treated_at,
        "missed": 0,
    }


def _grant(one: Enrolled, size: Size) -> dict[str, Any]:
    said = {"purpose": Purpose.PHOTOS, "wording": "Yes, keep my photos.", "given_at": one.treated_at}
    return {"id": size.id(), "patient_id": one.id} | said


def _device(one: Enrolled, phone: UUID, size: Size, now: datetime) -> dict[str, Any]:
    times = {"opened_at": one.treated_at, "seen_at": one.treated_at, "expires_at": now + timedelta(days=30)}
    return {"id": phone, "patient_id": one.id, "token_hash": size.dice.randbytes(32), "name": "iPhone"} | times


def _subscription(one: Enrolled, phone: UUID, size: Size, now: datetime) -> dict[str, Any]:
    taken = min(one.treated_at + timedelta(hours=2), now)
    return {
        "id": size.id(),
        "patient_id": one.id,
        "device_id": phone,
        "endpoint": f"https://push.invalid/{phone}",
        "endpoint_hash": size.dice.randbytes(32),
        "p256dh": size.dice.randbytes(65),
        "auth": size.dice.randbytes(16),
        "key_id": "made up",
        "language": "en",
        "made_at": one.treated_at,
        "seen_at": one.treated_at,
        "accepted_at": taken,
        "shown_at": taken if size.chance(0.9) else None,
    }


def _channel(one: Enrolled, size: Size) -> dict[str, Any]:
    return {
        "id": size.id(),
        "patient_id": one.id,
        "treatment_id": one.treatment_id,
        "way": "push",
        "settled_at": one.treated_at,
    }
