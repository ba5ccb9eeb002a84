"""The page of one entry at the desk: where it is, and how it is answered."""

from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Person
from tests.web.desk_form import send


def page_of(person: Person, entry_id: UUID) -> str:
    return f"/practitioner{person.page}/entries/{entry_id}"


def give(desk: FlaskClient, person: Person, entry_id: UUID, **form: object) -> TestResponse:
    return send(desk, f"{page_of(person, entry_id)}/answer", dict(form))
