"""Photos taken on the clinic's tablet: with the yes that was said there, into the plan, and to compare with."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Entry, Grant, Photo, Practitioner, Review
from companion.models.grant import Purpose, has_granted
from companion.services.baselines import baselines_of
from companion.services.consent import withdraw_consent
from companion.services.journal import lines_of
from tests.cast import Person, enrol_at
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_photo, put_entry
from tests.journal import told as told_entry
from tests.web.desk_form import many


@pytest.fixture
def eve(app: Flask, now: datetime) -> Person:
    """Of Bob's clinic too; nobody asked her about photos yet."""
    return enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=1), "Eve", says_yes=False)


def page_of(person: Person) -> str:
    return f"/practitioner/treatments/{person.treatment_id}/baseline"


def take(bob: FlaskClient, person: Person, *expressions: str, **form: Any) -> TestResponse:
    files = {name: (io.BytesIO(jpeg(seed)), f"{name}.jpg") for seed, name in enumerate(expressions)}
    data = {"id": str(uuid4())} | form | files
    return bob.post(page_of(person), data=data, headers=OUR_PAGE, content_type="multipart/form-data")


def test_with_her_yes_they_go_to_the_plan(eve: Person, bob: FlaskClient, now: datetime) -> None:
    page = bob.get(page_of(eve)).text
    words = "Only I and Marlow Street Clinic can see them."
    assert words in page
    answer = take(bob, eve, "rest", "frown", consent="yes")
    assert answer.location == f"{page_of(eve)}#taken"
    grant = db.session.scalars(select(Grant)).one()
    assert words in grant.wording
    assert grant.practitioner_id == db.session.scalars(select(Practitioner.id)).one()
    assert abs(grant.given_at - now) < timedelta(minutes=5)
    assert {photo.expression for photo in db.session.scalars(select(Photo))} == {"rest", "frown"}
    assert "They said yes to photos" in bob.get(page_of(eve)).text
    assert "You said it at the clinic." in eve.phone.get("/journal/consent").text


def test_without_her_yes_no_photo_is_kept(eve: Person, bob: FlaskClient) -> None:
    answer = take(bob, eve, "rest")
    assert (answer.status_code, "No photo without their yes." in answer.text) == (422, True)
    assert many(Photo) == many(Entry) == many(Grant) == 0


def test_a_yes_that_was_taken_back_stands_no_more(alice: Person, bob: FlaskClient, now: datetime) -> None:
    withdraw_consent(alice.owner, now)
    assert "They took their yes back" in bob.get(page_of(alice)).text
    assert take(bob, alice, "rest").status_code == 422
    assert not has_granted(alice.owner, Purpose.PHOTOS)


def test_the_yes_that_she_gave_on_her_phone_is_enough(alice: Person, bob: FlaskClient) -> None:
    before = many(Grant)
    assert "They said yes to these words" not in bob.get(page_of(alice)).text
    assert take(bob, alice, "rest", consent="yes").status_code == 303
    assert many(Grant) == before


def test_a_yes_without_a_photo_is_kept_and_asked_for_one(eve: Person, bob: FlaskClient) -> None:
    assert "Take or choose a photo first." in take(bob, eve, consent="yes").text
    assert (many(Grant), many(Entry)) == (1, 0)


def test_patient_and_desk_see_them_and_later_ones_line_up_with_them(
    alice: Person, bob: FlaskClient, now: datetime
) -> None:
    keep_photo(alice, now - timedelta(hours=1))
    take(bob, alice, "frown")
    clinics = db.session.scalars(select(Photo).order_by(Photo.received_at.desc())).first()
    assert clinics
    assert baselines_of(lines_of(alice.owner, treatment_id=alice.treatment_id))["frown"].id == clinics.id
    assert alice.phone.get(f"/api/treatments/{alice.treatment_id}/baselines").json == {"frown": str(clinics.id)}
    journal = alice.phone.get("/journal").text
    assert "Photos from the clinic" in journal
    assert "Seen by Bob" in journal
    desk = bob.get(f"/practitioner/treatments/{alice.treatment_id}/journal").text
    assert "Taken at the clinic, to compare with" in desk
    assert "1 to read" in desk


def test_nobody_has_to_read_what_they_took_themselves(alice: Person, bob: FlaskClient) -> None:
    take(bob, alice, "rest")
    assert "to read" not in bob.get("/practitioner").text
    assert many(Review) == 1


def test_one_broken_photo_holds_no_other_up(alice: Person, bob: FlaskClient) -> None:
    answer = take(bob, alice, "rest", brows=(io.BytesIO(b"no photo"), "brows.jpg"))
    assert answer.status_code == 422
    assert "Brows up: " in answer.text
    assert [photo.expression for photo in db.session.scalars(select(Photo))] == ["rest"]


def test_the_hints_of_the_camera_travel_along(alice: Person, bob: FlaskClient) -> None:
    take(bob, alice, "rest", **{"hints-rest": '{"guided": true, "dark": true}'})
    assert db.session.scalars(select(Photo)).one().hints == {"guided": True, "dark": True}
    assert baselines_of(lines_of(alice.owner)) == {}


def test_only_this_page_of_the_desk_may_ask_for_the_camera(alice: Person, bob: FlaskClient) -> None:
    policy = "Permissions-Policy"
    assert "camera=(self)" in bob.get(page_of(alice)).headers[policy]
    assert "camera=()" in bob.get(f"/practitioner/treatments/{alice.treatment_id}").headers[policy]


def test_she_may_delete_them(alice: Person, bob: FlaskClient) -> None:
    take(bob, alice, "rest")
    entry = db.session.scalars(select(Entry)).one()
    assert f"/entries/{entry.id}/correction" not in alice.phone.get("/journal").text
    alice.phone.delete(f"/api/entries/{entry.id}", headers=OUR_PAGE)
    assert many(Photo) == many(Entry) == 0
    assert take(bob, alice, "rest", id=str(entry.id)).status_code == 422


def test_no_phone_sends_one_of_its_own(alice: Person, now: datetime) -> None:
    answer = put_entry(alice.phone, told_entry(alice, now, kind="baseline"))
    assert (answer.status_code, answer.get_json()["reason"]) == (422, "misfit")


def test_another_clinic_takes_none(alice: Person, carols_practitioner: FlaskClient) -> None:
    assert carols_practitioner.get(page_of(alice)).status_code == 404
    assert take(carols_practitioner, alice, "rest").status_code == 404
    assert many(Photo) == 0
