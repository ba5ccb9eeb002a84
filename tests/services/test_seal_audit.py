"""What is in the audit is sealed, so that a row which was changed, taken out or slipped in is found."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update

from companion.extensions import db
from companion.models import AuditEvent, AuditSeal
from companion.models.audit import By, Kind
from companion.services.audit import note
from companion.services.seal_audit import HOUR, KEPT, LATE, check_audit, seal_audit
from tests.cast import Person
from tests.web.desk_form import many


@pytest.fixture
def sealed(alice: Person, now: datetime) -> datetime:
    """Four hours of Alice's exports under four seals; the instant after."""
    for hour in range(4):
        for minute in range(3):
            done_at = now + hour * HOUR + timedelta(minutes=minute)
            note(alice.owner[0], By.PATIENT, Kind.EXPORT, done_at, patient_id=alice.patient.id)
        db.session.commit()
        seal_audit(now + (hour + 1) * HOUR + LATE)
    return now + 5 * HOUR + LATE


def test_what_is_as_it_was_written_fits_and_is_sealed_once(sealed: datetime) -> None:
    seal_audit(sealed)
    seals = many(AuditSeal)
    assert seal_audit(sealed) == 0
    checked = check_audit(sealed)
    assert (checked.rows, checked.seals, checked.broken) == (12, seals, [])
    assert seals >= 4


@pytest.mark.parametrize("what", ["changed", "taken out", "slipped in", "a seal taken out"])
def test_what_somebody_did_to_the_database_is_found(alice: Person, sealed: datetime, now: datetime, what: str) -> None:
    first = db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.done_at).limit(1)).one()
    if what == "changed":
        db.session.execute(update(AuditEvent).where(AuditEvent.id == first).values(patient_id=uuid4()))
    elif what == "taken out":
        db.session.execute(delete(AuditEvent).where(AuditEvent.id == first))
    elif what == "slipped in":
        note(alice.owner[0], By.COMMAND, Kind.EXPORT, now)
    else:
        db.session.execute(delete(AuditSeal).where(AuditSeal.number == 2))
    db.session.commit()
    db.session.expire_all()
    broken = check_audit(sealed).broken
    assert [one.number for one in broken] == [3 if what == "a seal taken out" else 1]


def test_rows_go_after_six_years_in_whole_seals_and_the_rest_still_fits(sealed: datetime, now: datetime) -> None:
    later = now + KEPT + 2 * HOUR
    seal_audit(later)
    left = db.session.scalar(select(func.min(AuditEvent.done_at)))
    assert left is not None
    assert now < left <= later
    assert 0 < many(AuditEvent) < 12
    assert check_audit(later).broken == []


def test_a_row_names_nobody_once_its_patient_is_gone(app: Flask, alice: Person, sealed: datetime) -> None:
    """No column of it holds a name, and no key of the database keeps a patient for its sake."""
    columns = set(AuditEvent.__table__.columns.keys())
    assert columns == {
        "id",
        "clinic_id",
        "done_at",
        "by",
        "practitioner_id",
        "kind",
        "patient_id",
        "object_id",
        "about",
    }
    assert not AuditEvent.__table__.columns["patient_id"].foreign_keys
    assert "Alice" not in str(db.session.execute(text("SELECT * FROM audit_event")).all())
