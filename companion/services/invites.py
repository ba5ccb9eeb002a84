"""Links and codes are made: for the patient's phone, for another one, for a lost one, for joining a clinic."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from companion.adapters.tokens import new_token
from companion.extensions import db
from companion.models import Invite
from companion.models.access import Way, withdraw_invites
from companion.services.keys import Owner, hash_of

LASTS = {
    Way.LINK: timedelta(hours=24),
    Way.CODE: timedelta(minutes=10),
    Way.JOIN: timedelta(minutes=10),
    Way.RECOVERY: timedelta(days=400),
}
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 5 bits each; no 0 O 1 I, which are read for each other
CODE_LETTERS = 8
RECOVERY_LETTERS = 24  # 120 bits


def invite(owner: Owner, now: datetime) -> str:
    """The token of a new hand-over link for that patient; a link made before it does not open any more."""
    withdraw_invites(*owner, (Way.LINK,), now)
    token = _add(Way.LINK, *owner, new_token(), now)
    db.session.commit()
    return token


def short_code(owner: Owner, now: datetime) -> str:
    """A code that opens the plan on another phone; a code made before it does not any more."""
    withdraw_invites(*owner, (Way.CODE,), now)
    code = _add(Way.CODE, *owner, _letters(CODE_LETTERS), now)
    db.session.commit()
    return code


def join_code(clinic_id: UUID, now: datetime) -> str:
    """A code that brings a self-started plan to that clinic."""
    code = _add(Way.JOIN, clinic_id, None, _letters(CODE_LETTERS), now)
    db.session.commit()
    return code


def recovery_code(owner: Owner, now: datetime) -> str:
    """The one code that opens a self-started plan when the phone is lost; it replaces an older one. Not committed."""
    withdraw_invites(*owner, (Way.RECOVERY,), now)
    return _add(Way.RECOVERY, *owner, _letters(RECOVERY_LETTERS), now)


def typed_code(text: str) -> str:
    """A code as it was made: capitals, without the gaps that people type."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def grouped(code: str) -> str:
    """A code in groups of four, as it is shown."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _add(way: Way, clinic_id: UUID, patient_id: UUID | None, token: str, now: datetime) -> str:
    db.session.add(
        Invite(
            clinic_id=clinic_id,
            patient_id=patient_id,
            way=way,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + LASTS[way],
        )
    )
    db.session.flush()
    return token


def _letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))
