"""A plan is put right, ended and opened again; what stood before is kept, with who changed it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Clinic, Correction, Practitioner, Treatment
from companion.services.amend import end
from companion.services.staff import add_practitioner
from tests.cast import Person
from tests.web.desk_form import many, send, told, wall
from tests.web.test_start import answers


@pytest.fixture
def own(browser: FlaskClient, now: datetime) -> str:
    """The page of a plan that this browser started alone."""
    send(browser, "/start", answers(now))
    return f"/treatments/{db.session.scalars(select(Treatment)).one().id}"


def desk_page(alice: Person) -> str:
    return f"/practitioner/treatments/{alice.treatment_id}"


def shown(page: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser without script sends them back."""
    field = 'name="instant" value="'
    return {"instant": page.partition(field)[2].partition('"')[0]}


def test_a_self_starter_puts_the_time_right(browser: FlaskClient, own: str, now: datetime) -> None:
    right = answers(now, treated_at=wall(now - timedelta(hours=3), "America/New_York"))
    assert send(browser, f"{own}/correction", right).location == "/now"
    treatment = db.session.scalars(select(Treatment)).one()
    assert treatment.treated_at == (now - timedelta(hours=3)).replace(second=0)
    before = db.session.scalars(select(Correction)).one()
    assert (before.practitioner_id, before.treated_at) == (None, (now - timedelta(hours=1)).replace(second=0))


def test_a_time_changed_without_script_counts(browser: FlaskClient, own: str, now: datetime) -> None:
    form = answers(now, treated_at=wall(now - timedelta(hours=3), "America/New_York"))
    send(browser, f"{own}/correction", form | shown(browser.get(f"{own}/correction").text))
    assert db.session.scalars(select(Treatment)).one().treated_at == (now - timedelta(hours=3)).replace(second=0)


def test_a_form_that_comes_back_as_it_was_changes_nothing(alice: Person, bob: FlaskClient, now: datetime) -> None:
    page = bob.get(f"{desk_page(alice)}/correction").text
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    form = told(now, treated_at=wall(treatment.treated_at), follow_up_at=wall(treatment.follow_up_at or now))
    form["follow_up_at"] = page.partition('name="follow_up_at" value="')[2].partition('"')[0]
    treatment.follow_up_at = (treatment.follow_up_at or now).replace(second=0)
    db.session.commit()
    send(bob, f"{desk_page(alice)}/correction", form | shown(page))
    assert many(Correction) == 0


def test_a_wrong_correction_keeps_what_was_typed(browser: FlaskClient, own: str, now: datetime) -> None:
    answer = send(browser, f"{own}/correction", answers(now, product="bleach", treated_at="soon"))
    assert answer.status_code == 422
    assert "Choose a product" in answer.text
    assert 'name="treated_at" value="soon"' in answer.text
    assert many(Correction) == 0


def test_a_self_starter_ends_the_plan_and_opens_it_again(browser: FlaskClient, own: str) -> None:
    send(browser, f"{own}/ending")
    assert db.session.scalars(select(Treatment.ended_at)).one()
    assert "You ended this plan" in browser.get(f"{own}/correction").text
    send(browser, f"{own}/reopening")
    assert db.session.scalars(select(Treatment.ended_at)).one() is None


@pytest.mark.parametrize("noun", ["correction", "ending", "reopening"])
def test_a_patient_cannot_change_what_the_clinic_wrote(bob: FlaskClient, app: object, now: datetime, noun: str) -> None:
    form = told(now)
    token = send(bob, "/practitioner/treatments", form).text.partition("/invite#")[2].partition('"')[0]
    phone = bob.application.test_client()
    send(phone, "/invite", {"token": token})
    assert phone.get("/now").status_code == 200
    assert send(phone, f"/treatments/{form['id']}/{noun}", form).status_code == 404
    assert db.session.scalars(select(Treatment.ended_at)).one() is None
    assert many(Correction) == 0


def test_bob_puts_a_plan_right_and_is_named(alice: Person, bob: FlaskClient, now: datetime) -> None:
    form = told(now, product="botox_cosmetic", treated_at=wall(now - timedelta(hours=4)))
    old = shown(bob.get(f"{desk_page(alice)}/correction").text)
    assert send(bob, f"{desk_page(alice)}/correction", form | old).location == desk_page(alice)
    before = db.session.scalars(select(Correction)).one()
    bobs_id = db.session.scalar(select(Practitioner.id).where(Practitioner.name == "Bob"))
    assert (before.product, before.practitioner_id) == ("daxxify", bobs_id)
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    assert treatment.treated_at == (now - timedelta(hours=4)).replace(second=0)
    page = bob.get(desk_page(alice)).text
    assert "What stood here before" in page
    assert "by Bob" in page
    assert "Botox" in alice.phone.get("/now").text


def test_bob_ends_a_plan_and_the_first_end_stays(alice: Person, bob: FlaskClient, now: datetime) -> None:
    send(bob, f"{desk_page(alice)}/ending")
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    treatment.ended_at = first = now - timedelta(days=1)
    db.session.commit()
    send(bob, f"{desk_page(alice)}/ending")
    db.session.refresh(treatment)
    assert treatment.ended_at == first
    assert treatment.ended_by
    assert "This plan was ended" in bob.get(desk_page(alice)).text
    send(bob, f"{desk_page(alice)}/reopening")
    assert "This plan was ended" not in bob.get(desk_page(alice)).text


def test_the_other_clinic_finds_no_such_page(alice: Person, carols_practitioner: FlaskClient) -> None:
    for noun in ("", "/correction", "/phones"):
        assert carols_practitioner.get(desk_page(alice) + noun).status_code == 404
    for noun in ("/correction", "/ending", "/reopening", "/invites"):
        assert send(carols_practitioner, desk_page(alice) + noun).status_code == 404


def test_a_plan_that_the_clinic_ended_is_not_reopened_by_the_patient(alice: Person, now: datetime) -> None:
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    by, treatment.practitioner_id = treatment.practitioner_id or bobs_id(alice, now), None
    db.session.commit()
    end(alice.treatment_id, now, by=by)
    assert "Your clinic ended it at" in alice.phone.get("/now").text
    send(alice.phone, f"{alice.page}/reopening")
    assert treatment.ended_at == now


def bobs_id(alice: Person, now: datetime) -> UUID:
    return add_practitioner(db.session.get_one(Clinic, alice.patient.clinic_id), "Bob", now).id


def test_a_day_that_would_lose_the_check_is_asked_about(browser: FlaskClient, own: str, now: datetime) -> None:
    """A clinic made the date of the check meanwhile."""
    treatment = db.session.scalars(select(Treatment)).one()
    before, treatment.follow_up_at = treatment.treated_at, now - timedelta(hours=2)
    db.session.commit()
    answer = send(browser, f"{own}/correction", answers(now, treated_at=wall(now, "America/New_York")))
    assert answer.status_code == 422
    assert "Your check would not be in this plan any more." in answer.text
    assert db.session.scalars(select(Treatment)).one().treated_at == before
