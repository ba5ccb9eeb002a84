"""A patient of the desk's clinic who sent a lot, and Bob's desk at that journal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from companion.extensions import db
from companion.models import Patient, Treatment
from companion.models.access import invite_with
from companion.services.admit import redeem
from companion.services.consent import give_consent
from companion.services.keys import hash_of
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.cast import Person


def patient_of(house: House, ago: timedelta = timedelta(days=3)) -> Person:
    """Alice, treated so long ago, who said yes to photos; call it within the context of its app."""
    token = house.hand_over().partition("#")[2]
    invite = invite_with(hash_of(token))
    session = redeem(token, datetime.now(UTC))
    assert invite and session
    patient = db.session.get_one(Patient, invite.patient_id)
    treatment = db.session.scalars(select(Treatment).where(Treatment.patient_id == patient.id)).one()
    treatment.treated_at -= ago
    db.session.commit()
    give_consent((patient.clinic_id, patient.id), uuid4(), "Yes, keep my photos.", datetime.now(UTC), datetime.now(UTC))
    db.session.refresh(patient)
    db.session.expunge(patient)  # it is read after the context too
    return Person(patient, treatment.id, session, house.app.test_client())


@dataclass(frozen=True)
class Sent:
    """What the scenes need of a journal with something of everything."""

    page: str
    entry_id: UUID
    photo_id: UUID


def at_the_desk(phone: Phone, house: House) -> Phone:
    return phone.sign_in(house.session_of_the_desk(), "companion-staff")
