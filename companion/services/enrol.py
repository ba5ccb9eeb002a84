"""A treatment begins: a patient with a key of their own, and the treatment with the protocol it keeps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic, Patient, ProtocolVersion, Treatment
from companion.services.admit import admit
from companion.services.keys import give_key
from companion.services.publish import open_house


@dataclass(frozen=True)
class Started:
    """A plan somebody started alone, and the session of their phone; no session where they had one."""

    treatment_id: UUID
    session: str | None


def start_own(treated: Treated, now: datetime, *, patient: tuple[UUID, UUID] | None = None) -> Started:
    """Begin a plan without a clinic; `patient` is the (clinic, patient) already signed in on this phone."""
    house, version = open_house(now)
    clinic_id, patient_id = patient or (house.id, add_patient(house, now).id)
    treatment = add_treatment(clinic_id, patient_id, version, treated, now)
    session = None if patient else admit(clinic_id, patient_id, now)
    db.session.commit()
    return Started(treatment.id, session)


def add_patient(clinic: Clinic, now: datetime, *, first_name: str | None = None) -> Patient:
    """A patient with a key; the name is sealed before it reaches a table. Not committed."""
    patient = Patient(id=uuid4(), clinic_id=clinic.id, created_at=now)
    db.session.add(patient)
    db.session.flush()
    key = give_key(clinic.id, patient.id)
    if first_name:
        patient.first_name = key.seal(first_name, "patient", "first_name", str(patient.id))
    db.session.flush()
    return patient


def add_treatment(
    clinic_id: UUID, patient_id: UUID, version: ProtocolVersion, treated: Treated, now: datetime
) -> Treatment:
    """A treatment that keeps this protocol version for good. Not committed."""
    treatment = Treatment(
        id=uuid4(),
        clinic_id=clinic_id,
        patient_id=patient_id,
        protocol_version_id=version.id,
        product=treated.product,
        areas=",".join(treated.areas),
        treated_at=treated.treated_at,
        zone=treated.zone,
        opened_at=now,
    )
    db.session.add(treatment)
    db.session.flush()
    return treatment
