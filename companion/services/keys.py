"""The keys of this process, and texts of a patient sealed with that patient's own."""

from collections.abc import Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from companion.adapters.tokens import token_hash
from companion.adapters.vault import PatientKey, Vault, WrappedKey
from companion.extensions import db
from companion.models import Patient, PatientKeyRow


def hash_of(token: str) -> bytes:
    return token_hash(token, current_app.config["SECRET_KEY"])


def vault() -> Vault:
    opened: Vault = current_app.extensions["companion.vault"]
    return opened


def give_key(clinic_id: UUID, patient_id: UUID) -> PatientKey:
    """A fresh key for a new patient; its row is added, not committed."""
    key = vault().new_key(str(clinic_id), str(patient_id))
    db.session.add(PatientKeyRow(patient_id=patient_id, clinic_id=clinic_id, key_id=key.key_id, wrapped=key.wrapped))
    return vault().open(key, str(clinic_id), str(patient_id))


def first_names(patient_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The first name of each of those patients that has one."""
    rows = select(Patient, PatientKeyRow).join(PatientKeyRow, PatientKeyRow.patient_id == Patient.id)
    named = rows.where(Patient.id.in_(patient_ids), Patient.first_name.is_not(None))
    return {patient.id: _first_name(patient, row) for patient, row in db.session.execute(named)}


def key_of(patient_id: UUID) -> PatientKey:
    return _open(db.session.get_one(PatientKeyRow, patient_id))


def _first_name(patient: Patient, row: PatientKeyRow) -> str:
    return _open(row).unseal(patient.first_name or b"", "patient", "first_name", str(patient.id))


def _open(row: PatientKeyRow) -> PatientKey:
    return vault().open(WrappedKey(row.key_id, row.wrapped), str(row.clinic_id), str(row.patient_id))
