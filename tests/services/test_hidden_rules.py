"""A clinic may hide all that can be hidden: what is left still works on every page of the patient."""

from datetime import datetime

import pytest
from flask import Flask

from companion.aftercare.protocol import bundled_values
from companion.aftercare.protocol.edits import Values
from companion.models import Practitioner
from companion.services.draft import WHOLE, Edit, at_the_desk, change, mark_of
from companion.services.move_plans import mark_of_offers, move_plans, offers
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.services.test_draft import signed, someone

KEPT = "no-hard-exercise"


@pytest.fixture
def bobs(app: Flask, alice: Person, now: datetime) -> Practitioner:
    return someone("Bob", now)


def hide_all(values: Values) -> Values:
    hidden = {"hidden": True, "reason": "We tell them in words."}
    return values | {"rules": [rule | ({} if rule["id"] == KEPT else hidden) for rule in values["rules"]]}


@pytest.fixture
def bare(alice: Person, bobs: Practitioner, now: datetime) -> Person:
    """Alice, whose plan has one rule."""
    edit = Edit(WHOLE, mark_of(at_the_desk(bobs.clinic_id).values, WHOLE), hide_all)
    change(bobs.clinic_id, bobs.id, edit, now)
    version_id = signed(bobs, now)
    seen = mark_of_offers(offers(bobs.clinic_id, version_id, now))
    assert move_plans(bobs.clinic_id, bobs.id, version_id, seen, now) == 1
    return alice


@pytest.mark.parametrize(
    "path", ["/now", "/plan", "/journal", "/check-in", "/reminders", "/course.json", "/help", "/can-i"]
)
def test_every_page_stands_on_one_rule(bare: Person, path: str) -> None:
    assert bare.phone.get(path).status_code == 200


@pytest.mark.parametrize("question", ["wine", "gym", "sauna", "flight", "I can't breathe", "may I drive"])
def test_every_question_has_an_answer(bare: Person, question: str) -> None:
    answer = bare.phone.post("/can-i", data={"question": question}, headers=OUR_PAGE)
    assert answer.status_code == 200


def test_nothing_that_helps_is_hidden(bare: Person) -> None:
    page = bare.phone.get("/help").text
    assert all(flag["id"] in page for flag in bundled_values()["red_flags"]["items"])
