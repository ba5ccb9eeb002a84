"""A treatment begins: a patient with a key of their own, and the treatment with the protocol it keeps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic, Patient, ProtocolVersion, Treatment
from companion.models.treatment import course_of
from companion.services.admit import admit
from companion.services.keys import give_key
from companion.services.publish import open_house

Owner = tuple[UUID, UUID]  # a clinic and its patient


@dataclass(frozen=True)
class Started:
    """A plan somebody started alone, and the session of their phone; no session where they had one."""

    treatment_id: UUID
    session: str | None


def start_own(
    treated: Treated, now: datetime, *, treatment_id: UUID | None = None, patient: Owner | None = None
) -> Started:
    """Begin a plan without a clinic; `patient` is whoever is signed in on this phone already.

    The form brings the id, so that a form sent twice from that phone begins one plan.
    """
    if patient and treatment_id and course_of(*patient, treatment_id):
        return Started(treatment_id, None)
    house, version = open_house(now)
    owner = patient or (house.id, add_patient(house, now).id)
    is_taken = treatment_id and db.session.get(Treatment, treatment_id)
    treatment = add_treatment(owner, version, treated, now, None if is_taken else treatment_id)
    session = None if patient else admit(*owner, now)
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
    owner: Owner, version: ProtocolVersion, treated: Treated, now: datetime, treatment_id: UUID | None = None
) -> Treatment:
    """A treatment that keeps this protocol version for good. Not committed."""
    clinic_id, patient_id = owner
    treatment = Treatment(
        id=treatment_id or uuid4(),
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
