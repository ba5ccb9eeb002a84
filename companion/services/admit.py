"""Coming in: links and codes are redeemed, phones get a session and keep it to the end of the plan."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.adapters.tokens import new_token
from companion.extensions import db
from companion.models import Device
from companion.models.access import (
    SignedIn,
    Way,
    invite_with,
    revoke_device,
    revoke_devices,
    signed_in,
    spend_invite,
    touch,
    withdraw_invites,
)
from companion.models.treatment import courses_of
from companion.services.invites import recovery_code, typed_code
from companion.services.keys import Owner, hash_of

SESSION_AT_LEAST = timedelta(days=30)
TOUCH_AFTER = timedelta(days=1)


def redeem(
    token: str, now: datetime, *, way: Way = Way.LINK, old: SignedIn | None = None, phone: str | None = None
) -> str | None:
    """The session of the phone that spent the link or the code; None when it was used before, is too old or unknown.

    `old` is the session that this phone had: nothing opens it any more, so it is closed. `phone` is its name.
    """
    owner = _spend(token, way, now)
    if owner is None:
        return None
    withdraw_invites(*owner, (Way.LINK, Way.CODE), now)  # a link and its code are one way in
    if old:
        revoke_device(*old.owner, old.device_id, now)
    session = admit(owner, now, phone)
    db.session.commit()
    return session


def recover(code: str, now: datetime, *, phone: str | None = None) -> tuple[str, str] | None:
    """The session of a phone that typed a recovery code, and the code that replaces it.

    Every other phone is signed out, as one of them may be lost.
    """
    owner = _spend(code, Way.RECOVERY, now)
    if owner is None:
        return None
    _shut_out(owner, now)
    session, fresh = admit(owner, now, phone), recovery_code(owner, now)
    db.session.commit()
    return session, fresh


def admit(owner: Owner, now: datetime, phone: str | None = None) -> str:
    """A session for another phone of that patient. Not committed."""
    token = new_token()
    db.session.add(
        Device(
            clinic_id=owner[0],
            patient_id=owner[1],
            token_hash=hash_of(token),
            name=phone,
            opened_at=now,
            seen_at=now,
            expires_at=_session_end(owner, now),
        )
    )
    db.session.flush()
    return token


def recognise(session: str, now: datetime) -> SignedIn | None:
    """Whose phone this is. Once a day the session slides on, to the end of the plan at least."""
    who = signed_in(hash_of(session), now)
    if who and now - who.seen_at > TOUCH_AFTER:
        touch(who.device_id, now, _session_end(who.owner, now))
        db.session.commit()
    return who


def close_phone(owner: Owner, device_id: UUID, now: datetime) -> bool:
    """Cut a phone off at its next request; False when it is not open, or not that patient's."""
    closed = revoke_device(*owner, device_id, now)
    if closed:
        withdraw_invites(*owner, (Way.CODE,), now)  # it may have made one
    db.session.commit()
    return closed


def close_phones(owner: Owner, now: datetime) -> None:
    """Cut every phone of that patient off at its next request."""
    _shut_out(owner, now)
    db.session.commit()


def renew_recovery(owner: Owner, now: datetime) -> str:
    """A recovery code that replaces the one before."""
    code = recovery_code(owner, now)
    db.session.commit()
    return code


def _spend(token: str, way: Way, now: datetime) -> Owner | None:
    """Whose plan this call opened."""
    digest = hash_of(token if way is Way.LINK else typed_code(token))
    if not spend_invite(digest, (way,), now):
        db.session.rollback()
        return None
    spent = invite_with(digest)
    return (spent.clinic_id, spent.patient_id) if spent and spent.patient_id else None


def _shut_out(owner: Owner, now: datetime) -> None:
    """No phone stays signed in, and no link or code that one of them made or kept opens the plan."""
    revoke_devices(*owner, now)
    withdraw_invites(*owner, (Way.LINK, Way.CODE, Way.RECOVERY), now)


def _session_end(owner: Owner, now: datetime) -> datetime:
    plans = [course.schedule.ends_at for course in courses_of(*owner)]
    return max([*plans, now + SESSION_AT_LEAST])
