"""The pages of reminders and of e-mails: as they begin, with something wrong, in each state, and at the end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask

from companion.extensions import db
from companion.models import Reminder
from companion.models.reminder import CONFIRM, End, reminders_of
from companion.services.amend import end
from companion.services.mailbox import give_address
from companion.services.push_state import ring
from tests.cast import Person
from tests.mailed import ADDRESS, token_of
from tests.pushed import with_everything

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
WRONG = {"quiet_from": "late", "quiet_until": "08:00", "town": "Nowhere", "email": "alice@"}


def reminders_pages(app: Flask, person: Person, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each."""
    yield "reminders-no-keys", person.phone.get("/reminders").text
    with app.app_context():
        ring().add()
    yield "reminders-off", person.phone.get("/reminders").text
    yield "reminders-errors", person.phone.post("/reminders", data=WRONG, headers=OUR_PAGE).text
    yield from mail_pages(app, person, now)
    yield from refused_pages(person)
    with_everything(person.owner, now)
    yield "reminders", person.phone.get("/reminders").text
    yield "calendar", person.phone.get("/calendar").text
    yield "calendar-made", person.phone.post("/calendar", headers=OUR_PAGE, follow_redirects=True).text
    nothing_comes_of_the_sun(person)
    yield "reminders-no-more-sun", person.phone.get("/reminders").text
    end(person.treatment_id, now)
    yield "reminders-closed", person.phone.get("/reminders").text


def nothing_comes_of_the_sun(person: Person) -> None:
    """Today's last was told; they are outdoors still."""
    for row in reminders_of(*person.owner):
        if row.kind == "sun":
            row.next_at, row.end = None, End.OVER
    db.session.commit()


def refused_pages(person: Person) -> Iterator[tuple[str, str]]:
    """Hours that leave much out, each limit of letters, and what cannot be put off."""
    chosen = {"kind": ["milestone", "check_in"], "quiet_from": "12:00", "quiet_until": "10:00", "email": ADDRESS}
    for email in (*[f"{number}{ADDRESS}" for number in range(6)], ADDRESS):
        person.phone.post("/reminders", data=chosen | {"email": email}, headers=OUR_PAGE)
    yield "reminders-long-quiet", person.phone.get("/reminders").text
    row = max((row for row in reminders_of(*person.owner) if row.kind == "check_in"), key=lambda row: row.due_at)
    for until in ("tomorrow", "never"):
        answer = person.phone.post(f"/reminders/{row.id}/later", data={"until": until}, headers=OUR_PAGE)
        yield f"reminders-later-{until}", answer.text


def mail_pages(app: Flask, person: Person, now: datetime) -> Iterator[tuple[str, str]]:
    """How it stands with an address, and where the links of an e-mail lead."""
    give_address(person.owner, ADDRESS, "en", now)
    letter = db.session.query(Reminder).filter_by(kind=CONFIRM)
    changes: dict[str, dict[str, Any]] = {
        "waiting": {"end": None},
        "asked": {"end": End.SENT, "next_at": None},
        "failed": {"end": End.REFUSED},
        "unasked": {"key": "of another address"},
    }
    for state, change in changes.items():
        letter.update(change)  # type: ignore[arg-type]
        db.session.commit()
        yield f"reminders-mail-{state}", person.phone.get("/reminders").text
    nobody = app.test_client()
    for purpose in ("confirm", "off"):
        path = f"/mail/{purpose}/{token_of(person, purpose)}"
        yield f"mail-{purpose}", nobody.get(path).text
        yield f"mail-{purpose}-done", nobody.post(path, headers=OUR_PAGE).text
    yield "mail-confirm-old", nobody.post(path.replace("off", "confirm"), headers=OUR_PAGE).text
    yield "reminders-mail-ended", person.phone.get("/reminders").text
