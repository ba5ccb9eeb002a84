"""The desk: signing in, the list in pages, and a form that outlives a session."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Practitioner
from companion.models.people import clinic_named
from companion.models.staff import Role
from companion.services.enrol import add_patient, add_treatment
from companion.services.limits import CODES_MADE
from companion.services.publish import open_house
from tests.cast import ZONE, Person, staff_at
from tests.web.desk_form import hand_over, send, told

LIST = "/practitioner/treatments"


def crowd(many: int, now: datetime) -> None:
    """So many plans at Bob's clinic, the first one treated last."""
    clinic, (_, version) = clinic_named("Marlow Street Clinic"), open_house(now)
    assert clinic
    for number in range(many):
        patient = add_patient(clinic, now, first_name=f"Patient {number + 1:03}")
        treated = Treated("daxxify", ("glabella",), now - timedelta(minutes=number), ZONE)
        add_treatment((clinic.id, patient.id), version, treated, now)
    db.session.commit()


def test_signing_out_closes_the_session_not_only_the_cookie(bob: FlaskClient) -> None:
    cookie = bob.get_cookie("companion-staff")
    assert cookie
    assert send(bob, "/practitioner/sign-out").location == "/practitioner/sign-in"
    bob.set_cookie("companion-staff", cookie.value)
    assert bob.get(LIST).location == "/practitioner/sign-in"


def test_a_patients_session_opens_no_desk_and_a_desk_no_plan(alice: Person, bob: FlaskClient) -> None:
    cookie = bob.get_cookie("companion-staff")
    assert cookie
    alice.phone.set_cookie("companion-staff", alice.session)
    bob.set_cookie("companion", cookie.value)
    assert alice.phone.get(LIST).location == "/practitioner/sign-in"
    assert bob.get("/now").location == "/"


def test_the_demo_is_one_tap_away_and_nowhere_in_production(app: Flask, browser: FlaskClient) -> None:
    assert send(browser, "/practitioner/sign-in/demo").location == "/practitioner"
    assert db.session.scalars(select(Practitioner.role)).all() == [Role.OWNER]
    app.config["COMPANION"] = replace(app.config["COMPANION"], environment="production", demo=True)
    ours = {"Origin": app.config["COMPANION"].public_url}
    assert send(app.test_client(), "/practitioner/sign-in/demo", **ours).status_code == 404
    app.config["COMPANION"] = replace(app.config["COMPANION"], environment="development", demo=False)
    assert send(app.test_client(), "/practitioner/sign-in/demo").status_code == 404
    assert "This is a demo" not in app.test_client().get("/practitioner/sign-in").text


@pytest.mark.parametrize(
    ("page", "said", "first", "links"),
    [
        ("", "1–50 of 112", "Patient 001", {"Older"}),
        ("2", "51–100 of 112", "Patient 051", {"Newer", "Older"}),
        ("3", "101–112 of 112", "Patient 101", {"Newer"}),
        ("99", "101–112 of 112", "Patient 101", {"Newer"}),
        ("-1", "1–50 of 112", "Patient 001", {"Older"}),
        ("two", "1–50 of 112", "Patient 001", {"Older"}),
        ("9" * 400, "101–112 of 112", "Patient 101", {"Newer"}),
        ("9" * 5000, "1–50 of 112", "Patient 001", {"Older"}),
    ],
)
def test_the_list_comes_in_pages_of_fifty(
    bob: FlaskClient, now: datetime, page: str, said: str, first: str, links: set[str]
) -> None:
    crowd(112, now)
    text = bob.get(LIST, query_string={"page": page} if page else {}).text
    assert said in text
    assert (
        text.partition("Patient ")[1:]
        and text[text.index("Patient 0" if first[8] == "0" else "Patient 1") :][:11] == first
    )
    assert {word for word in ("Newer", "Older") if word in text} == links


def test_a_full_page_is_the_last_one(bob: FlaskClient, now: datetime) -> None:
    crowd(50, now)
    text = bob.get(LIST).text
    assert "1–50 of 50" in text
    assert "Older" not in text


def test_an_empty_list_says_what_to_do(bob: FlaskClient) -> None:
    assert "No plan yet." in bob.get(LIST).text


def test_the_list_of_another_clinic_is_its_own(alice: Person, carol: Person, bob: FlaskClient) -> None:
    text = bob.get(LIST).text
    assert "1–1 of 1" in text
    assert "Alice" in text
    assert "Carol" not in text


def test_a_form_outlives_the_session(app: Flask, bob: FlaskClient, now: datetime) -> None:
    send(bob, "/practitioner/sign-out")
    form = told(now, first_name='Zoë "the" <b>')
    lost = send(bob, "/practitioner/treatments", form)
    assert lost.status_code == 401
    assert "What you typed is kept on this page." in lost.text
    assert 'name="first_name" value="Zoë &#34;the&#34; &lt;b&gt;"' in lost.text
    assert lost.text.count('name="area"') == 2
    assert 'action="/practitioner/treatments"' in lost.text
    again = staff_at(app, "Marlow Street Clinic", now, "Bob").get_cookie("companion-staff")
    assert again
    bob.set_cookie("companion-staff", again.value)
    assert "Zoë" in hand_over(bob, form).page


def test_too_many_hand_overs_keep_the_form(bob: FlaskClient, now: datetime) -> None:
    form = told(now)
    hand_over(bob, form)
    for _ in range(CODES_MADE.many - 1):
        send(bob, f"/practitioner/treatments/{form['id']}/invites")
    answer = send(bob, "/practitioner/treatments", told(now, first_name="Dora"))
    assert answer.status_code == 429
    assert 'name="first_name" value="Dora"' in answer.text
