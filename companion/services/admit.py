"""Coming in: hand-over links are made and redeemed, phones get a session and keep it to the end of the plan."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.adapters.tokens import new_token
from companion.extensions import db
from companion.models import Device, Invite, Patient
from companion.models.access import SignedIn, invite_with, signed_in, spend_invite, touch
from companion.models.treatment import courses_of
from companion.services.keys import hash_of

INVITE_LASTS = timedelta(hours=24)
SESSION_AT_LEAST = timedelta(days=30)
TOUCH_AFTER = timedelta(days=1)


def invite(patient: Patient, now: datetime) -> str:
    """The token of a new hand-over link for that patient."""
    token = new_token()
    db.session.add(
        Invite(
            clinic_id=patient.clinic_id,
            patient_id=patient.id,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + INVITE_LASTS,
        )
    )
    db.session.commit()
    return token


def redeem(token: str, now: datetime) -> str | None:
    """The session of the phone that spent the link; None when it was used before, is too old or unknown."""
    digest = hash_of(token)
    if not spend_invite(digest, now):
        db.session.rollback()
        return None
    spent = invite_with(digest)
    session = admit(spent.clinic_id, spent.patient_id, now) if spent else None
    db.session.commit()
    return session


def admit(clinic_id: UUID, patient_id: UUID, now: datetime) -> str:
    """A session for another phone of that patient. Not committed."""
    token = new_token()
    db.session.add(
        Device(
            clinic_id=clinic_id,
            patient_id=patient_id,
            token_hash=hash_of(token),
            opened_at=now,
            seen_at=now,
            expires_at=_session_end(clinic_id, patient_id, now),
        )
    )
    db.session.flush()
    return token


def recognise(session: str, now: datetime) -> SignedIn | None:
    """Whose phone this is. Once a day the session slides on, to the end of the plan at least."""
    who = signed_in(hash_of(session), now)
    if who and now - who.seen_at > TOUCH_AFTER:
        touch(who.device_id, now, _session_end(who.clinic_id, who.patient_id, now))
        db.session.commit()
    return who


def _session_end(clinic_id: UUID, patient_id: UUID, now: datetime) -> datetime:
    plans = [course.schedule.changes[-1] for course in courses_of(clinic_id, patient_id)]
    return max([*plans, now + SESSION_AT_LEAST])
