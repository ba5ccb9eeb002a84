"""A patient gives an e-mail address; whoever reads there says yes before anything goes there, and may say no more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.adapters.mail.letter import clean_address
from companion.adapters.tokens import id_in, signed
from companion.adapters.vault import VaultError
from companion.extensions import db
from companion.models import Mailbox
from companion.models.mailbox import mailboxes_of
from companion.services.keys import Owner, key_of
from companion.services.mailbox_asks import Asked, ask, asked_by, may_ask
from companion.services.refusal import Refusal

Purpose = Literal["mail off", "mail confirm"]
State = Literal["confirmed", "ended"] | Asked


@dataclass(frozen=True)
class Standing:
    """`address` in full, "" once it has ended. `asked`: the letter has left; `unasked`: none went.

    `until_then`: the one of before, which letters go to until somebody says yes at this one.
    """

    address: str
    state: State
    until_then: str = ""

    @property
    def masked(self) -> str:
        """For the desk: `a…@example.org`, which no line breaks before the @."""
        name, _, host = self.address.rpartition("@")
        return f"{name[:1]}…\u2060@{host}"


def can_mail() -> bool:
    """Whether this house sends letters."""
    return current_app.config["COMPANION"].mail is not None


def checked_address(text: str) -> str:
    """The address as it is kept. Refusal `no_address`."""
    try:
        return clean_address(text)
    except ValueError:
        raise Refusal("no_address") from None


def give_address(owner: Owner, address: str | None, language: str, now: datetime) -> None:
    """Keep it and ask there whether it is right; until somebody says yes, the one before stays in use.

    The same one again changes nothing; none takes all of them away.
    """
    rows = mailboxes_of(owner[1])
    known = [_folded(address_in(row)) for row in rows]
    is_new = address is not None and _folded(address) not in known
    if not can_mail() or (address and known[:1] == [_folded(address)]):
        return
    for row in rows:
        if not (address and row.confirmed_at and row.address):
            db.session.delete(row)
    db.session.flush()
    if address and is_new:
        fresh = Mailbox(id=uuid4(), clinic_id=owner[0], patient_id=owner[1], language=language, given_at=now)
        fresh.address = key_of(owner).seal(address, "mailbox", "address", str(fresh.id))
        db.session.add(fresh)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return
    if address and is_new and may_ask(owner, address, now):
        ask(owner, now)


def ask_again(owner: Owner, now: datetime) -> None:
    """Send the letter that asks once more, where one is to be asked and may go."""
    standing = standing_of(owner)
    may_be_asked = standing is not None and standing.state not in ("confirmed", "ended", "waiting")
    if standing and may_be_asked and may_ask(owner, standing.address, now):
        ask(owner, now)


def confirm(token: str, now: datetime) -> bool:
    """Whether letters come there from now on: False for a link that is not good any more."""
    mine = (Mailbox.id == id_of(token, "mail confirm"), Mailbox.ended_at.is_(None))
    row = db.session.scalar(select(Mailbox).where(*mine))
    if row and row.confirmed_at is None:
        db.session.execute(delete(Mailbox).where(Mailbox.patient_id == row.patient_id, Mailbox.id != row.id))
        row.confirmed_at = now
        db.session.commit()
    return row is not None


def stop(token: str, now: datetime) -> None:
    """No letter goes there any more, and the address is forgotten; again, or with a link of old, it changes nothing."""
    mine = (Mailbox.id == id_of(token, "mail off"), Mailbox.ended_at.is_(None))
    row = db.session.scalar(select(Mailbox).where(*mine))
    if row and len(mailboxes_of(row.patient_id)) > 1:
        db.session.delete(row)  # the other one goes on
    elif row:
        row.ended_at, row.address = now, None
    db.session.commit()


def standing_of(owner: Owner) -> Standing | None:
    """How it stands with the patient's address; None where they gave none."""
    row, before = [*mailboxes_of(owner[1]), None, None][:2]
    if row is None:
        return None
    if row.ended_at:
        return Standing("", "ended")
    state: State = "confirmed" if row.confirmed_at else asked_by(row)
    return Standing(address_in(row) or "", state, (address_in(before) or "") if before else "")


def address_in(row: Mailbox) -> str | None:
    """None once it has ended, and where it cannot be opened."""
    try:
        key = key_of((row.clinic_id, row.patient_id)) if row.address else None
        return key.unseal(row.address, "mailbox", "address", str(row.id)) if key and row.address else None
    except VaultError:
        current_app.logger.exception("an e-mail address cannot be opened")
        return None


def link_token(row: Mailbox, purpose: Purpose) -> str:
    """It says nothing by itself, and is good for that purpose as long as the address stands."""
    return signed(row.id.hex, current_app.config["SECRET_KEY"], purpose)


def id_of(token: str, purpose: Purpose) -> UUID | None:
    """None for a token that we did not sign for that."""
    id = id_in(token, current_app.config["SECRET_KEY"], purpose)
    return UUID(hex=id) if id else None


def _folded(address: str | None) -> str | None:
    """The same for whatever is one address to a mail service."""
    return address.casefold() if address else None
