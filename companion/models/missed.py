"""How many reminders of a treatment came to nobody since the patient last looked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update

from companion.extensions import db
from companion.models.treatment import Treatment


def note_missed(treatment_id: UUID, now: datetime) -> None:
    """One more of its reminders came to nobody. Not committed."""
    since = func.coalesce(Treatment.missed_since, now)
    one_more = update(Treatment).where(Treatment.id == treatment_id)
    db.session.execute(one_more.values(missed=Treatment.missed + 1, missed_since=since))


def forget_missed(clinic_id: UUID, patient_id: UUID) -> None:
    """The patient knows of them. Not committed."""
    mine = (Treatment.clinic_id == clinic_id, Treatment.patient_id == patient_id)
    db.session.execute(update(Treatment).where(*mine).values(missed=0, missed_since=None))
