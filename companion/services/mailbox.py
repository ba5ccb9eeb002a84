"""A patient gives an e-mail address; whoever reads there says yes before anything goes there, and may say no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.adapters.mail.letter import clean_address
from companion.adapters.tokens import id_in, signed
from companion.adapters.vault import VaultError
from companion.extensions import db
from companion.models import Mailbox, Reminder
from companion.models.mailbox import mailbox_of, mailboxes_of
from companion.models.reminder import CONFIRM, End
from companion.models.treatment import courses_of, running_courses
from companion.services.keys import Owner, key_of
from companion.services.limits import DAY, Limit, count_try
from companion.services.refusal import Refusal

Purpose = Literal["mail off", "mail confirm"]
State = Literal["confirmed", "asked", "waiting", "failed", "unasked", "ended"]
ASKED_BY_ONE = Limit("letters asked for", 5, DAY)
ASKED_OF_ONE = Limit("letters to confirm", 3, 30 * DAY)  # whoever's plan it is: nobody is flooded by a stranger
LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """`address` in full, "" once it has ended. `asked`: the letter has left; `unasked`: none may go today.

    `until_then`: the one of before, which letters go to until somebody says yes at this one.
    """

    address: str
    state: State
    until_then: str = ""

    @property
    def masked(self) -> str:
        """`a…@example.org`, which no line breaks before the @."""
        return _masked(self.address)

    @property
    def masked_until_then(self) -> str:
        return _masked(self.until_then)


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
    known = [address_in(row) for row in rows]
    if not can_mail() or (address and known[:1] == [address]):
        return
    for row in rows:
        if not (address and row.confirmed_at and row.address):
            db.session.delete(row)
    db.session.flush()
    if address and address not in known:
        fresh = Mailbox(id=uuid4(), clinic_id=owner[0], patient_id=owner[1], language=language, given_at=now)
        fresh.address = key_of(owner).seal(address, "mailbox", "address", str(fresh.id))
        db.session.add(fresh)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return
    if address and address not in known and not _is_too_often(owner, address, now):
        _ask(owner, now)


def ask_again(owner: Owner, now: datetime) -> None:
    """Send the letter that asks once more. Refusal `not_here` where none is to be asked, `too_often`."""
    standing = standing_of(owner)
    if standing is None or standing.state in ("confirmed", "ended"):
        raise Refusal("not_here")
    if standing.state != "waiting":
        if _is_too_often(owner, standing.address, now):
            raise Refusal("too_often")
        _ask(owner, now)


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
    state: State = "confirmed" if row.confirmed_at else _asked(row)
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


def _masked(address: str) -> str:
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…\u2060@{host}"


def _asked(row: Mailbox) -> State:
    mine = (Reminder.patient_id == row.patient_id, Reminder.kind == CONFIRM, Reminder.key.startswith(_key_of(row)))
    first = (Reminder.next_at.is_(None), Reminder.due_at.desc())  # one that waits, else the latest
    last = db.session.scalar(select(Reminder).where(*mine).order_by(*first).limit(1))
    if last is None:
        return "unasked"
    return "asked" if last.end == End.SENT else "failed" if last.end else "waiting"


def _ask(owner: Owner, now: datetime) -> None:
    """The letter is a reminder of its own, due at once: it waits, is claimed and tried again like any other."""
    row = mailbox_of(owner[1])
    course = next(iter(running_courses(courses_of(*owner), now)), None)
    if row and course:
        mine = {"clinic_id": owner[0], "patient_id": owner[1], "treatment_id": course.id, "kind": CONFIRM}
        when = {"due_at": now, "not_after": now + LASTS, "next_at": now}
        db.session.add(Reminder(id=uuid4(), key=f"{_key_of(row)}{uuid4().hex}", **mine, **when))
        db.session.commit()


def _key_of(row: Mailbox) -> str:
    return f"{CONFIRM}:{row.id}:"


def _letterbox(address: str) -> str:
    """Where letters to it end up: `a+any@example.org` is that of `a@example.org`."""
    name, _, host = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _is_too_often(owner: Owner, address: str, now: datetime) -> bool:
    tries = (count_try(ASKED_BY_ONE, str(owner[1]), now), count_try(ASKED_OF_ONE, f"letter {_letterbox(address)}", now))
    return any(tries)
