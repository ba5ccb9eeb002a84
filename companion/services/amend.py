"""A plan is put right, ended, or opened again. What stood before is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Correction, Patient, Treatment
from companion.models.lots import Given
from companion.services.keys import key_of
from companion.services.remind import plan_again


@dataclass(frozen=True)
class AtTheDesk:
    """Who puts it right there, and what they say of what was given, which no patient says."""

    practitioner_id: UUID
    given: Given


def correct(
    treatment_id: UUID, treated: Treated, follow_up_at: datetime | None, now: datetime, desk: AtTheDesk | None = None
) -> None:
    """Put a plan right; `desk` is None where the patient does. The same values change nothing."""
    treatment = db.session.get_one(Treatment, treatment_id)
    right = {
        "product": treated.product,
        "areas": ",".join(treated.areas),
        "treated_at": treated.treated_at,
        "zone": treated.zone,
        "follow_up_at": follow_up_at,
        **(desk.given.columns if desk else {}),
    }
    before = {name: getattr(treatment, name) for name in (*right, "units", "lot", "lot_key")}
    if before == before | right:
        return
    db.session.add(
        Correction(
            clinic_id=treatment.clinic_id,
            treatment_id=treatment_id,
            practitioner_id=desk.practitioner_id if desk else None,
            corrected_at=now,
            **before,
        )
    )
    for name, value in right.items():
        setattr(treatment, name, value)
    plan_again((treatment.clinic_id, treatment.patient_id), now)
    db.session.commit()


def rename(patient_id: UUID, first_name: str | None) -> None:
    """Give the patient another first name, or none; what stood before is forgotten."""
    patient = db.session.get_one(Patient, patient_id)
    row = str(patient_id)
    patient.first_name = (
        key_of((patient.clinic_id, patient_id)).seal(first_name, "patient", "first_name", row) if first_name else None
    )
    db.session.commit()


def end(treatment_id: UUID, now: datetime, *, by: UUID | None = None) -> None:
    """End a plan; one that has ended keeps its first end."""
    treatment = db.session.get_one(Treatment, treatment_id)
    if treatment.ended_at is None:
        treatment.ended_at, treatment.ended_by = now, by
        plan_again((treatment.clinic_id, treatment.patient_id), now)
        db.session.commit()


def reopen(treatment_id: UUID, now: datetime) -> None:
    """Take an ending back; what is due from now on is due again."""
    treatment = db.session.get_one(Treatment, treatment_id)
    treatment.ended_at = treatment.ended_by = None
    plan_again((treatment.clinic_id, treatment.patient_id), now)
    db.session.commit()
