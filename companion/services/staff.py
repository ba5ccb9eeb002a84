"""Who works at a clinic: added, invited by a one-time link, known by their session, shut out when they leave."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.adapters.tokens import new_token
from companion.aftercare.hours import read_hours
from companion.extensions import db
from companion.models import Clinic, Practitioner, StaffInvite, StaffSession
from companion.models.audit import By, Kind
from companion.models.passkey import revoke_passkeys, withdraw_codes
from companion.models.staff import (
    Role,
    StaffSignedIn,
    freshen_staff,
    revoke_staff,
    staff_signed_in,
    touch_staff,
    withdraw_staff_invites,
)
from companion.models.staff_reach import forget_closed, forget_reach
from companion.services.audit import note
from companion.services.keys import hash_of

INVITE_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(days=7)  # since it was last used
TOUCH_AFTER = timedelta(hours=1)
FRESH_FOR = timedelta(minutes=5)


def add_clinic(name: str, now: datetime, **facts: str | None) -> Clinic:
    """A clinic with its `phone`, `zone`, `country` and `hours`, as far as they are known. Not committed.

    ValueError: hours that `aftercare.hours` cannot read.
    """
    read_hours(facts.get("hours") or "Mo-Su off")
    clinic = Clinic(name=name, is_house=False, created_at=now, **facts)
    db.session.add(clinic)
    db.session.flush()
    return clinic


def add_practitioner(clinic: Clinic, name: str, now: datetime, role: Role = Role.PRACTITIONER) -> Practitioner:
    """Somebody who works there. Not committed."""
    practitioner = Practitioner(clinic_id=clinic.id, name=name, role=role, created_at=now)
    db.session.add(practitioner)
    db.session.flush()
    return practitioner


def invite_staff(practitioner: Practitioner, now: datetime, by: UUID | By = By.COMMAND) -> str:
    """The token of a one-time link by which they make a passkey; a link made before it does not open any more.

    `by`: who invites them, whoever runs the program unless it says otherwise.
    """
    token = new_token()
    withdraw_staff_invites(practitioner.id, now)
    db.session.add(
        StaffInvite(
            practitioner_id=practitioner.id,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + INVITE_LASTS,
        )
    )
    note(practitioner.clinic_id, by, Kind.INVITED, now, object_id=practitioner.id, about=practitioner.role)
    db.session.commit()
    return token


def open_session(
    practitioner_id: UUID, now: datetime, *, device: str | None = None, passkey_id: UUID | None = None
) -> str:
    """A session for that practitioner, who has just proved who they are; `device` is what the browser calls itself."""
    token = new_token()
    db.session.add(
        StaffSession(
            practitioner_id=practitioner_id,
            token_hash=hash_of(token),
            name=device,
            passkey_id=passkey_id,
            opened_at=now,
            seen_at=now,
            fresh_at=now,
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


def is_fresh(who: StaffSignedIn, now: datetime) -> bool:
    """Whether they proved only minutes ago that it is still them."""
    return who.fresh_at is not None and now - who.fresh_at <= FRESH_FOR


def end_staff(practitioner: Practitioner, now: datetime) -> None:
    """They left, says a command: every session is cut off at its next request, and nothing of theirs opens."""
    practitioner.left_at = now
    shut_out(practitioner.id, now)
    note(practitioner.clinic_id, By.COMMAND, Kind.LEFT, now, object_id=practitioner.id)
    db.session.commit()


def shut_out(practitioner_id: UUID, now: datetime) -> None:
    """Nothing that they hold opens any more. Not committed."""
    revoke_staff(practitioner_id, now)
    revoke_passkeys(practitioner_id, now)
    withdraw_codes(practitioner_id, now)
    withdraw_staff_invites(practitioner_id, now)
    forget_reach(practitioner_id)


def sign_out_staff(practitioner_id: UUID, session_id: UUID, now: datetime) -> None:
    """Close one session of theirs."""
    revoke_staff(practitioner_id, now, StaffSession.id == session_id)
    forget_closed(practitioner_id)
    db.session.commit()


def confirm_demo(who: StaffSignedIn, now: datetime) -> None:
    """Whoever signed in to the demo by a button confirms by a button; never asked for elsewhere."""
    freshen_staff(who.session_id, now)
    db.session.commit()
