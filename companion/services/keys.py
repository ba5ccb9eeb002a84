"""The keys of this process, and texts of a patient sealed with that patient's own."""

from uuid import UUID

from flask import current_app

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


def first_name_of(patient: Patient) -> str | None:
    if patient.first_name is None:
        return None
    row = db.session.get_one(PatientKeyRow, patient.id)
    key = vault().open(WrappedKey(row.key_id, row.wrapped), str(row.clinic_id), str(patient.id))
    return key.unseal(patient.first_name, "patient", "first_name", str(patient.id))
