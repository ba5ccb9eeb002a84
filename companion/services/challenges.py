"""What a passkey is asked to sign, and whether it did: each challenge is a row, for one purpose, spent once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn
from uuid import UUID

from flask import current_app

from companion.adapters.passkeys import (
    Answer,
    Made,
    NotValid,
    Site,
    challenge_in,
    credential_in,
    made,
    read,
    signed,
    to_make,
    to_sign,
    user_in,
)
from companion.extensions import db
from companion.models import Challenge, Passkey, Practitioner
from companion.models.audit import Kind
from companion.models.passkey import count_use, passkey_with, passkeys_of, spend_challenge
from companion.services.audit import Seen, note_looks
from companion.services.keys import hash_of
from companion.services.limits import SIGN_INS, count_try
from companion.services.refusal import Refusal

LASTS = timedelta(minutes=5)


class Purpose(StrEnum):
    ENROL = "enrol"
    ADD = "add"
    SIGN_IN = "sign in"
    CONFIRM = "confirm"


def ask_to_sign(purpose: Purpose, bound_to: UUID | None, now: datetime, of: UUID | None = None) -> str:
    """What the browser is to sign, in JSON; with one of that practitioner's passkeys, else with whichever it has."""
    known = [passkey.credential_id for passkey in passkeys_of(of)] if of else []
    return to_sign(_site(), _new(purpose, bound_to, now), known)


def ask_to_make(purpose: Purpose, bound_to: UUID, who: tuple[UUID, str], now: datetime) -> str:
    """What the browser needs to make a passkey for that practitioner, under that name, in JSON."""
    known = [passkey.credential_id for passkey in passkeys_of(who[0])]
    return to_make(_site(), _new(purpose, bound_to, now), *who, known)


def prove(text: str, purpose: Purpose, bound_to: UUID | None, now: datetime) -> tuple[Passkey, Practitioner]:
    """Whose passkey signed it. Its use is counted, not committed. Refusal: why not."""
    answer, challenge = _brought(text, purpose, bound_to, now)
    with _proving():
        found = passkey_with(credential_in(answer)) or _unknown()
        passkey, owner = found
        if wait := count_try(SIGN_INS, str(owner.id), now):
            note_looks(owner.clinic_id, owner.id, [Seen(Kind.REFUSED, owner.id, None)], now)  # once in a sitting
            raise Refusal("too_often", until=wait)
        if user_in(answer) not in (None, owner.id.bytes):
            raise NotValid
        sign_count = signed(_site(), answer, challenge, passkey.public_key)
    if not count_use(passkey.id, sign_count, now):
        db.session.rollback()
        raise Refusal("copied")
    return found


def prove_made(text: str, purpose: Purpose, bound_to: UUID, now: datetime) -> Made:
    """The passkey that a browser made. Refusal: why it is not taken."""
    answer, challenge = _brought(text, purpose, bound_to, now)
    with _proving():
        return made(_site(), answer, challenge)


def _new(purpose: Purpose, bound_to: UUID | None, now: datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    digest = hash_of(challenge.hex())
    db.session.add(Challenge(token_hash=digest, purpose=purpose, bound_to=bound_to, expires_at=now + LASTS))
    db.session.commit()
    return challenge


def _brought(text: str, purpose: Purpose, bound_to: UUID | None, now: datetime) -> tuple[Answer, bytes]:
    """The answer and its challenge, which is spent from now on, whatever the answer proves."""
    with _proving():
        answer = read(text)
        challenge = challenge_in(answer)
    is_ours = spend_challenge(hash_of(challenge.hex()), purpose, bound_to, now)
    db.session.commit()
    if not is_ours:
        raise Refusal("too_late")
    return answer, challenge


def _unknown() -> NoReturn:
    raise Refusal("unknown_passkey")


@contextmanager
def _proving() -> Iterator[None]:
    try:
        yield
    except NotValid:
        raise Refusal("unproven") from None


def _site() -> Site:
    return Site(current_app.config["COMPANION"].public_url)
