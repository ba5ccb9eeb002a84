"""A treatment begins, and a name leaves no trace on the disk."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from companion.extensions import db
from companion.models import Clinic, Patient, ProtocolVersion
from companion.models.people import house_clinic
from companion.models.protocol import protocol_of
from companion.models.treatment import course_of
from companion.services.enrol import add_patient
from companion.services.keys import first_names
from companion.services.publish import open_house
from tests.cast import Person


def test_a_stored_name_is_in_no_byte_of_the_database_or_its_log(app: Flask, now: datetime) -> None:
    name = f"Alice{uuid4().hex}"
    house, _ = open_house(now)
    patient = add_patient(house, now, first_name=name)
    db.session.commit()
    folder = Path(app.config["COMPANION"].instance)
    files = {file.name: file.read_bytes() for file in folder.glob("companion.sqlite*")}
    assert {"companion.sqlite", "companion.sqlite-wal"} <= set(files)
    marker = patient.id.hex.encode()
    assert any(marker in body for body in files.values()), "the row itself must have reached the disk"
    assert not [file for file, body in files.items() if name.encode() in body]
    assert first_names([patient.id]) == {patient.id: name}


def test_a_patient_without_a_name_is_fine(app: Flask, now: datetime) -> None:
    house, _ = open_house(now)
    assert first_names([add_patient(house, now).id]) == {}


def test_the_house_opens_once(app: Flask, now: datetime) -> None:
    first, version = open_house(now)
    again, same = open_house(now + timedelta(days=1))
    assert (first.id, version.id) == (again.id, same.id)
    assert db.session.scalar(select(func.count()).select_from(ProtocolVersion)) == 1
    assert house_clinic() == first
    assert first.phone is None


def test_there_can_be_no_second_house(app: Flask, now: datetime) -> None:
    open_house(now)
    db.session.add(Clinic(name="Another house", is_house=True, created_at=now))
    with pytest.raises(Exception, match="UNIQUE"):
        db.session.commit()


def test_a_treatment_keeps_the_protocol_it_began_with(alice: Person) -> None:
    course = course_of(alice.patient.clinic_id, alice.patient.id, alice.treatment_id)
    assert course
    version = db.session.scalar(select(ProtocolVersion.id))
    assert version
    assert course.schedule.protocol is protocol_of(version)


def test_an_instant_without_a_zone_is_refused(app: Flask, now: datetime) -> None:
    db.session.add(Patient(clinic_id=open_house(now)[0].id, created_at=now.replace(tzinfo=None)))
    with pytest.raises(Exception, match="needs a zone"):
        db.session.commit()
