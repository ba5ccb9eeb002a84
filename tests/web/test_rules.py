"""Bob changes a rule for Alice at the desk; Now, Plan, Can I and the phone's own file follow, and say by whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.aftercare.zones import iso_instant
from companion.extensions import db
from companion.models import Adjustment
from companion.web.filters import plain_day
from tests.cast import Person
from tests.web.desk_form import many, send

WHY = "She bruises easily."
LONGER = {"rule": "no-alcohol", "number": "48", "unit": "hours"}


def rules_of(person: Person) -> str:
    return f"/practitioner/treatments/{person.treatment_id}/rules"


def change(bob: FlaskClient, person: Person, **form: str) -> str:
    """The address that the desk leads to; empty where it was refused."""
    answer = send(bob, f"/practitioner/treatments/{person.treatment_id}/adjustments", LONGER | form)
    return answer.location or ""


def ends(person: Person, rule: str) -> list[int]:
    """When that rule ends by the phone's own file, in seconds."""
    [course] = person.phone.get("/course.json").get_json()["courses"]
    return [window[1] for window in course["windows"] if window[2] == rule]


def only() -> Adjustment:
    return db.session.scalars(select(Adjustment)).one()


def test_every_page_of_the_patient_follows(alice: Person, bob: FlaskClient, now: datetime) -> None:
    before, old = ends(alice, "no-alcohol"), alice.phone.get("/now")
    assert change(bob, alice, number="50").endswith("/rules#rule-no-alcohol")
    assert ends(alice, "no-alcohol") == [before[0] + 26 * 3600]
    fresh = alice.phone.get("/now", headers={"If-None-Match": old.headers["ETag"]})
    assert fresh.status_code == 200
    assert fresh.headers["Companion-Plan"] != old.headers["Companion-Plan"]
    longer = iso_instant(datetime.fromtimestamp(before[0] + 26 * 3600, UTC))
    assert (longer in old.text, longer in fresh.text) == (False, True)
    plan = alice.phone.get("/plan").text
    assert "Changed for you by Bob on" in plan
    assert f"{plain_day(now)[:-5]}</time>" in plan.partition("Changed for you by Bob on")[2][:200]


def test_what_is_left_out_is_nowhere_and_the_plan_says_so(alice: Person, bob: FlaskClient) -> None:
    assert ends(alice, "no-makeup")
    change(bob, alice, rule="no-makeup", leave_out="yes", why=WHY)
    assert ends(alice, "no-makeup") == []
    plan = alice.phone.get("/plan").text
    assert re.search(r"<b>Make-up</b>: not in your plan<br>", plan)
    assert WHY not in plan
    assert WHY in bob.get(rules_of(alice)).text


def test_a_plan_without_changes_says_nothing_of_them(alice: Person) -> None:
    assert "Changed for you" not in alice.phone.get("/plan").text


def test_it_can_be_taken_back(alice: Person, bob: FlaskClient) -> None:
    before = ends(alice, "no-alcohol")
    change(bob, alice)
    page = bob.get(rules_of(alice)).text
    assert "48 hours for this patient, until" in page
    undo = re.findall(r'action="([^"]+/undoing)"', page)[0]
    assert send(bob, undo).location == rules_of(alice)
    assert ends(alice, "no-alcohol") == before
    assert "Changed for you" not in alice.phone.get("/plan").text
    assert '<span class="tag">Over</span>' in bob.get(rules_of(alice)).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"number": "2"}, "No source says this. Type why, then save again."),
        ({"number": "8", "unit": "days"}, "No source says this."),
        ({"number": "two"}, "Type how long as a whole number"),
        ({"number": "0"}, "Type how long as a whole number"),
        ({"number": "9" * 5}, "Type how long as a whole number"),
        ({"unit": "years"}, "Type how long as a whole number"),
        ({"number": "60", "unit": "weeks"}, "That is longer than the whole plan."),
        ({"rule": "head-raised", "number": "4"}, "It would end before it begins."),
        ({"rule": "tell-other-clinicians", "number": "1", "why": WHY}, "It can only be longer."),
        ({"rule": "tell-other-clinicians", "leave_out": "yes", "why": WHY}, "It can only be longer."),
        ({"rule": "keep-your-medicines", "why": WHY}, "not in the plan of this patient any more"),
        ({"rule": '"><script>', "why": WHY}, "not in the plan of this patient any more"),
        ({"why": "x" * 501}, "The reason is long."),
    ],
    ids=str,
)
def test_what_is_refused_is_named_and_kept(alice: Person, bob: FlaskClient, form: dict[str, str], said: str) -> None:
    answer = send(bob, f"/practitioner/treatments/{alice.treatment_id}/adjustments", LONGER | form)
    assert answer.status_code == 422
    assert said in answer.text
    if form.get("rule", "no-alcohol") in ("no-alcohol", "head-raised"):
        assert f'value="{(LONGER | form)["number"]}"' in answer.text
    assert "<script>" not in answer.text.replace('<script type="module"', "").replace("<script src", "")
    assert many(Adjustment) == 0


def test_beyond_the_sources_it_is_taken_with_a_reason(alice: Person, bob: FlaskClient) -> None:
    assert change(bob, alice, number="2", why=WHY)
    assert only().until == "PT2H"


def test_only_rules_that_can_be_changed_are_offered(alice: Person, bob: FlaskClient) -> None:
    page = bob.get(rules_of(alice)).text
    offered = re.findall(r'<details class="rule" id="rule-([a-z0-9-]+)"', page)
    assert "no-alcohol" in offered
    assert not {"keep-your-medicines", "no-driving-if-unwell", "review-visit", "expect-bruise", "flying"} & set(offered)
    assert not {"masseter-soft-food", "neck-swallow-check"} & set(offered)
    assert page.count("it can only be longer.") == 2
    assert page.count('name="leave_out"') == len(offered) - 2


def test_another_clinic_changes_nothing(alice: Person, bob: FlaskClient, carols_practitioner: FlaskClient) -> None:
    path = f"/practitioner/treatments/{alice.treatment_id}"
    assert send(carols_practitioner, f"{path}/adjustments", LONGER).status_code == 404
    change(bob, alice)
    assert send(carols_practitioner, f"{path}/adjustments/{only().id}/undoing").status_code == 404
    db.session.expire_all()
    assert only().undone_at is None


def test_a_change_of_one_patient_is_taken_back_at_that_patient_only(
    alice: Person, carol: Person, bob: FlaskClient, carols_practitioner: FlaskClient
) -> None:
    change(bob, alice)
    path = f"/practitioner/treatments/{carol.treatment_id}/adjustments/{only().id}/undoing"
    assert send(carols_practitioner, path).status_code == 404


def test_the_treatment_and_the_export_tell_of_it(alice: Person, bob: FlaskClient, now: datetime) -> None:
    change(bob, alice, number="2", why=WHY)
    assert "Alcohol: 2 hours, Bob, " in bob.get(f"/practitioner/treatments/{alice.treatment_id}").text
    assert abs(only().adjusted_at - now) < timedelta(minutes=5)
