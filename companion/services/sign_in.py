"""Staff come in: a link makes the first passkey, a passkey signs in, a recovery code does without one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from companion.adapters.passkeys import Made
from companion.extensions import db
from companion.models import Clinic, Passkey
from companion.models.audit import Kind
from companion.models.staff import StaffSignedIn, freshen_staff, invited, spend_staff_invite
from companion.services.audit import note_of_staff
from companion.services.challenges import Purpose, ask_to_make, ask_to_sign, prove, prove_made
from companion.services.keys import hash_of
from companion.services.recovery import new_sheet, spend
from companion.services.refusal import Refusal
from companion.services.staff import open_session

NAME_LETTERS = 60


@dataclass(frozen=True)
class Enrolled:
    """A session, and the codes to keep on paper."""

    session: str
    codes: list[str]


def ask_to_enrol(token: str, now: datetime) -> str:
    """What a browser needs to make the first passkey. Refusal `spent_link`: used before, too old or unknown."""
    who = invited(hash_of(token), now)
    if who is None:
        raise Refusal("spent_link")
    clinic = db.session.get_one(Clinic, who.clinic_id)
    return ask_to_make(Purpose.ENROL, who.id, (who.id, f"{who.name}, {clinic.name}"), now)


def enrol(token: str, text: str, name: str, now: datetime, device: str | None = None) -> Enrolled:
    """The link is spent for the passkey that the browser made. Refusal: why not; then the link stays good."""
    who = invited(hash_of(token), now)
    if who is None:
        raise Refusal("spent_link")
    made = prove_made(text, Purpose.ENROL, who.id, now)
    if not spend_staff_invite(hash_of(token), now):
        db.session.rollback()
        raise Refusal("spent_link")
    passkey = keep_passkey(who.id, made, name, now)
    codes = new_sheet(who.id, now)
    note_of_staff(who.id, Kind.WAY_IN, now, "passkey made")
    return Enrolled(open_session(who.id, now, device=device, passkey_id=passkey.id), codes)


def ask_to_sign_in(now: datetime) -> str:
    """What a browser is to sign with whichever passkey of this host it has."""
    return ask_to_sign(Purpose.SIGN_IN, None, now)


def sign_in(text: str, now: datetime, device: str | None = None) -> str:
    """The session of whoever's passkey signed. Refusal: why not."""
    passkey, owner = prove(text, Purpose.SIGN_IN, None, now)
    note_of_staff(owner.id, Kind.SIGN_IN, now, "passkey")
    return open_session(owner.id, now, device=device, passkey_id=passkey.id)


def sign_in_by_code(code: str, now: datetime, device: str | None = None) -> str:
    """The session of whoever's recovery code this was. Refusal: why not."""
    practitioner_id = spend(code, now)
    note_of_staff(practitioner_id, Kind.SIGN_IN, now, "code")
    return open_session(practitioner_id, now, device=device)


def ask_to_confirm(who: StaffSignedIn, now: datetime) -> str:
    """What the browser of that session is to sign, with a passkey of theirs."""
    return ask_to_sign(Purpose.CONFIRM, who.session_id, now, of=who.practitioner_id)


def confirm(who: StaffSignedIn, text: str, now: datetime) -> None:
    """They proved with a passkey that it is still them. Refusal: why not."""
    _freshen(who, prove(text, Purpose.CONFIRM, who.session_id, now)[1].id, "passkey again", now)


def confirm_by_code(who: StaffSignedIn, code: str, now: datetime) -> None:
    """The same with a recovery code, which is spent."""
    _freshen(who, spend(code, now), "code again", now)


def keep_passkey(practitioner_id: UUID, made: Made, name: str, now: datetime) -> Passkey:
    """Keep a passkey that was proven. Not committed. Refusal `known_passkey`: it is somebody's already."""
    passkey = Passkey(
        practitioner_id=practitioner_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=",".join(made.transports),
        name=name.strip()[:NAME_LETTERS] or "Passkey",
        made_at=now,
    )
    db.session.add(passkey)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refusal("known_passkey") from None
    return passkey


def _freshen(who: StaffSignedIn, practitioner_id: UUID, how: str, now: datetime) -> None:
    if practitioner_id != who.practitioner_id:
        db.session.rollback()
        raise Refusal("unproven")
    freshen_staff(who.session_id, now)
    note_of_staff(practitioner_id, Kind.SIGN_IN, now, how)
    db.session.commit()
