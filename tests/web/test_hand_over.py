"""Bob hands a plan over: the form forgives, the page shows a link, a code and a QR code."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Correction, Patient, Treatment
from companion.services.keys import first_names
from tests.cast import Person
from tests.web.desk_form import hand_over, many, send, told, wall

FORM = "/practitioner/treatments"


def test_a_plan_is_handed_over_with_a_name_and_a_check(bob: FlaskClient, browser: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now))
    assert "Alice scans this" in ways.page
    treatment = db.session.get_one(Treatment, ways.treatment_id)
    assert treatment.follow_up_at == (now + timedelta(days=14)).replace(second=0)
    assert treatment.treated_at == (now - timedelta(hours=1)).replace(second=0)
    assert send(browser, "/invite", {"token": ways.link}).location == "/now"
    assert "Stay upright" in browser.get("/now").text


def test_the_qr_code_is_that_of_the_link(bob: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now))
    drawing = re.findall(r'<path class="qrline"[^>]* d="([^"]+)"', ways.page)[0]
    assert drawn(drawing) == {
        (x + 4, y + 4)
        for y, row in enumerate(segno.make(ways.link, error="m", micro=False).matrix)
        for x, dark in enumerate(row)
        if dark
    }


def drawn(path: str) -> set[tuple[int, int]]:
    """The dark squares of a drawing made of strokes: `M` goes somewhere, `m` goes on, `h` draws."""
    squares, x, y = set[tuple[int, int]](), 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        first, *rest = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if letter == "h":
            squares |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += first
        else:
            x, y = (first, rest[0]) if letter == "M" else (x + first, y + rest[0])
    return squares


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"product": ""}, "Choose a product"),
        ({"area": []}, "Choose at least one place"),
        ({"zone": "Mars/Olympus"}, "Choose the town"),
        ({"zone": ""}, "Choose the town"),
        ({"treated_at": "soon"}, "Type the day and the time of the last injection"),
        ({"follow_up_at": "soon"}, "or leave it empty"),
        ({"follow_up_at": "2026-03-07T10:00"}, "The check must come after the treatment"),
        ({"follow_up_at": "2099-03-07T10:00"}, "before this check. Check the year."),
        ({"first_name": "A" * 61}, "That name is long"),
    ],
    ids=str,
)
def test_an_error_keeps_everything_that_was_typed(
    bob: FlaskClient, now: datetime, change: dict[str, Any], said: str
) -> None:
    form = told(now, first_name="Zoë & Söhne") | change
    answer = send(bob, FORM, form)
    assert answer.status_code == 422
    assert said in answer.text
    kept = answer.text.replace("&amp;", "&")
    for field in ("id", "first_name", "treated_at", "follow_up_at"):
        assert f'name="{field}" value="{form[field]}"' in kept, field
    assert ('<option value="daxxify" selected>' in kept) == ("product" not in change)
    assert (f'<option value="{form["zone"]}" selected>' in kept) == ("zone" not in change)
    assert ('value="glabella" checked' in kept) == ("area" not in change)
    assert many(Treatment) == many(Patient) == 0


def test_a_name_of_sixty_letters_is_taken_and_spaces_are_closed_up(bob: FlaskClient, now: datetime) -> None:
    hand_over(bob, told(now, first_name=f"  {'A' * 29} \t {'B' * 30} "))
    patient = db.session.scalars(select(Patient)).one()
    assert first_names([patient.id]) == {patient.id: f"{'A' * 29} {'B' * 30}"}


def test_a_name_is_shown_as_text(bob: FlaskClient, now: datetime) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    ways = hand_over(bob, told(now, first_name=nasty))
    pages = [ways.page, bob.get("/practitioner/treatments").text, bob.get(f"{FORM}/{ways.treatment_id}").text]
    assert all("&lt;img src=x" in page and nasty not in page for page in pages)


def test_a_name_is_not_needed(bob: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now, first_name=" "))
    assert "Let the patient scan this" in ways.page
    assert "No name" in bob.get("/practitioner/treatments").text


def test_the_form_sent_twice_is_one_plan_with_a_fresh_way_in(app: Flask, bob: FlaskClient, now: datetime) -> None:
    form = told(now)
    first, second = hand_over(bob, form), hand_over(bob, form)
    assert many(Treatment) == many(Patient) == 1
    assert many(Correction) == 0
    assert first.token != second.token
    assert send(app.test_client(), "/code", {"code": first.code}).status_code == 422
    assert send(app.test_client(), "/invite", {"token": first.token}).status_code == 422
    assert send(app.test_client(), "/invite", {"token": second.token}).status_code == 303


@pytest.mark.parametrize("first", ["/code", "/invite"])
def test_a_link_and_its_code_are_one_way_in(app: Flask, bob: FlaskClient, now: datetime, first: str) -> None:
    ways = hand_over(bob, told(now))
    doors = {"/code": {"code": ways.code}, "/invite": {"token": ways.token}}
    assert send(app.test_client(), first, doors.pop(first)).status_code == 303
    for path, form in doors.items():
        assert send(app.test_client(), path, form).status_code == 422


def test_another_treatment_of_the_same_patient_comes_to_their_phone(
    alice: Person, bob: FlaskClient, carols_practitioner: FlaskClient, now: datetime
) -> None:
    path = f"/practitioner{alice.page}/next"
    assert "Another treatment of Alice" in bob.get(path).text
    form = told(now, product="botox_cosmetic")
    assert send(bob, path, form).location == f"/practitioner/treatments/{form['id']}"
    assert many(Patient) == 1
    page = alice.phone.get("/now").text
    assert "Daxxify" in page
    assert "Botox" in page
    assert send(carols_practitioner, path, told(now)).status_code == 404


def test_a_time_put_right_before_the_form_is_sent_again_counts(bob: FlaskClient, now: datetime) -> None:
    form = told(now)
    hand_over(bob, form)
    hand_over(bob, form | {"treated_at": wall(now - timedelta(hours=3))})
    assert db.session.scalars(select(Treatment)).one().treated_at == (now - timedelta(hours=3)).replace(second=0)
    assert db.session.scalars(select(Correction)).one().practitioner_id


def test_a_name_put_right_before_the_form_is_sent_again_counts(bob: FlaskClient, now: datetime) -> None:
    form = told(now, first_name="Alcie")
    hand_over(bob, form)
    assert "Alice scans this" in hand_over(bob, form | {"first_name": "Alice"}).page
    assert list(first_names([db.session.scalars(select(Patient.id)).one()]).values()) == ["Alice"]


def test_another_clinic_cannot_take_a_plan_by_its_id(
    alice: Person, carols_practitioner: FlaskClient, now: datetime
) -> None:
    answer = send(carols_practitioner, FORM, told(now, id=str(alice.treatment_id), product="botox_cosmetic"))
    assert answer.status_code == 404
    assert db.session.scalars(select(Treatment)).one().product == "daxxify"


def test_an_empty_form_says_now_on_the_clinics_clock(bob: FlaskClient, now: datetime) -> None:
    page = bob.get(f"{FORM}/new").text
    shown = re.findall(r'name="treated_at" value="([^"]+)"', page)[0]
    assert shown in {wall(now + timedelta(minutes=minute)) for minute in (0, 1)}
    assert '<option value="Europe/London" selected>' in page


def test_the_desk_sees_when_the_phone_is_there(app: Flask, bob: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now))
    asked = re.findall(r'hx-get="([^"]+)"', ways.page)[0]
    assert "Waiting for the phone" in bob.get(asked).text
    send(app.test_client(), "/invite", {"token": ways.token}, **{"User-Agent": "Mozilla (iPhone) Safari"})
    assert "Phone connected" in bob.get(asked).text
    assert "iPhone, Safari" in bob.get(asked).text


@pytest.mark.parametrize("since", ["", "yesterday", "2026-03-07", "\0", "9" * 5000, "2026-03-07T10:00+99:99"])
def test_a_strange_since_is_now(bob: FlaskClient, now: datetime, since: str) -> None:
    ways = hand_over(bob, told(now))
    answer = bob.get(f"{FORM}/{ways.treatment_id}/phones", query_string={"since": since})
    assert (answer.status_code, "Waiting for the phone" in answer.text) == (200, True)


def test_no_check_is_promised_that_nobody_made(bob: FlaskClient) -> None:
    form = bob.get("/practitioner/treatments/new").text
    assert 'name="follow_up_at" value=""' in form
    assert re.search(r'data-fill="\d{4}-\d\d-\d\dT\d\d:\d\d" hidden>In 2 weeks<', form)


def test_a_first_name_is_put_right(alice: Person, bob: FlaskClient, now: datetime) -> None:
    page = f"/practitioner{alice.page}/correction"
    assert 'value="Alice"' in bob.get(page).text
    send(bob, page, told(now) | {"first_name": "Alicia"})
    assert first_names([alice.patient.id]) == {alice.patient.id: "Alicia"}
    send(bob, page, told(now) | {"first_name": ""})
    assert first_names([alice.patient.id]) == {}
