"""A house that sends letters, and a patient who said yes in one."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask

from companion.config.mail import Mail
from companion.extensions import db
from companion.models import Delivery, Reminder
from companion.models.mailbox import mailbox_of
from companion.models.reminder import End, reminders_of
from companion.services.mailbox import confirm, give_address, link_token
from companion.services.remind import plan_again
from tests.cast import Person

ADDRESS = "alice@example.org"
NOWHERE = Mail("localhost", 9, "never", "", "", "aftercare@mail.example")
SETTINGS = {"COMPANION_SMTP_URL": "smtp://localhost:9", "COMPANION_MAIL_FROM": NOWHERE.sender}


def sends_letters(app: Flask, mail: Mail = NOWHERE) -> None:
    """From here on; nobody listens at NOWHERE."""
    app.config["COMPANION"] = replace(app.config["COMPANION"], mail=mail)


def token_of(person: Person, purpose: str) -> str:
    """What the link in that person's letters holds."""
    row = mailbox_of(person.patient.id)
    assert row
    return link_token(row, "mail off" if purpose == "off" else "mail confirm")


def says_yes(person: Person, now: datetime, address: str = ADDRESS) -> None:
    """They gave that address, and tapped the button."""
    give_address(person.owner, address, "en", now)
    assert confirm(token_of(person, "confirm"), now)
    db.session.expire_all()


def went_by_mail(person: Person, now: datetime) -> Reminder:
    """The first reminder of that person's plan left by e-mail an hour ago."""
    plan_again(person.owner, now)
    row = next(one for one in reminders_of(*person.owner) if one.kind != "confirm")
    row.due_at = row.ended_at = now - timedelta(hours=1)
    row.not_after, row.next_at, row.end = now + timedelta(hours=1), None, End.SENT
    mine = {"clinic_id": row.clinic_id, "patient_id": row.patient_id, "reminder_id": row.id}
    db.session.add(Delivery(**mine, by_mail=True, attempt=1, tried_at=row.due_at, outcome="sent"))
    db.session.commit()
    return row
