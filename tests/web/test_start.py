"""Alice starts her own aftercare."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from companion.extensions import db
from companion.models import Correction, Patient, Treatment
from tests.cast import Person
from tests.conftest import OUR_PAGE

ZONE = "America/New_York"


def answers(now: datetime, **changes: Any) -> dict[str, Any]:
    wall = (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M+00:00")
    return {"product": "daxxify", "area": ["glabella", "forehead"], "treated_at": wall, "zone": ZONE} | changes


def begin(browser: FlaskClient, form: dict[str, Any]) -> Any:
    return browser.post("/start", data=form, headers=OUR_PAGE)


def test_three_answers_lead_to_what_holds_now(browser: FlaskClient, now: datetime) -> None:
    ready = begin(browser, answers(now))
    assert ready.status_code == 200
    assert 'href="/now"' in ready.text
    assert "Stay upright" in browser.get("/now").text


def test_the_session_is_kept_from_scripts_and_other_sites(browser: FlaskClient, now: datetime) -> None:
    cookie = begin(browser, answers(now)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"product": "bleach"}, "Choose a product"),
        ({"area": []}, "Choose at least one place"),
        ({"area": ["elbow"]}, "Choose at least one place"),
        ({"treated_at": ""}, "Type the day and the time"),
        ({"treated_at": "yesterday"}, "Type the day and the time"),
        ({"treated_at": "2999-01-01T10:00"}, "Type the day and the time"),
        ({"treated_at": "2026-03-08T02:30"}, "clocks went forward"),
        ({"treated_at": "2020-03-07T02:30"}, "long ago"),
        ({"zone": "Mars/Olympus"}, "Choose the town"),
    ],
    ids=str,
)
def test_a_wrong_answer_says_what_to_do_and_loses_nothing(
    browser: FlaskClient, now: datetime, change: dict[str, Any], said: str
) -> None:
    answer = begin(browser, answers(now, **change))
    assert answer.status_code == 422
    assert said in answer.text
    assert ('value="daxxify" required checked' in answer.text) == ("product" not in change)
    assert db.session.scalar(select(func.count()).select_from(Patient)) == 0


def test_a_time_to_come_is_refused_but_a_fast_clock_is_forgiven(browser: FlaskClient, now: datetime) -> None:
    later = (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M+00:00")
    soon = (now + timedelta(minutes=3)).strftime("%Y-%m-%dT%H:%M+00:00")
    assert "still to come" in begin(browser, answers(now, treated_at=later)).text
    assert begin(browser, answers(now, treated_at=soon)).status_code == 200


def test_a_second_plan_on_the_same_phone_keeps_the_first(alice: Person, now: datetime) -> None:
    begin(alice.phone, answers(now, product="botox_cosmetic"))
    treatments = db.session.scalars(select(Treatment)).all()
    assert {treatment.patient_id for treatment in treatments} == {alice.patient.id}
    page = alice.phone.get("/now").text
    assert re.findall(r'<h2 id="name[^>]*>(.*?)</h2>', page) == ["Botox", "Daxxify"]


def test_a_form_sent_twice_begins_one_plan(browser: FlaskClient, now: datetime) -> None:
    form = answers(now, id=str(uuid4()))
    assert begin(browser, form).status_code == 200
    assert begin(browser, form).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Treatment)) == 1


def test_a_form_that_was_changed_and_sent_again_puts_the_plan_right(browser: FlaskClient, now: datetime) -> None:
    form = answers(now, id=str(uuid4()))
    begin(browser, form)
    begin(browser, form | {"product": "botox_cosmetic"})
    treatment = db.session.scalars(select(Treatment)).one()
    assert treatment.product == "botox_cosmetic"
    assert db.session.scalars(select(Correction)).one().product == "daxxify"


def test_a_time_long_ago_is_named_beside_the_other_faults(browser: FlaskClient, now: datetime) -> None:
    said = begin(browser, answers(now, product="", treated_at="2020-03-07T02:30")).text
    assert "Choose a product" in said
    assert "long ago" in said


def test_a_clinic_may_keep_self_starting_to_itself(app: Flask, browser: FlaskClient, now: datetime) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], self_start=False)
    assert begin(browser, answers(now)).status_code == 404
    assert "Your clinic starts your plan" in browser.get("/start").text
    assert "/start" not in browser.get("/").text
    assert db.session.scalar(select(func.count()).select_from(Treatment)) == 0


def test_somebody_elses_form_cannot_take_alices_plan(alice: Person, browser: FlaskClient, now: datetime) -> None:
    assert begin(browser, answers(now, id=str(alice.treatment_id))).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Treatment)) == 2
    assert browser.get(alice.page).status_code == 404


def test_a_plan_belongs_to_the_house_without_a_number(browser: FlaskClient, now: datetime) -> None:
    begin(browser, answers(now))
    answer = browser.post("/start", headers=OUR_PAGE)
    page = browser.get("/help").text
    assert answer.status_code == 422
    assert "the clinic that treated you" in page
    assert "911" in page
