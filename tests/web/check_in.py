"""A check-in without script: sent, kept, and the pages that show and answer it."""

import html
import json
import re
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Entry
from tests.cast import Person
from tests.conftest import OUR_PAGE


def save(person: Person, **answers: Any) -> TestResponse:
    form = {"id": str(uuid4()), "treatment_id": str(person.treatment_id)} | answers
    return person.phone.post("/check-in", data=form, headers=OUR_PAGE)


def told(person: Person, answer: TestResponse) -> str:
    """The page that answers."""
    assert answer.status_code == 303, answer.text
    return person.phone.get(answer.location).text


def entries() -> list[Entry]:
    return list(db.session.scalars(select(Entry).order_by(Entry.received_at, Entry.noted_at)))


def said(page: str) -> list[str]:
    """The urgency on an answer, and its sentence."""
    found = re.search(r'data-urgency="(\w+)".*?data-say>(.*?)</p>', page, re.S)
    assert found
    return [found[1], html.unescape(re.sub("<[^>]+>", "", found[2]))]


def carried(page: str) -> Any:
    """What the page carries for the script."""
    found = re.search(r"<script[^>]*data-check-in>(.*?)</script>", page, re.S)
    assert found
    return json.loads(found[1])
