"""The page on which Alice says how she is: about which treatment, against which entries, and what she puts right."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.aftercare.protocol import bundled
from companion.extensions import db
from companion.models import ProtocolVersion
from companion.models.protocol import protocol_of
from tests.cast import Person, enrol_at, treat_again
from tests.conftest import OUR_PAGE
from tests.journal import keep_entry
from tests.web.check_in import carried, entries, said, save, told


def test_a_correction_stands_in_the_place_of_the_old_one(alice: Person, now: datetime) -> None:
    old = keep_entry(alice, now - timedelta(hours=1), scores={"pain": 9}, flags=["rf-lump"])
    page = alice.phone.get(f"/entries/{old}/correction").text
    assert 'name="pain" value="9" checked' in page
    assert 'value="rf-lump" checked' in page
    assert carried(page)["supersedes_id"] == str(old)
    answered = told(alice, save(alice, pain="2", supersedes_id=str(old)))
    first, newer = entries()
    assert (first.urgency, newer.urgency, newer.supersedes_id) == ("same_day", "none", old)
    assert newer.noted_at == first.noted_at
    assert said(answered)[0] == "none"
    assert alice.phone.get(f"/entries/{old}/correction").location == f"/entries/{newer.id}/correction"
    assert alice.phone.get(f"/check-in?of={newer.id}").location == f"/entries/{newer.id}/correction"


def test_a_correction_is_compared_with_what_came_before_it(app: Flask, now: datetime) -> None:
    alice = enrol_at(app, "Marlow Street Clinic", now - timedelta(days=5), "Alice")
    for hours, bruise in ((9, 1), (6, 3), (3, 1)):
        last = keep_entry(alice, now - timedelta(hours=hours), scores={"bruise": bruise})
    middle = entries()[1].id
    told_before = carried(alice.phone.get(f"/entries/{middle}/correction").text)["earlier"]
    assert [entry["scores"] for entry in told_before] == [{"bruise": 1}]
    assert said(told(alice, save(alice, bruise="1", supersedes_id=str(middle))))[0] == "none"
    assert carried(alice.phone.get("/check-in").text)["earlier"][-1]["id"] == str(last)


def test_the_page_carries_the_entries_that_the_phone_compares_with(alice: Person, now: datetime) -> None:
    treat_again(alice, now - timedelta(days=3))
    keep_entry(alice, now - timedelta(minutes=9), scores={"bruise": 2, "pain": 1}, note="a canary")
    page = alice.phone.get("/check-in")
    (entry,) = carried(page.text)["earlier"]
    assert (entry["scores"], entry["kind"]) == ({"bruise": 2, "pain": 1}, "check_in")
    assert entry["noted_at"] == int((now - timedelta(minutes=9)).timestamp())
    assert "canary" not in page.text
    assert page.headers["Companion-Owner"]


def test_only_what_the_plan_asked_so_far_can_be_a_slip(alice: Person) -> None:
    page = alice.phone.get("/check-in").text
    offered = set(re.findall(r'name="rule" value="([\w-]+)"', page))
    to_come = set(re.findall(r'data-starts="[^"]+" hidden><input type="radio" name="rule" value="([\w-]+)"', page))
    assert "no-alcohol" in offered - to_come
    assert "no-repeat-before-12w" in to_come
    assert all(bundled().rule[rule].category == "avoid" for rule in offered)


def test_carol_sees_and_changes_nothing_of_alice(alice: Person, carol: Person, now: datetime) -> None:
    mine = keep_entry(alice, now, scores={"pain": 2})
    for path in (
        f"/entries/{mine}/answer",
        f"/entries/{mine}/correction",
        f"/treatments/{alice.treatment_id}/check-in",
    ):
        assert alice.phone.get(path).status_code == 200
        assert carol.phone.get(path).status_code == 404
    assert save(carol, treatment_id=str(alice.treatment_id), pain="8").status_code == 404
    assert save(carol, supersedes_id=str(mine), pain="8").status_code == 404
    assert len(entries()) == 1


def test_alice_says_which_of_her_treatments_it_is_about(alice: Person, now: datetime) -> None:
    chin = treat_again(alice, now - timedelta(hours=1))
    assert carried(alice.phone.get("/check-in").text)["treatment_id"] == str(chin)
    other = f"/treatments/{alice.treatment_id}/check-in"
    assert f'href="{other}"' in alice.phone.get("/check-in").text
    assert carried(alice.phone.get(other).text)["treatment_id"] == str(alice.treatment_id)


def test_every_zone_has_a_name_and_the_treated_ones_are_told(alice: Person) -> None:
    page = alice.phone.get("/check-in").text
    names = re.findall(r'name="zone" value="[\w-]+" aria-label="([^"]+)"', page)
    assert len(names) == len(set(names)) == 18
    assert {name for name in names if name.endswith(", treated")} == {
        "Forehead, treated",
        "Forehead, your left, treated",
        "Forehead, your right, treated",
        "Between the brows, treated",
    }


@pytest.fixture
def remembers_nothing() -> Iterator[None]:
    """No protocol of another test is remembered here, and none of this one after it."""
    protocol_of.cache_clear()
    yield
    protocol_of.cache_clear()


@pytest.mark.usefixtures("remembers_nothing")
def test_a_plan_of_an_older_version_has_its_check_in(alice: Person) -> None:
    plain = json.loads(db.session.scalars(select(ProtocolVersion.body)).one())
    del plain["check_in"]
    db.session.execute(update(ProtocolVersion).values(body=json.dumps(plain)))
    db.session.commit()
    protocol_of.cache_clear()
    page = alice.phone.get("/check-in")
    assert (page.status_code, "How large?" in page.text) == (200, False)
    assert said(told(alice, save(alice, pain="8")))[0] == "same_day"


def test_nobody_without_a_plan_has_a_check_in(browser: FlaskClient, app: Flask) -> None:
    assert browser.get("/check-in").location == "/"
    assert browser.post("/check-in", data={"pain": "8"}, headers=OUR_PAGE).status_code == 401
    assert browser.get(f"/entries/{UUID(int=1)}/answer").location == "/"
