"""One's own account at the desk: passkeys, recovery codes, sessions."""

from datetime import datetime
from uuid import UUID

from companion.extensions import db
from companion.models import StaffSession
from companion.models.audit import Kind
from companion.models.passkey import name_passkey, passkeys_of, revoke_passkey
from companion.models.staff import StaffSignedIn, freshen_staff, revoke_staff
from companion.models.staff_reach import forget_closed
from companion.services.audit import note
from companion.services.challenges import Purpose, ask_to_make, prove_made
from companion.services.recovery import new_sheet
from companion.services.refusal import Refusal
from companion.services.sign_in import NAME_LETTERS, keep_passkey


def ask_to_add(who: StaffSignedIn, now: datetime) -> str:
    """What the browser of that session needs to make one more passkey."""
    return ask_to_make(Purpose.ADD, who.session_id, (who.practitioner_id, f"{who.name}, {who.clinic_name}"), now)


def add_passkey(who: StaffSignedIn, text: str, name: str, now: datetime) -> None:
    """Keep one more passkey. Refusal: why it is not taken."""
    made = prove_made(text, Purpose.ADD, who.session_id, now)
    keep_passkey(who.practitioner_id, made, name, now)
    freshen_staff(who.session_id, now)
    _note(who, "passkey made", now)
    db.session.commit()


def remove_passkey(who: StaffSignedIn, passkey_id: UUID, now: datetime) -> None:
    """It signs nobody in any more, and what it opened is closed, but for this session.

    Refusal `last_way`: it is the last passkey, and no recovery code is left.
    """
    if passkey_id not in {passkey.id for passkey in passkeys_of(who.practitioner_id)}:
        return  # a second tap
    if not revoke_passkey(who.practitioner_id, passkey_id, now):
        db.session.rollback()
        raise Refusal("last_way")
    others = (StaffSession.passkey_id == passkey_id, StaffSession.id != who.session_id)
    revoke_staff(who.practitioner_id, now, *others)
    forget_closed(who.practitioner_id)
    _note(who, "passkey removed", now)
    db.session.commit()


def rename_passkey(who: StaffSignedIn, passkey_id: UUID, name: str) -> None:
    """It goes by that name. Refusal `no_device_name`, or `long_device_name` past NAME_LETTERS."""
    if not name or len(name) > NAME_LETTERS:
        raise Refusal("long_device_name" if name else "no_device_name")
    name_passkey(who.practitioner_id, passkey_id, name)
    db.session.commit()


def renew_codes(who: StaffSignedIn, now: datetime) -> list[str]:
    """Eight fresh recovery codes; those before are good no more."""
    codes = new_sheet(who.practitioner_id, now)
    _note(who, "codes made", now)
    db.session.commit()
    return codes


def close_other_sessions(who: StaffSignedIn, now: datetime) -> None:
    """This browser alone stays signed in."""
    revoke_staff(who.practitioner_id, now, StaffSession.id != who.session_id)
    forget_closed(who.practitioner_id)
    db.session.commit()


def _note(who: StaffSignedIn, how: str, now: datetime) -> None:
    note(who.clinic_id, who.practitioner_id, Kind.WAY_IN, now, object_id=who.practitioner_id, about=how)
