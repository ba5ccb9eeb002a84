"""Somebody who works at a clinic gives an e-mail address; whoever reads there says yes before anything goes there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.adapters.tokens import id_in, signed
from companion.adapters.vault import VaultError
from companion.extensions import db
from companion.models import StaffMailbox, Telling
from companion.models.staff import StaffSignedIn
from companion.models.staff_reach import mailboxes_of_staff
from companion.models.telling import Why
from companion.services.keys import key_of, own_key
from companion.services.mailbox import can_mail, checked_address
from companion.services.mailbox_asks import may_ask
from companion.services.refusal import Refusal

Purpose = Literal["staff mail off", "staff mail confirm"]
State = Literal["confirmed", "asked", "waiting", "failed", "unasked"]


@dataclass(frozen=True)
class Standing:
    """`asked`: the letter that asks has left; `until_then`: the address in use until somebody says yes at this one."""

    address: str
    state: State
    until_then: str = ""


def give_address(who: StaffSignedIn, text: str, language: str, now: datetime) -> None:
    """Keep it and ask there; until somebody says yes, the one before stays in use. Refusal `no_address`, `no_letters`.

    The same one again changes nothing.
    """
    if not can_mail():
        raise Refusal("no_letters")
    address = checked_address(text)
    rows = mailboxes_of_staff([who.practitioner_id]).get(who.practitioner_id, [])
    known = [(address_in(row) or "").casefold() for row in rows]
    if known[:1] == [address.casefold()]:
        return
    for row in [row for row in rows if row.confirmed_at is None]:
        db.session.delete(row)
    db.session.flush()
    if address.casefold() not in known:
        whose = {"clinic_id": who.clinic_id, "practitioner_id": who.practitioner_id}
        fresh = StaffMailbox(id=uuid4(), **whose, language=language, given_at=now)
        key = own_key((who.clinic_id, who.practitioner_id), now)
        fresh.address = key.seal(address, "staff_mailbox", "address", str(fresh.id))
        db.session.add(fresh)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return
    ask(who, now)


def ask(who: StaffSignedIn, now: datetime) -> None:
    """The letter that asks, where one is to be asked and may go: due at once, tried again like any other telling."""
    row = next(iter(mailboxes_of_staff([who.practitioner_id]).get(who.practitioner_id, [])), None)
    address = address_in(row) if row and row.confirmed_at is None and _asked_by(row) != "waiting" else None
    if row and address and may_ask((who.clinic_id, who.practitioner_id), address, now):
        whose = {"clinic_id": who.clinic_id, "practitioner_id": who.practitioner_id, "mailbox_id": row.id}
        db.session.add(Telling(**whose, why=Why.CONFIRM, made_at=now, next_at=now))
        db.session.commit()


def take_away(who: StaffSignedIn) -> None:
    """No letter goes to them, and no address of theirs stays."""
    db.session.execute(delete(StaffMailbox).where(StaffMailbox.practitioner_id == who.practitioner_id))
    db.session.commit()


def confirm(token: str, now: datetime) -> bool:
    """Whether letters go there from now on: False for a link that is not good any more."""
    id = id_of(token, "staff mail confirm")
    row = db.session.get(StaffMailbox, id) if id else None
    if row and row.confirmed_at is None:
        others = (StaffMailbox.practitioner_id == row.practitioner_id, StaffMailbox.id != row.id)
        db.session.execute(delete(StaffMailbox).where(*others))
        row.confirmed_at = now
        db.session.commit()
    return row is not None


def stop(token: str) -> bool:
    """No letter goes there any more, and the address is forgotten. False for a link that is not ours."""
    id = id_of(token, "staff mail off")
    if id:
        db.session.execute(delete(StaffMailbox).where(StaffMailbox.id == id))
        db.session.commit()
    return id is not None


def standing_of(practitioner_id: UUID) -> Standing | None:
    """How it stands with their address; None where they gave none."""
    rows = mailboxes_of_staff([practitioner_id]).get(practitioner_id, [])
    if not rows:
        return None
    state: State = "confirmed" if rows[0].confirmed_at else _asked_by(rows[0])
    return Standing(address_in(rows[0]) or "", state, (address_in(rows[1]) or "") if rows[1:] else "")


def address_in(row: StaffMailbox) -> str | None:
    """None where it cannot be opened."""
    try:
        key = key_of((row.clinic_id, row.practitioner_id))
        return key.unseal(row.address, "staff_mailbox", "address", str(row.id)) if row.address else None
    except VaultError:
        current_app.logger.exception("an e-mail address cannot be opened")
        return None


def link_token(row: StaffMailbox, purpose: Purpose) -> str:
    """It says nothing by itself, and is good for that purpose as long as the address stands."""
    return signed(row.id.hex, current_app.config["SECRET_KEY"], purpose)


def id_of(token: str, purpose: Purpose) -> UUID | None:
    """None for a token that we did not sign for that."""
    id = id_in(token, current_app.config["SECRET_KEY"], purpose)
    return UUID(hex=id) if id else None


def _asked_by(row: StaffMailbox) -> State:
    """How far the letter that asks came."""
    mine = select(Telling).where(Telling.mailbox_id == row.id, Telling.why == Why.CONFIRM)
    last = db.session.scalar(mine.order_by(Telling.made_at.desc()).limit(1))
    if last is None:
        return "unasked"
    return "asked" if last.mailed_at else "failed" if last.failed_at else "waiting"
