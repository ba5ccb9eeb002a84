"""A treatment begins: handed over by a practitioner, or started alone."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic, Patient, ProtocolVersion, Treatment
from companion.models.lots import Given
from companion.models.treatment import course_at, course_of
from companion.services.admit import admit
from companion.services.amend import AtTheDesk, correct, rename
from companion.services.channel import settle_by_proof
from companion.services.invites import recovery_code
from companion.services.keys import Owner, give_key
from companion.services.publish import open_house, version_for
from companion.services.push_state import phones_reached
from companion.services.remind import plan_again


@dataclass(frozen=True)
class Started:
    """A plan somebody started alone, the session of their phone and its recovery code; None where they had one."""

    treatment_id: UUID
    session: str | None
    recovery_code: str | None = None


def start_own(
    treated: Treated,
    now: datetime,
    *,
    treatment_id: UUID | None = None,
    patient: Owner | None = None,
    phone: str | None = None,
) -> Started:
    """Begin a plan without a clinic; `patient` is whoever is signed in on this phone already.

    The form brings the id, so that a form sent twice from that phone begins one plan, and one that was
    changed in between puts it right.
    """
    begun = course_of(*patient, treatment_id) if patient and treatment_id else None
    if begun:
        if begun.is_self_started:
            correct(begun.id, treated, begun.follow_up_at, now)
        return Started(begun.id, None)
    house, version = open_house(now)
    owner = patient or (house.id, add_patient(house, now).id)
    is_taken = treatment_id and db.session.get(Treatment, treatment_id)
    treatment = add_treatment(owner, version, treated, now, treatment_id=None if is_taken else treatment_id)
    plan_again(owner, now)
    session, code = (None, None) if patient else (admit(owner, now, phone), recovery_code(owner, now))
    db.session.commit()
    return Started(treatment.id, session, code)


@dataclass(frozen=True)
class HandOver:
    """What a practitioner says of a treatment; `id` comes from the form, so that one sent twice begins one plan."""

    id: UUID
    treated: Treated
    first_name: str | None
    follow_up_at: datetime | None
    given: Given = field(default_factory=Given)


def hand_over(
    form: HandOver, clinic_id: UUID, practitioner_id: UUID, now: datetime, *, patient_id: UUID | None = None
) -> Owner | None:
    """The patient of a plan that begins now, a new one unless one is named; None when the id is somebody else's.

    A form that was sent before begins no second plan: what was changed in it since puts the plan right.
    """
    begun = course_at(clinic_id, form.id)
    if begun:
        if patient_id is None:
            rename(begun.patient_id, form.first_name)
        correct(begun.id, form.treated, form.follow_up_at, now, AtTheDesk(practitioner_id, form.given))
        return clinic_id, begun.patient_id
    if db.session.get(Treatment, form.id):
        return None
    version = version_for(clinic_id, now)
    if patient_id is None:
        patient_id = add_patient(db.session.get_one(Clinic, clinic_id), now, first_name=form.first_name).id
    owner = clinic_id, patient_id
    treatment = add_treatment(owner, version, form.treated, now, treatment_id=form.id)
    treatment.practitioner_id, treatment.follow_up_at = practitioner_id, form.follow_up_at
    for name, value in form.given.columns.items():
        setattr(treatment, name, value)
    plan_again(owner, now)
    if any(phone.is_proven for phone in phones_reached(owner, now)):
        settle_by_proof(owner, now)
    db.session.commit()
    return owner


def add_patient(clinic: Clinic, now: datetime, *, first_name: str | None = None) -> Patient:
    """A patient with a key; the name is sealed before it reaches a table. Not committed."""
    patient = Patient(id=uuid4(), clinic_id=clinic.id, created_at=now)
    key = give_key((clinic.id, patient.id), now)
    db.session.add(patient)
    if first_name:
        patient.first_name = key.seal(first_name, "patient", "first_name", str(patient.id))
    db.session.flush()
    return patient


def add_treatment(
    owner: Owner, version: ProtocolVersion, treated: Treated, now: datetime, *, treatment_id: UUID | None = None
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
