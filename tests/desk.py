"""Bob and Dana at Alice's clinic, by their ids; what waits there."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Practitioner, Telling, Treatment
from companion.models.waiting import queue
from tests.cast import Person, staff_at

MARLOW = "Marlow Street Clinic"


def id_of(name: str) -> UUID:
    return db.session.scalars(select(Practitioner.id).where(Practitioner.name == name)).one()


def colleague(app: Flask, now: datetime, name: str) -> tuple[FlaskClient, UUID]:
    """Somebody else who works at Alice's clinic: their desk and their id."""
    desk = staff_at(app, MARLOW, now, name)
    return desk, id_of(name)


def treated_by(person: Person, practitioner_id: UUID) -> None:
    db.session.get_one(Treatment, person.treatment_id).practitioner_id = practitioner_id
    db.session.commit()


def treated(person: Person, ago: timedelta, now: datetime) -> None:
    """In whole days it is the same hour, so that the day has the same number at any hour of the night."""
    db.session.get_one(Treatment, person.treatment_id).treated_at = now - ago
    db.session.commit()


def waits(person: Person) -> list[UUID]:
    """The entries that wait at the clinic of that patient, in their order."""
    return [row.entry_id for row in db.session.execute(queue(), {"clinic": person.patient.clinic_id})]


def told(entry_id: UUID) -> set[tuple[UUID, str]]:
    """Who is told of that entry, and why, as it stands."""
    db.session.expire_all()
    rows = select(Telling).where(Telling.entry_id == entry_id, Telling.over_at.is_(None))
    return {(row.practitioner_id, row.why) for row in db.session.scalars(rows)}
