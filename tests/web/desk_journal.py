"""A patient's journal at Bob's desk: where it is, and what is read there."""

import html

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Person


def address(person: Person) -> str:
    return f"/practitioner/treatments/{person.treatment_id}/journal"


def read(desk: FlaskClient, person: Person, query: str = "") -> str:
    answer = desk.get(address(person) + query)
    assert answer.status_code == 200
    return words_of(answer)


def words_of(answer: TestResponse) -> str:
    return html.unescape(" ".join(answer.text.split()))
