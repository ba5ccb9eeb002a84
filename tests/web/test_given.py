"""Units and lots: typed or left out, kept as they were typed where they are refused, and found for a recall."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Correction, Treatment
from tests.cast import Person, staff_at
from tests.web.desk_form import hand_over, many, send, told

FORM = "/practitioner/treatments"
LOTS = "/practitioner/lots"


def only() -> Treatment:
    return db.session.scalars(select(Treatment)).one()


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ({"units": "20"}, {"": 20}),
        ({"units": "2,5"}, {"": 2.5}),
        ({"units-glabella": "12.5", "units-forehead": "8"}, {"glabella": 12.5, "forehead": 8}),
        ({"units": "20.5", "units-glabella": "12.5", "units-forehead": "8"}, {"glabella": 12.5, "forehead": 8}),
        ({"units-glabella": "12", "units-chin": "4"}, {"glabella": 12}),
        ({"units": "", "units-glabella": " "}, None),
    ],
    ids=str,
)
def test_units_in_all_or_by_area(
    bob: FlaskClient, now: datetime, typed: dict[str, str], units: dict[str, float] | None
) -> None:
    ways = hand_over(bob, told(now, **typed))
    assert only().units == units
    page = bob.get(f"{FORM}/{ways.treatment_id}").text
    assert ("units" in page) is bool(units)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"units": "many"}, "Type units as a number"),
        ({"units": "0"}, "Type units as a number"),
        ({"units": "2001"}, "Type units as a number"),
        ({"units-forehead": "8 or so"}, "Type units as a number"),
        ({"units": "20", "units-glabella": "8"}, "By area that makes 8 units, and in all 20."),
        ({"lot": "--"}, "Type the lot as it stands on the box"),
        ({"lot": "7" * 41}, "Type the lot as it stands on the box"),
    ],
    ids=str,
)
def test_what_is_no_number_is_kept_and_named(bob: FlaskClient, now: datetime, typed: dict[str, str], said: str) -> None:
    answer = send(bob, FORM, told(now, **typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'name="{name}" value="{text}"' in answer.text for name, text in typed.items())
    assert many(Treatment) == 0


def test_a_recall_finds_a_lot_however_it_was_typed(
    app: Flask, bob: FlaskClient, carols_practitioner: FlaskClient, now: datetime
) -> None:
    for name, lot in (("Alice", "C3456 78"), ("Eve", "c3456-78"), ("Zoë", "C345678X"), ("Mia", "")):
        hand_over(bob, told(now, first_name=name, lot=lot))
    hand_over(carols_practitioner, told(now, first_name="Carol", lot="C345678"))
    page = bob.get(LOTS, query_string={"lot": "C345678"}).text
    assert [name for name in ("Alice", "Eve", "Zoë", "Mia", "Carol") if name in page] == ["Alice", "Eve"]
    assert "1–2 of 2" in page
    assert "Nobody here" in bob.get(LOTS, query_string={"lot": "X1"}).text
    assert "For a recall" in bob.get(LOTS).text
    assert bob.get(LOTS, query_string={"lot": "\0" * 99}).status_code == 200
    assert staff_at(app, "Marlow Street Clinic", now, "Nia").get(
        LOTS, query_string={"lot": "C345678"}
    ).text == page.replace("Bob", "Nia")


def test_a_lot_put_right_is_found_by_the_right_one_and_the_old_is_kept(bob: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now, lot="OLD-1", units="20"))
    page = f"{FORM}/{ways.treatment_id}"
    assert 'name="lot" value="OLD-1"' in bob.get(f"{page}/correction").text
    send(bob, f"{page}/correction", told(now, lot="NEW-2", units="20"))
    assert (only().lot, only().lot_key) == ("NEW-2", "NEW2")
    assert db.session.scalars(select(Correction)).one().lot == "OLD-1"
    assert "Lot OLD-1" in bob.get(page).text
    assert "1–1 of 1" in bob.get(LOTS, query_string={"lot": "NEW2"}).text


def test_a_patient_who_puts_their_plan_right_keeps_the_lot(
    bob: FlaskClient, browser: FlaskClient, now: datetime
) -> None:
    ways = hand_over(bob, told(now, lot="C1", units="20"))
    send(browser, "/invite", {"token": ways.token})
    send(browser, f"/treatments/{ways.treatment_id}/correction", told(now, product="botox_cosmetic"))
    assert (only().lot, only().units) == ("C1", {"": 20})


def test_the_form_begins_with_what_this_practitioner_handed_over_last(
    app: Flask, bob: FlaskClient, now: datetime
) -> None:
    form: dict[str, Any] = {"product": "botox_cosmetic", "area": ["chin"], "zone": "Europe/Dublin"}
    hand_over(bob, told(now, first_name="Zoë", lot="C1", units="20", **form))
    page = bob.get(f"{FORM}/new").text
    assert '<option value="botox_cosmetic" selected>' in page
    assert 'value="chin" checked' in page
    assert '<option value="Europe/Dublin" selected>' in page
    assert "from your last plan" in page
    assert "Zoë" not in page
    assert 'name="lot" value=""' in page
    assert 'name="units" value=""' in page
    assert 'name="follow_up_at" value=""' in page
    other = staff_at(app, "Marlow Street Clinic", now, "Nia").get(f"{FORM}/new").text
    assert "from your last plan" not in other
    assert "checked" not in other


def test_another_treatment_begins_with_the_one_before_which_stands_beside_it(
    alice: Person, bob: FlaskClient, now: datetime
) -> None:
    hand_over(bob, told(now, product="botox_cosmetic", area=["chin"]))
    page = bob.get(f"/practitioner{alice.page}/next").text
    assert "Treatments before" in page
    assert '<option value="daxxify" selected>' in page
    assert 'value="glabella" checked' in page
    assert 'value="chin" checked' not in page


def test_the_export_tells_what_was_given(bob: FlaskClient, browser: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now, lot="C1", units="20", treated_at=told(now)["treated_at"]))
    send(browser, "/invite", {"token": ways.token})
    archive = zipfile.ZipFile(io.BytesIO(browser.get("/api/export").data))
    [treatment] = json.loads(archive.read("aftercare.json"))["treatments"]
    assert (treatment["lot"], treatment["units"]) == ("C1", {"": 20})
    assert now - timedelta(days=1) < only().opened_at
