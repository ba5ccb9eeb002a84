"""A self-started plan joins a clinic, by the clinic's code and with the patient's consent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from companion.adapters.vault import WrappedKey
from companion.extensions import db
from companion.models import Clinic, Correction, Device, Grant, Invite, Patient, PatientKeyRow, Treatment
from companion.models.access import Way, spend_invite, withdraw_invites
from companion.models.people import house_clinic
from companion.models.treatment import courses_of
from companion.services.invites import Owner, typed_code
from companion.services.keys import hash_of, vault

MOVES_WITH_THE_PATIENT = (Treatment, Device, Invite, Grant)


def clinic_of_code(code: str, now: datetime) -> Clinic | None:
    """The clinic that made this code, while it is open; the code stays unspent."""
    is_open = (Invite.way == Way.JOIN, Invite.redeemed_at.is_(None), Invite.expires_at > now)
    mine = Invite.token_hash == hash_of(typed_code(code))
    return db.session.scalar(select(Clinic).join(Invite, Invite.clinic_id == Clinic.id).where(mine, *is_open))


def join(owner: Owner, code: str, wording: str, now: datetime) -> Clinic | None:
    """Spend the code and move patient, plans and phones to its clinic; `wording` is what the patient agreed to.

    None when the code was used before, is too old or unknown.
    """
    clinic = clinic_of_code(code, now)
    if clinic is None or not spend_invite(hash_of(typed_code(code)), (Way.JOIN,), now):
        db.session.rollback()
        return None
    withdraw_invites(*owner, (Way.RECOVERY,), now)  # from here on the clinic helps with a lost phone
    _move(owner, clinic.id)
    grant = Grant(clinic_id=clinic.id, patient_id=owner[1], purpose="join", wording=wording, given_at=now)
    db.session.add(grant)
    db.session.commit()
    return clinic


def leave(owner: Owner, now: datetime) -> None:
    """Take the consent to join back: the plans go on without the clinic. Nothing happens to a clinic's own patient."""
    clinic_id, patient_id = owner
    mine = (Grant.clinic_id == clinic_id, Grant.patient_id == patient_id, Grant.purpose == "join")
    given = db.session.scalars(select(Grant).where(*mine, Grant.withdrawn_at.is_(None))).first()
    house = house_clinic()
    if given and house:
        given.withdrawn_at = now
        db.session.flush()
        _move(owner, house.id)
        db.session.commit()


def has_joined(owner: Owner) -> bool:
    """Whether the clinic sees the plans by the patient's consent, which can be taken back."""
    mine = (Grant.clinic_id == owner[0], Grant.patient_id == owner[1], Grant.purpose == "join")
    return db.session.scalar(select(Grant.id).where(*mine, Grant.withdrawn_at.is_(None))) is not None


def _move(owner: Owner, to_clinic: UUID) -> None:
    """The key is wrapped again for the new clinic; what it sealed stays as it is."""
    clinic_id, patient_id = owner
    treatments = [course.id for course in courses_of(*owner)]
    corrections = update(Correction).where(Correction.treatment_id.in_(treatments))
    db.session.execute(corrections.values(clinic_id=to_clinic))
    for table in MOVES_WITH_THE_PATIENT:
        mine = (table.clinic_id == clinic_id, table.patient_id == patient_id)
        db.session.execute(update(table).where(*mine).values(clinic_id=to_clinic))
    db.session.execute(update(Patient).where(Patient.id == patient_id).values(clinic_id=to_clinic))
    row = db.session.get_one(PatientKeyRow, patient_id)
    wrapped = WrappedKey(row.key_id, row.wrapped)
    key = vault().rewrap(wrapped, str(clinic_id), str(patient_id), to_clinic=str(to_clinic))
    row.clinic_id, row.key_id, row.wrapped = to_clinic, key.key_id, key.wrapped
