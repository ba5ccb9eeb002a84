"""Practitioners sign in: by a one-time link, or by the demo's button."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.adapters.tokens import new_token
from companion.aftercare.hours import read_hours
from companion.extensions import db
from companion.models import Clinic, Practitioner, StaffInvite, StaffSession
from companion.models.staff import (
    StaffSignedIn,
    revoke_staff,
    spend_staff_invite,
    staff_signed_in,
    touch_staff,
)
from companion.services.keys import hash_of

INVITE_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(days=7)  # since it was last used
TOUCH_AFTER = timedelta(hours=1)


def add_clinic(name: str, now: datetime, **facts: str | None) -> Clinic:
    """A clinic with its `phone`, `zone`, `country` and `hours`, as far as they are known. Not committed.

    ValueError: hours that `aftercare.hours` cannot read.
    """
    read_hours(facts.get("hours") or "Mo-Su off")
    clinic = Clinic(name=name, is_house=False, created_at=now, **facts)
    db.session.add(clinic)
    db.session.flush()
    return clinic


def add_practitioner(clinic: Clinic, name: str, now: datetime) -> Practitioner:
    """Somebody who may hand over plans. Not committed."""
    practitioner = Practitioner(clinic_id=clinic.id, name=name, created_at=now)
    db.session.add(practitioner)
    db.session.flush()
    return practitioner


def invite_staff(practitioner: Practitioner, now: datetime) -> str:
    """The token of a one-time link that signs them in."""
    token = new_token()
    db.session.add(
        StaffInvite(
            practitioner_id=practitioner.id,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + INVITE_LASTS,
        )
    )
    db.session.commit()
    return token


def redeem_staff(token: str, now: datetime) -> str | None:
    """The session of whoever spent the link; None when it was used before, is too old or unknown."""
    practitioner_id = spend_staff_invite(hash_of(token), now)
    if practitioner_id is None:
        db.session.rollback()
        return None
    return open_session(practitioner_id, now)


def open_session(practitioner_id: UUID, now: datetime) -> str:
    """A session for that practitioner."""
    token = new_token()
    db.session.add(
        StaffSession(
            practitioner_id=practitioner_id,
            token_hash=hash_of(token),
            opened_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    db.session.commit()
    return token


def recognise_staff(session: str, now: datetime) -> StaffSignedIn | None:
    """Who works here. The session slides on while it is used."""
    who = staff_signed_in(hash_of(session), now)
    if who and now - who.seen_at > TOUCH_AFTER:
        touch_staff(who.session_id, now, now + SESSION_LASTS)
        db.session.commit()
    return who


def end_staff(practitioner: Practitioner, now: datetime) -> None:
    """They left: every session is cut off at its next request, and no link of theirs opens."""
    practitioner.left_at = now
    db.session.commit()


def sign_out_staff(session_id: UUID, now: datetime) -> None:
    revoke_staff(session_id, now)
    db.session.commit()
