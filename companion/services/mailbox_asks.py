"""The letter that asks whether an address is right: how far it came, and how often one may go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from sqlalchemy import select

from companion.extensions import db
from companion.models import Mailbox, Reminder
from companion.models.mailbox import mailbox_of
from companion.models.reminder import CONFIRM, End
from companion.models.treatment import courses_of, running_courses
from companion.services.keys import Owner
from companion.services.limits import DAY, Limit, count_try, next_try

Asked = Literal["asked", "waiting", "failed", "unasked"]
BY_ONE = Limit("letters asked for", 5, DAY)
OF_ONE = Limit("letters to confirm", 3, 30 * DAY)  # whoever's plan it is: nobody is flooded by a stranger
LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """No letter may ask before that instant: as the place had its number (`is_of_place`), or the patient theirs."""

    until: datetime
    is_of_place: bool


def asked_by(row: Mailbox) -> Asked:
    """How far the letter to that address came."""
    mine = (Reminder.patient_id == row.patient_id, Reminder.kind == CONFIRM, Reminder.key.startswith(_key_of(row)))
    first = (Reminder.next_at.is_(None), Reminder.due_at.desc())  # one that waits, else the latest
    last = db.session.scalar(select(Reminder).where(*mine).order_by(*first).limit(1))
    if last is None:
        return "unasked"
    return "asked" if last.end == End.SENT else "failed" if last.end else "waiting"


def ask(owner: Owner, now: datetime) -> None:
    """The letter is a reminder of its own, due at once: it waits, is claimed and tried again like any other."""
    row = mailbox_of(owner[1])
    course = next(iter(running_courses(courses_of(*owner), now)), None)
    if row and course:
        mine = {"clinic_id": owner[0], "patient_id": owner[1], "treatment_id": course.id, "kind": CONFIRM}
        when = {"due_at": now, "not_after": now + LASTS, "next_at": now}
        db.session.add(Reminder(id=uuid4(), key=f"{_key_of(row)}{uuid4().hex}", **mine, **when))
        db.session.commit()


def may_ask(owner: Owner, address: str, now: datetime) -> bool:
    """Counted. Whoever may not ask uses up nothing of what may go to that place."""
    by_one = count_try(BY_ONE, str(owner[1]), now)
    return not by_one and not count_try(OF_ONE, _letterbox(address), now)


def wait_of(owner: Owner, address: str, now: datetime) -> Wait | None:
    """Until when no letter may ask there, the longer of both; None where one may."""
    by_one, of_one = next_try(BY_ONE, str(owner[1]), now), next_try(OF_ONE, _letterbox(address), now)
    waits = [Wait(until, is_of_place) for until, is_of_place in ((by_one, False), (of_one, True)) if until]
    return max(waits, key=lambda wait: wait.until, default=None)


def _letterbox(address: str) -> str:
    """Where letters to it end up: `a+any@example.org` is that of `a@example.org`."""
    name, _, host = address.lower().rpartition("@")
    return f"letter {name.partition('+')[0]}@{host}"


def _key_of(row: Mailbox) -> str:
    return f"{CONFIRM}:{row.id}:"
