"""Bob reads what Alice sent: who waited longest first, in pages of which none hides, asking little of the database."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from companion.extensions import db
from companion.models import Practitioner
from companion.services.review import Draft, answer, see
from tests.cast import Person
from tests.journal import keep_entry, keep_photo
from tests.web.desk_journal import address, read, words_of

HOUR = timedelta(hours=1)


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    """Bob's id."""
    return db.session.scalars(select(Practitioner.id).where(Practitioner.name == "Bob")).one()


def test_who_waited_longest_comes_first_and_what_was_seen_last(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    notes = ("Seen early", "Seen late", "Waits long", "Waits short")
    kept = [keep_entry(alice, now - (9 - place) * HOUR, note=note) for place, note in enumerate(notes)]
    for entry in kept[:2]:
        see(alice.owner[0], bobs, entry, now)
    page = read(bob, alice)
    places = [page.index(note) for note in ("Waits long", "Waits short", "Seen late", "Seen early")]
    assert places == sorted(places)
    assert "2 to read" in page
    assert "1–4 of 4" in page


def test_a_correction_does_not_lose_its_place(bob: FlaskClient, alice: Person, bobs: UUID, now: datetime) -> None:
    first = keep_entry(alice, now - 3 * HOUR, note="Before")
    keep_entry(alice, now - 2 * HOUR, note="Waits short")
    keep_entry(alice, now - HOUR, note="Put right", supersedes_id=first)
    page = read(bob, alice)
    assert page.index("Put right") < page.index("Changed by the patient") < page.index("Before")
    assert page.index("Before") < page.index("Waits short")


def test_many_entries_come_in_pages_of_which_none_hides(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    for number in range(120):
        entry = keep_entry(
            alice,
            now - timedelta(hours=200 - number),
            note=f"Note {number:03}",
        )
        if number < 20:
            see(alice.owner[0], bobs, entry, now)
    shown = [read(bob, alice, f"?page={number}") for number in (1, 2, 3)]
    assert [re.findall(r"\d+–\d+ of \d+", page) for page in shown] == [
        ["1–50 of 120"],
        ["51–100 of 120"],
        ["101–120 of 120"],
    ]
    notes = [note for page in shown for note in re.findall(r"Note (\d+)", page)]
    assert notes == [f"{n:03}" for n in (*range(20, 120), *reversed(range(20)))]
    assert "100 to read" in shown[2]


def test_a_warning_sign_on_a_later_page_is_named_on_the_first(bob: FlaskClient, alice: Person, now: datetime) -> None:
    for minute in range(50):
        keep_entry(alice, now - timedelta(minutes=90 - minute), kind="fine")
    flagged = keep_entry(alice, now, flags=["rf-breathing"])
    assert f'href="{address(alice)}?page=2#entry-{flagged}"' in read(bob, alice)


def test_the_page_asks_the_database_as_often_for_one_as_for_sixty(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    keep_photo(alice, now, keep_entry(alice, now, note="Red"))
    one = statements_of(bob, alice)
    for minute in range(60):
        entry = keep_entry(alice, now - timedelta(minutes=minute), note="Blue", scores={"bruise": 1})
        answer(alice.owner[0], bobs, entry, Draft("Normal."), now)
    keep_photo(alice, now, entry, seed=1)
    assert len(statements_of(bob, alice)) == len(one) == 5, one  # one finds the session, one writes the look


def statements_of(desk: FlaskClient, person: Person) -> list[str]:
    """Every statement of the page, those to the keys too."""
    statements: list[str] = []
    hear = [(engine, lambda *args: statements.append(args[2])) for engine in db.engines.values()]
    for engine, listener in hear:
        event.listen(engine, "before_cursor_execute", listener)
    assert read(desk, person)
    for engine, listener in hear:
        event.remove(engine, "before_cursor_execute", listener)
    return statements


def test_the_list_says_how_many_wait_and_the_treatment_leads_there(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    first, _second = keep_entry(alice, now), keep_entry(alice, now)
    assert "2 to read" in bob.get("/practitioner/treatments").text
    see(alice.owner[0], bobs, first, now)
    assert "1 to read" in bob.get("/practitioner/treatments").text
    page = words_of(bob.get(f"/practitioner/treatments/{alice.treatment_id}"))
    assert f'href="{address(alice)}"' in page
    assert "Journal, 1 to read" in page


def test_an_unknown_treatment_has_no_journal(bob: FlaskClient, alice: Person) -> None:
    assert bob.get(f"/practitioner/treatments/{uuid4()}/journal").status_code == 404
