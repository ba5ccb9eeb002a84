"""Bob reads the figures of his clinic: counts beside every share, a definition beside every figure, nobody's name."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Look, Review
from tests.cast import Person, enrol_at
from tests.desk import MARLOW, id_of, treated_by
from tests.journal import keep_entry
from tests.statements import statements
from tests.web.desk_form import send
from tests.web.desk_journal import words_of

PAGE, HOUR, DAY = "/practitioner/figures", timedelta(hours=1), timedelta(days=1)
STATEMENTS = 12


@pytest.fixture
def week(app: Flask, bob: FlaskClient, now: datetime) -> list[Person]:
    """Six patients of Bob's, treated six days ago; each told of a bruise or of none a day later."""
    people = [enrol_at(app, MARLOW, now - 6 * DAY, f"Alice{number}") for number in range(6)]
    for number, person in enumerate(people):
        treated_by(person, id_of("Bob"))
        keep_entry(person, now - 5 * DAY, scores={"bruise": number % 2})
    return people


def test_counts_and_definitions_beside_every_figure(bob: FlaskClient, week: list[Person], carol: Person) -> None:
    answer = bob.get(PAGE)
    page = words_of(answer)
    for words in ("6 of 6", "0 of 6", "6 of 12", "0 looked at, 6 not yet", "50 %", "3 of 6", "Daxxify"):
        assert words in page, words
    assert page.count('<p class="small quiet">Of the ') + page.count('<p class="small quiet">From ') == 6
    assert "Alice" not in page
    assert "style=" not in answer.text


def test_where_nothing_was_there_is_no_figure_yet(bob: FlaskClient) -> None:
    page = words_of(bob.get(PAGE))
    assert page.count("No figure yet") == 10
    assert "%" not in page.partition("<main")[2]


def test_the_table_for_a_spreadsheet(bob: FlaskClient, week: list[Person], now: datetime) -> None:
    answer = bob.get(f"{PAGE}/file.csv?days=7")
    assert answer.mimetype == "text/csv"
    assert "attachment; filename=" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    by_name = {(row["figure"], row["what"]): row for row in rows}
    came = by_name["Check-ins", "Came in"]
    assert (came["part"], came["of"], came["percent"]) == ("6", "12", "50")
    assert came["definition"].startswith("Of the days on which a plan asked")
    bruise = by_name["What was told", "Bruise"]
    assert (bruise["product"], bruise["day"], bruise["part"], bruise["of"]) == ("Daxxify", "1", "3", "6")
    assert (came["from"], came["to"]) == (bruise["from"], bruise["to"])
    assert "Alice" not in answer.text


def test_a_cell_of_fewer_than_five_says_so_alone(bob: FlaskClient, week: list[Person], now: datetime) -> None:
    keep_entry(week[0], now - 4 * DAY, scores={"headache": 3})
    page, table = words_of(bob.get(PAGE)), bob.get(f"{PAGE}/file.csv").text
    assert "Fewer than 5" in page
    assert "Headache" not in page + table


def test_days_from_and_to(bob: FlaskClient, week: list[Person], now: datetime) -> None:
    day = (now - 5 * DAY).date()
    page = words_of(bob.get(f"{PAGE}?from={day}&to={day}"))
    assert "0 of 0" in page  # nothing was handed over on that day
    assert f'value="{day}"' in page
    assert f"{PAGE}/file.csv?from={day}&amp;to={day}" in bob.get(f"{PAGE}?from={day}&to={day}").text
    assert 'days=7" aria-current="true"' in words_of(bob.get(f"{PAGE}?days=7"))
    assert 'days=30" aria-current="true"' in words_of(bob.get(f"{PAGE}?days=31"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=yesterday&to=2026-01-02", "Type both days"),
        ("from=2026-01-02", "Type both days"),
        ("from=2026-01-02&to=2026-01-01", "Check both days"),
        ("from=2026-01-02&to=2999-01-01", "still to come"),
        ("from=0001-01-01&to=2026-01-01", "more than two years"),
        ("from=9999-12-31&to=9999-12-31", "still to come"),
    ],
)
def test_days_that_cannot_be_counted(bob: FlaskClient, query: str, said: str) -> None:
    for path in (PAGE, f"{PAGE}/file.csv"):
        answer = bob.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert f'value="{query.partition("=")[2].partition("&")[0]}"' in words_of(answer)


def test_an_answer_knows_since_when_its_entry_was_open(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"pain": 1})
    path = f"/practitioner{alice.page}/entries/{entry}"
    assert bob.get(path).status_code == 200
    began_at = db.session.scalars(select(Look.began_at)).one()
    assert send(bob, f"{path}/answer", {"seen": "yes"}).status_code == 303
    db.session.expire_all()
    review = db.session.scalars(select(Review)).one()
    assert (review.started_at, review.done_at) == (began_at, review.seen_at)
    assert review.due_at and review.due_at > now


def test_however_many_patients_as_many_statements(bob: FlaskClient, week: list[Person]) -> None:
    bob.get(PAGE)
    with statements() as said:
        bob.get(PAGE)
    assert len(said) <= STATEMENTS
