"""Phones: several open a plan, each is listed, and any is signed out by the patient or the clinic."""

from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Device
from companion.services.admit import renew_recovery
from companion.services.invites import short_code
from companion.web.phone_name import phone_name
from tests.cast import Person
from tests.web.desk_form import code_on, hand_over, send, told

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537 Chrome/140.0 Mobile Safari/537"


@pytest.fixture
def tablet(app: Flask, alice: Person, now: datetime) -> FlaskClient:
    """Another phone of Alice, opened by a code."""
    client = app.test_client()
    code = short_code(alice.owner, now)
    assert send(client, "/code", {"code": code}, **{"User-Agent": ANDROID}).location == "/now"
    return client


def ids_of(alice: Person) -> list[UUID]:
    """Her phones, the first one first."""
    mine = select(Device.id).where(Device.patient_id == alice.patient.id)
    return list(db.session.scalars(mine.order_by(Device.opened_at)))


def test_a_code_made_on_one_phone_opens_another(app: Flask, alice: Person) -> None:
    code = code_on(send(alice.phone, "/phones/codes").text)
    other = app.test_client()
    assert send(other, "/code", {"code": code}).location == "/now"
    for phone in (alice.phone, other):
        assert phone.get(alice.page).status_code == 200


def test_a_patient_sees_her_phones_and_which_one_she_holds(alice: Person, tablet: FlaskClient) -> None:
    page = tablet.get("/phones").text
    assert page.count('action="/phones/') == 1 + 1  # a button for the other, and one for a code
    assert page.count("Sign out and wipe") == 1  # hers leads to a question first
    assert page.count("This one") == 1
    assert "Android, Chrome" in page
    assert "A phone" in page


def test_she_signs_out_a_phone_and_keeps_hers(alice: Person, tablet: FlaskClient) -> None:
    first, _second = ids_of(alice)
    assert send(tablet, f"/phones/{first}/ending").location == "/phones"
    assert alice.phone.get("/now").location == "/"
    assert tablet.get("/now").status_code == 200
    assert tablet.get("/phones").text.count("<li>") == 1


def test_she_signs_out_the_phone_in_her_hand(alice: Person) -> None:
    answer = send(alice.phone, f"/phones/{ids_of(alice)[0]}/ending")
    assert answer.location == "/"
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert alice.phone.get("/now").location == "/"


def test_the_clinic_sees_her_phones_and_signs_one_out(alice: Person, tablet: FlaskClient, bob: FlaskClient) -> None:
    desk = f"/practitioner/treatments/{alice.treatment_id}"
    assert "Android, Chrome" in bob.get(desk).text
    send(bob, f"{desk}/phones/{ids_of(alice)[1]}/ending")
    assert "Android, Chrome" not in bob.get(desk).text
    assert tablet.get("/now").location == "/"
    assert alice.phone.get("/now").status_code == 200


def test_a_phone_that_is_signed_out_takes_its_open_code_along(app: Flask, alice: Person, bob: FlaskClient) -> None:
    code = code_on(send(alice.phone, "/phones/codes").text)
    send(bob, f"/practitioner/treatments/{alice.treatment_id}/phones/{ids_of(alice)[0]}/ending")
    assert send(app.test_client(), "/code", {"code": code}).status_code == 422


def test_a_lost_phone_is_signed_out_by_the_new_link(app: Flask, alice: Person, bob: FlaskClient) -> None:
    answer = send(bob, f"/practitioner/treatments/{alice.treatment_id}/invites", {"lost": "1"})
    assert alice.phone.get("/now").location == "/"
    assert send(app.test_client(), "/code", {"code": code_on(answer.text)}).location == "/now"


def test_a_code_kept_on_a_lost_phone_opens_nothing(app: Flask, alice: Person, bob: FlaskClient, now: datetime) -> None:
    kept = renew_recovery(alice.owner, now)
    send(bob, f"/practitioner/treatments/{alice.treatment_id}/invites", {"lost": "1"})
    assert send(app.test_client(), "/recovery", {"code": kept}).status_code == 422


def test_a_phone_with_a_plan_is_told_before_another_takes_its_place(alice: Person, browser: FlaskClient) -> None:
    for path in ("/invite", "/code", "/recovery"):
        assert "This phone shows a plan already" in alice.phone.get(path).text
        assert "This phone shows a plan already" not in browser.get(path).text


def test_a_new_link_for_a_second_phone_leaves_the_first_one_in(alice: Person, bob: FlaskClient) -> None:
    send(bob, f"/practitioner/treatments/{alice.treatment_id}/invites")
    assert alice.phone.get("/now").status_code == 200


def test_an_old_link_is_dead_after_a_new_one(app: Flask, bob: FlaskClient, now: datetime) -> None:
    old = hand_over(bob, told(now))
    send(bob, f"/practitioner/treatments/{old.treatment_id}/invites")
    assert send(app.test_client(), "/invite", {"token": old.link}).status_code == 422
    assert send(app.test_client(), "/code", {"code": old.code}).status_code == 422


def test_opening_again_on_the_same_phone_does_not_make_it_two(alice: Person, now: datetime) -> None:
    send(alice.phone, "/code", {"code": short_code(alice.owner, now)})
    assert alice.phone.get("/phones").text.count("<li>") == 1


def test_carol_sees_no_phone_of_alice(alice: Person, tablet: FlaskClient, carol: Person) -> None:
    assert carol.phone.get("/phones").text.count("<li>") == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [(IPHONE, "iPhone, Safari"), (ANDROID, "Android, Chrome"), ("curl/8.1", None), ("", None), ("<b>", None)],
)
def test_a_phone_is_called_what_people_call_it(agent: str, name: str | None) -> None:
    assert phone_name(agent) == name
