"""Every page of the program, as a signed-in patient and as nobody sees it."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.models import Treatment
from companion.services.amend import end
from tests.cast import Person, enrol_at, treat_again
from tests.mailed import SETTINGS
from tests.walk_clinic import clinic_pages
from tests.walk_desk_journal import desk_journal_pages
from tests.walk_door import door_pages
from tests.walk_figures import figures_pages
from tests.walk_hand_over import hand_over_pages
from tests.walk_journal import journal_pages
from tests.walk_protocols import protocol_pages
from tests.walk_reminders import reminders_pages
from tests.walk_review import review_pages

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def every_page() -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"COMPANION_INSTANCE": folder} | SETTINGS))
        database.upgrade(app)
        with app.app_context():
            nobody = app.test_client()
            for path in (
                "/",
                "/start",
                "/help",
                "/choosing",
                "/invite",
                "/sources",
                "/practitioner",
                "/nowhere",
                "/install",
                "/offline",
                "/unsent",
                "/sign-out",
                "/signed-out",
                "/clock",
                "/notices",
                "/health",
            ):
                yield path.strip("/") or "welcome", nobody.get(path).text
            yield "start-errors", nobody.post("/start", headers=OUR_PAGE).text
            yield "invite-spent", nobody.post("/invite", data={"token": "x"}, headers=OUR_PAGE).text
            now = datetime.now(UTC)
            for hours in (2, 30, 24 * 20):
                alice = enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=hours), "Alice")
                yield f"now-{hours}", alice.phone.get(alice.page).text
            book(alice, now + timedelta(days=3))
            over = treat_again(alice, now - timedelta(weeks=40))
            treat_again(alice, now - timedelta(hours=9))
            yield "now-two", alice.phone.get("/now").text
            yield "now-check", alice.phone.get(alice.page).text
            yield "now-over", alice.phone.get(f"/treatments/{over}").text
            end(alice.treatment_id, now)
            yield "now-ended", alice.phone.get(alice.page).text
            for question in ("", "wine", "champange", "my eyelid is droopy", "ibuprofen", "bath", "fence"):
                page = alice.phone.post("/can-i", data={"question": question}, headers=OUR_PAGE)
                yield f"can-i-{question.replace(' ', '-')}", page.text
            yield "can-i", alice.phone.get("/can-i").text
            yield "help-alice", alice.phone.get("/help").text
            yield "install-alice", alice.phone.get("/install").text
            yield "install-code", alice.phone.post("/install/codes", headers=OUR_PAGE).text
            yield "plan-over", alice.phone.get("/plan").text
            bella = enrol_at(app, "Marlow Street Clinic", datetime.now(UTC) - timedelta(days=3), "Bella")
            yield "plan", bella.phone.get("/plan").text
            yield "journal-empty", bella.phone.get("/journal").text
            yield "journal-photos-none", bella.phone.get("/journal/photos").text
            yield from journal_pages(bella, now)
            yield from check_in_pages(bella)
            yield from desk_journal_pages(bella, now)
            yield from review_pages(bella, now)
            yield "journal-answered", bella.phone.get("/journal").text
            yield from hand_over_pages(app, bella)
            cleo = enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=2), "Cleo")
            yield from reminders_pages(app, cleo, now)
            yield from protocol_pages(app, now)
            yield from door_pages(app)
            yield from figures_pages(app, now)
            yield from clinic_pages(app)


def check_in_pages(person: Person) -> Iterator[tuple[str, str]]:
    """The form, the form with something wrong, each kind of answer, and a correction."""
    yield "check-in", person.phone.get("/check-in").text
    mine = {"treatment_id": str(person.treatment_id)}
    yield "check-in-errors", person.phone.post("/check-in", data=mine | {"note": "a" * 2001}, headers=OUR_PAGE).text
    for flag in ("rf-breathing", "rf-ptosis", "rf-brow-uneven"):
        form = mine | {"flag": flag, "swelling": "3", "rule": "no-alcohol"}
        saved = person.phone.post("/check-in", data=form, headers=OUR_PAGE).location
        yield f"check-in-{flag}", person.phone.get(f"{saved}?photos=rest-not_a_photo").text
    fine = person.phone.post("/check-in", data=mine | {"kind": "fine"}, headers=OUR_PAGE).location
    yield "check-in-fine", person.phone.get(fine).text
    yield "check-in-correction", person.phone.get(saved.replace("answer", "correction")).text


def book(person: Person, follow_up_at: datetime) -> None:
    """Their check is put in the diary."""
    db.session.get_one(Treatment, person.treatment_id).follow_up_at = follow_up_at
    db.session.commit()
