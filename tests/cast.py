"""People with a treatment and a phone that is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic, Patient, Practitioner, StaffSession
from companion.models.people import clinic_named
from companion.models.staff import Role, practitioner_named
from companion.services.admit import redeem
from companion.services.consent import give_consent
from companion.services.enrol import add_patient, add_treatment, start_own
from companion.services.invites import invite
from companion.services.publish import open_house
from companion.services.staff import add_clinic, add_practitioner, open_session

ZONE = "Europe/London"


@dataclass(frozen=True)
class Person:
    patient: Patient
    treatment_id: UUID
    session: str
    phone: FlaskClient

    @property
    def owner(self) -> tuple[UUID, UUID]:
        return self.patient.clinic_id, self.patient.id

    @property
    def page(self) -> str:
        return f"/treatments/{self.treatment_id}"


def enrol_at(app: Flask, clinic_name: str, treated_at: datetime, first_name: str, *, says_yes: bool = True) -> Person:
    """A new patient of that clinic, by the services that the program uses, who said yes to photos or not."""
    _, version = open_house(treated_at)
    clinic = clinic_named(clinic_name) or _clinic(clinic_name, treated_at)
    patient = add_patient(clinic, treated_at, first_name=first_name)
    treated = Treated("daxxify", ("glabella", "forehead"), treated_at, ZONE)
    treatment = add_treatment((clinic.id, patient.id), version, treated, treated_at)
    treatment.follow_up_at = treated_at + timedelta(days=14)
    session = redeem(invite((clinic.id, patient.id), treated_at), treated_at)
    assert session
    if says_yes:
        give_consent((clinic.id, patient.id), uuid4(), "Yes, keep my photos.", treated_at, treated_at)
    phone = app.test_client()
    phone.set_cookie("companion", session)
    return Person(patient, treatment.id, session, phone)


def staff_at(
    app: Flask, clinic_name: str, now: datetime, name: str, role: Role = Role.PRACTITIONER, *, is_fresh: bool = True
) -> FlaskClient:
    """The browser of somebody who works at that clinic in that role, signed in.

    `is_fresh`: they proved only now who they are, as some routes ask for.
    """
    practitioner = member_at(clinic_name, now, name, role)
    desk = app.test_client()
    desk.set_cookie("companion-staff", open_session(practitioner.id, now))
    if not is_fresh:
        db.session.execute(
            update(StaffSession).where(StaffSession.practitioner_id == practitioner.id).values(fresh_at=None)
        )
        db.session.commit()
    return desk


def member_at(clinic_name: str, now: datetime, name: str, role: Role = Role.PRACTITIONER) -> Practitioner:
    """Somebody who works at that clinic."""
    clinic = clinic_named(clinic_name) or _clinic(clinic_name, now)
    return practitioner_named(clinic.id, name) or add_practitioner(clinic, name, now, role)


def treat_again(person: Person, treated_at: datetime) -> UUID:
    """Their chin is treated too; the treatment's id."""
    return start_own(Treated("dysport", ("chin",), treated_at, ZONE), treated_at, patient=person.owner).treatment_id


def _clinic(name: str, now: datetime) -> Clinic:
    return add_clinic(name, now, phone="020 7946 0142", zone=ZONE, country="GB", hours="Mo-Fr 09:00-18:00")
