"""The sheet for a visit: what Bob reads in a minute before Alice comes in; what does not fit is counted."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from companion.services.review import Draft, answer
from tests.cast import Person
from tests.desk import id_of, treated
from tests.journal import keep_entry, keep_photo
from tests.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    return id_of("Bob")


def sheet(desk: FlaskClient, person: Person) -> str:
    answer = desk.get(f"/practitioner{person.page}/sheet")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text[answer.text.index('class="sheet"') :]).split())


def test_an_empty_course(bob: FlaskClient, alice: Person) -> None:
    page = sheet(bob, alice)
    for words in ("Alice", "Nothing was sent yet.", "No question was kept.", "Nothing was answered yet.", "Check:"):
        assert words in page, words


def test_course_scores_photos_questions_and_answers(bob: FlaskClient, bobs: UUID, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(0), now)
    keep_photo(alice, now)
    flagged = keep_entry(alice, now, scores={"bruise": 3, "pain": 0}, flags=["rf-ptosis"], question="May I swim?")
    keep_entry(alice, now, kind="slip", rule="no-alcohol")
    answer(alice.owner[0], bobs, flagged, Draft("Please come in."), now)
    page = sheet(bob, alice)
    for words in (
        "An eyelid droops The first day, answered by Bob",
        "Bruise 3 Dark or large",
        "Told us: Alcohol",
        "May I swim?",
        "Please come in. Bob",
        "Frown",
    ):
        assert words in page, words
    assert "Pain" not in page


def test_what_does_not_fit_is_counted(bob: FlaskClient, alice: Person, now: datetime) -> None:
    for number in range(12):
        keep_entry(alice, now + timedelta(minutes=number), scores={"bruise": 1}, question=f"Question {number}? " * 30)
        keep_entry(alice, now + timedelta(minutes=number), kind="slip", rule="no-alcohol")
    page = sheet(bob, alice)
    assert "4 entries between these are in the journal." in page
    assert page.count("and 8 more in the journal") == 2
    assert "Question 11?" in page and "Question 7?" not in page


def test_it_asks_as_often_however_long_the_course(bob: FlaskClient, alice: Person, now: datetime) -> None:
    keep_photo(alice, now)
    sheet(bob, alice)
    with statements() as few:
        sheet(bob, alice)
    for number in range(30):
        keep_photo(alice, now + timedelta(minutes=number), seed=number % 2)
    with statements() as more:
        sheet(bob, alice)
    assert len(few) == len(more) == 5, few  # one writes down that they looked


def test_a_stranger_gets_nothing(carols_practitioner: FlaskClient, alice: Person) -> None:
    assert carols_practitioner.get(f"/practitioner{alice.page}/sheet").status_code == 404
