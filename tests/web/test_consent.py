"""Alice says yes to photos, reads what she said, and takes it back."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.models import Photo
from companion.services.consent import withdraw_consent
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_photo, put_entry, put_photo, told
from tests.web.desk_form import many
from tests.web.test_start import answers as answers_of
from tests.web.test_start import begin


def put_grant(person: Person, id: UUID | None = None, **parts: Any) -> Any:
    body = {"purpose": "photos", "wording": "Yes.", "given_at": "2026-11-22T09:30:00Z"} | parts
    return person.phone.put(f"/api/grants/{id or uuid4()}", json=body, headers=OUR_PAGE)


def test_the_same_yes_again_is_one_and_other_words_are_refused(alice: Person) -> None:
    id = uuid4()
    answers = [put_grant(alice, id), put_grant(alice, id), put_grant(alice, id, wording="Yes to all.")]
    assert [answer.status_code for answer in answers] == [201, 200, 409]


def test_a_phone_without_a_yes_is_told_what_to_do(alice: Person, now: datetime) -> None:
    withdraw_consent(alice.owner, now)
    entry_id = uuid4()
    put_entry(alice.phone, told(alice, now), entry_id)
    refused = put_photo(alice.phone, entry_id, jpeg())
    said: Any = refused.json
    assert (refused.status_code, said["reason"]) == (422, "no_consent")
    assert "Say it at your next check-in" in said["message"]
    assert put_grant(alice, given_at=now.isoformat()).status_code == 201
    assert many(Photo) == 0


@pytest.mark.parametrize(
    "wrong", [{"purpose": "join"}, {"wording": ""}, {"given_at": "today"}, {"wording": "x" * 2001}]
)
def test_what_is_no_yes_is_refused(alice: Person, wrong: dict[str, Any]) -> None:
    assert put_grant(alice, **wrong).status_code == 422


def test_she_reads_what_she_agreed_to_and_takes_it_back(alice: Person, bob: FlaskClient, now: datetime) -> None:
    photo = keep_photo(alice, now)
    assert "Yes, keep my photos." in alice.phone.get("/journal/consent").text
    assert bob.get(f"/photos/{photo.id}/thumb").status_code == 200
    alice.phone.post("/journal/consent/withdrawal", headers=OUR_PAGE)
    page = alice.phone.get("/journal/consent").text
    assert "You took your yes back" in page
    assert bob.get(f"/photos/{photo.id}/thumb").status_code == 404
    desk = bob.get(f"/practitioner{alice.page}/journal").text
    assert "Their yes to photos was taken back" in desk
    assert "thumb" not in desk
    alice.phone.post("/journal/consent", headers=OUR_PAGE)
    assert "Only I and Marlow Street Clinic can see them." in alice.phone.get("/journal/consent").text
    assert bob.get(f"/photos/{photo.id}/thumb").status_code == 200


def test_the_check_in_asks_for_it_once(app: Flask, alice: Person, now: datetime) -> None:
    assert 'name="consent"' not in alice.phone.get("/check-in").text
    withdraw_consent(alice.owner, now)
    assert 'name="consent"' in alice.phone.get("/check-in").text


def test_a_plan_of_her_own_names_no_clinic(browser: FlaskClient, now: datetime) -> None:
    begin(browser, answers_of(now))
    page = browser.get("/journal/consent").text
    assert "Only I can see them." in page
    assert "your clinic" not in page
