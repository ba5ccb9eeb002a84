"""Passkeys at the door: made by a link, used by one tap, and not by the hundred."""

from datetime import datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Challenge, Passkey, Practitioner, RecoveryCode, StaffSession
from companion.services.limits import SIGN_INS
from companion.services.staff import INVITE_LASTS, invite_staff
from tests.authenticator import HERE, Device
from tests.staff_door import DOOR, ENROLMENT, asked, by, enrol, forget_tries, sign_in
from tests.web.desk_form import many, send

LIST = "/practitioner"


def test_a_link_makes_a_passkey_and_shows_eight_codes_once(browser: FlaskClient, token: str) -> None:
    page = enrol(browser, f"{HERE}{ENROLMENT}#{token}".partition("#")[2])
    assert page.text.count('<span class="code">') == 8
    assert 'data-then="/practitioner"' in page.text
    assert browser.get(LIST).status_code == 200
    kept = db.session.scalars(select(Passkey)).one()
    assert (kept.name, kept.transports, many(RecoveryCode)) == ("Tablet", "internal", 8)


def test_a_browser_is_asked_to_look_at_the_person_and_for_this_host(browser: FlaskClient, token: str) -> None:
    made, used = asked(by(browser), ENROLMENT, token=token), asked(by(browser), DOOR)
    assert (made["rp"]["id"], used["rpId"]) == ("localhost", "localhost")
    wished = made["authenticatorSelection"]
    assert {wished["userVerification"], wished["residentKey"], used["userVerification"]} == {"required"}


def test_a_link_is_spent_by_the_passkey_that_it_made(app: Flask, device: Device, token: str) -> None:
    again = send(app.test_client(), f"{ENROLMENT}/challenges", {"token": token})
    assert again.status_code == 422
    assert "used before, or it is too old" in again.json["message"]  # type: ignore[index]
    page = send(app.test_client(), ENROLMENT, {"token": token, "proof": "{}"})
    assert page.status_code == 422
    assert "Ask an owner of your clinic" in page.text


def test_a_link_of_a_day_ago_makes_none(browser: FlaskClient, token: str, now: datetime) -> None:
    with time_machine.travel(now + INVITE_LASTS, tick=False):
        assert send(browser, f"{ENROLMENT}/challenges", {"token": token}).status_code == 422
    with time_machine.travel(now + INVITE_LASTS - timedelta(seconds=1), tick=False):
        assert send(browser, f"{ENROLMENT}/challenges", {"token": token}).status_code == 200


def test_a_passkey_that_is_refused_leaves_the_link_good_and_in_the_form(browser: FlaskClient, token: str) -> None:
    refused = enrol(browser, token, Device(origin="https://evil.example"))
    assert refused.status_code == 422
    assert f'value="{token}"' in refused.text
    assert many(Passkey) == 0
    assert enrol(browser, token).status_code == 200


def test_a_new_link_ends_the_one_before(app: Flask, bobs: Practitioner, token: str, now: datetime) -> None:
    second = invite_staff(bobs, now)
    assert send(app.test_client(), f"{ENROLMENT}/challenges", {"token": token}).status_code == 422
    assert enrol(app.test_client(), second).status_code == 200


def test_one_tap_signs_in_and_counts(app: Flask, device: Device) -> None:
    desk = app.test_client()
    assert sign_in(desk, device).location == LIST
    assert "Marlow Street Clinic" in desk.get(LIST).text
    kept = db.session.scalars(select(Passkey)).one()
    assert (kept.sign_count, kept.used_at is not None) == (1, True)


def test_signing_in_again_closes_the_session_that_this_browser_had(app: Flask, device: Device) -> None:
    desk, before = app.test_client(), many(StaffSession)
    for _ in range(3):
        sign_in(desk, device)
    still_open = select(StaffSession).where(StaffSession.revoked_at.is_(None))
    assert (many(StaffSession), len(db.session.scalars(still_open).all())) == (before + 3, before + 1)


def test_a_passkey_that_lives_on_several_devices_never_counts(app: Flask, device: Device) -> None:
    device.counts = False
    assert [sign_in(app.test_client(), device).status_code for _ in range(3)] == [303] * 3


def test_too_many_tries_at_one_account_are_stopped_from_any_address(app: Flask, device: Device) -> None:
    thief = Device(credential_id=device.credential_id, count=9)
    for number in range(SIGN_INS.many):
        other = {"environ_base": {"REMOTE_ADDR": f"198.51.100.{number}"}}
        proof = thief.use(asked(by(app.test_client()), DOOR))
        ours = {"Sec-Fetch-Site": "same-origin"}
        assert app.test_client().post(DOOR, data={"proof": proof}, headers=ours, **other).status_code == 422
    answer = sign_in(app.test_client(), device)
    assert answer.status_code == 429
    assert "Too many tries" in answer.text


def test_too_many_tries_from_one_address_are_stopped(app: Flask, device: Device) -> None:
    forget_tries()
    for _ in range(SIGN_INS.many):
        assert send(app.test_client(), DOOR, {"proof": "x"}).status_code == 422
    assert sign_in(app.test_client(), device).status_code == 429


def test_looking_at_the_door_asks_for_nothing(browser: FlaskClient) -> None:
    for page in (DOOR, ENROLMENT, "/practitioner/recovery"):
        assert browser.get(page).status_code == 200
    assert many(Challenge) == 0
