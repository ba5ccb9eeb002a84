"""A plan that was started alone joins a clinic: by the clinic's code, with consent, and nobody else sees it after."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.adapters.vault import VaultError, WrappedKey
from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Correction, Grant, Mailbox, Treatment
from companion.models.access import devices_of
from companion.models.correction import corrections_of
from companion.models.keyring import keys_of
from companion.models.people import clinic_named
from companion.models.treatment import course_at, courses_of
from companion.services.admit import admit, recover
from companion.services.amend import correct
from companion.services.enrol import add_patient, add_treatment
from companion.services.invites import join_code, recovery_code
from companion.services.join import has_joined, join
from companion.services.keys import first_names, vault
from companion.services.mailbox import standing_of
from companion.services.publish import open_house
from tests.cast import ZONE, Person
from tests.mailed import ADDRESS, says_yes, sends_letters
from tests.web.desk_form import code_on, many, send
from tests.web.test_start import answers

CONSENT = (
    "Marlow Street Clinic sees what I had, where and when. They see my journal and its photos, too. "
    "They can give me a date for my check."
)


@pytest.fixture
def eve(app: Flask, now: datetime) -> Person:
    """Started alone, corrected her plan once; the house knows her name."""
    house, version = open_house(now)
    patient = add_patient(house, now, first_name="Eve")
    owner, treated = (house.id, patient.id), Treated("daxxify", ("glabella",), now - timedelta(hours=2), ZONE)
    treatment = add_treatment(owner, version, treated, now)
    correct(treatment.id, replace(treated, product="botox_cosmetic"), None, now)
    session, phone = admit(owner, now), app.test_client()
    db.session.commit()
    phone.set_cookie("companion", session)
    return Person(patient, treatment.id, session, phone)


def marlow(now: datetime) -> UUID:
    clinic = clinic_named("Marlow Street Clinic")
    assert clinic
    return clinic.id


def agree(client: FlaskClient, code: str, **form: str) -> str:
    return send(client, "/clinic", {"code": code, "consent": "yes"} | form).location


def test_with_consent_the_plan_moves_and_the_words_are_kept(eve: Person, bob: FlaskClient, now: datetime) -> None:
    code = code_on(send(bob, "/practitioner/join-codes").text)
    shown = send(eve.phone, "/clinic", {"code": code})
    assert "Shall Marlow Street Clinic follow your plan?" in shown.text
    assert CONSENT in shown.text
    assert "Eve" not in bob.get("/practitioner/treatments").text
    assert agree(eve.phone, code) == "/now"
    grant = db.session.scalars(select(Grant)).one()
    assert (grant.clinic_id, grant.patient_id, grant.purpose) == (marlow(now), eve.patient.id, "join")
    assert grant.wording == CONSENT
    assert "Eve" in bob.get("/practitioner/treatments").text
    assert eve.phone.get(eve.page).status_code == 200


def test_without_consent_nothing_moves_and_the_code_stays(eve: Person, bob: FlaskClient, now: datetime) -> None:
    code = join_code(marlow(now), now)
    for form in ({}, {"consent": ""}):
        assert send(eve.phone, "/clinic", {"code": code} | form).status_code == 200
    assert many(Grant) == 0
    assert "No plan yet." in bob.get("/practitioner/treatments").text
    assert agree(eve.phone, code) == "/now"


def test_the_key_is_wrapped_for_the_new_clinic_and_the_old_one_cannot_open_it(
    eve: Person, bob: FlaskClient, now: datetime
) -> None:
    old, patient_id = eve.owner
    before = keys_of([eve.owner])[patient_id].wrapped
    join(eve.owner, join_code(marlow(now), now), CONSENT, now)
    db.session.expire_all()
    row = keys_of([(marlow(now), patient_id)])[patient_id]
    assert row.wrapped != before
    assert row.clinic_id == marlow(now)
    assert first_names([patient_id]) == {patient_id: "Eve"}
    with pytest.raises(VaultError):
        vault().open(WrappedKey(row.key_id, row.wrapped), str(old), str(patient_id))


def test_the_old_clinic_sees_nothing_any_more(eve: Person, bob: FlaskClient, now: datetime) -> None:
    old, patient_id = eve.owner
    assert courses_of(old, patient_id)
    join(eve.owner, join_code(marlow(now), now), CONSENT, now)
    assert courses_of(old, patient_id) == []
    assert course_at(old, eve.treatment_id) is None
    assert devices_of(old, patient_id, now) == []
    assert corrections_of(old, eve.treatment_id) == []
    assert len(corrections_of(marlow(now), eve.treatment_id)) == many(Correction) == 1
    assert len(devices_of(marlow(now), patient_id, now)) == 1


def test_everybody_else_stays_where_they_are(eve: Person, alice: Person, carol: Person, now: datetime) -> None:
    before = _clinics()
    join(eve.owner, join_code(carol.patient.clinic_id, now), CONSENT, now)
    after = _clinics()
    assert {id for id in after if after[id] != before[id]} == {eve.treatment_id}


def _clinics() -> dict[UUID, UUID]:
    return {row.id: row.clinic_id for row in db.session.execute(select(Treatment.id, Treatment.clinic_id))}


def test_a_recovery_code_from_before_opens_nothing_any_more(eve: Person, bob: FlaskClient, now: datetime) -> None:
    code = recovery_code(eve.owner, now)
    join(eve.owner, join_code(marlow(now), now), CONSENT, now)
    assert recover(code, now) is None


def test_the_consent_can_be_taken_back(eve: Person, bob: FlaskClient, now: datetime) -> None:
    join(eve.owner, join_code(marlow(now), now), CONSENT, now)
    assert "Stop letting the clinic follow" in eve.phone.get("/clinic").text
    assert send(eve.phone, "/clinic/ending").location == "/phones"
    assert db.session.scalars(select(Grant.withdrawn_at)).one() is not None
    assert "Eve" not in bob.get("/practitioner/treatments").text
    assert eve.phone.get(eve.page).status_code == 200
    assert "Let a clinic follow this plan" in eve.phone.get("/phones").text


def test_a_clinics_own_patient_stays_with_the_clinic(alice: Person, bob: FlaskClient) -> None:
    send(alice.phone, "/clinic/ending")
    assert "Alice" in bob.get("/practitioner/treatments").text


@pytest.mark.parametrize("later", [timedelta(minutes=10), timedelta(days=1)])
def test_an_old_code_joins_nobody(eve: Person, bob: FlaskClient, now: datetime, later: timedelta) -> None:
    code = join_code(marlow(now), now)
    assert join(eve.owner, code, CONSENT, now + later) is None
    assert many(Grant) == 0


def test_a_code_joins_one_patient(
    app: Flask, eve: Person, bob: FlaskClient, browser: FlaskClient, now: datetime
) -> None:
    code = join_code(marlow(now), now)
    send(browser, "/start", answers(now))
    assert agree(eve.phone, code) == "/now"
    assert send(browser, "/clinic", {"code": code, "consent": "yes"}).status_code == 422
    assert many(Grant) == 1


def test_a_patient_of_a_clinic_cannot_move_to_another(alice: Person, carol: Person, now: datetime) -> None:
    code = join_code(carol.patient.clinic_id, now)
    assert agree(alice.phone, code) == "/now"
    assert "A clinic follows your plan already" in alice.phone.get("/clinic").text
    assert course_at(alice.patient.clinic_id, alice.treatment_id)
    assert not has_joined(alice.owner)


def test_a_wrong_code_is_kept_to_be_put_right(eve: Person) -> None:
    answer = send(eve.phone, "/clinic", {"code": "k7m4 2pqr", "consent": "yes"})
    assert answer.status_code == 422
    assert 'value="k7m4 2pqr"' in answer.text


def test_a_joined_patient_may_be_given_a_new_link(eve: Person, bob: FlaskClient, app: Flask, now: datetime) -> None:
    join(eve.owner, join_code(marlow(now), now), CONSENT, now)
    page = send(bob, f"/practitioner/treatments/{eve.treatment_id}/invites", {"lost": "1"}).text
    assert "Eve scans this" in page
    assert send(app.test_client(), "/code", {"code": code_on(page)}).location == "/now"
    assert eve.phone.get("/now").location == "/"


def test_where_letters_go_comes_along(app: Flask, eve: Person, bob: FlaskClient, now: datetime) -> None:
    sends_letters(app)
    says_yes(eve, now)
    join(eve.owner, code_on(send(bob, "/practitioner/join-codes").text), CONSENT, now)
    db.session.expire_all()
    standing = standing_of((marlow(now), eve.patient.id))
    assert standing and (standing.address, standing.state) == (ADDRESS, "confirmed")
    assert db.session.scalars(select(Mailbox.clinic_id)).one() == marlow(now)
