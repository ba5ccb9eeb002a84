"""Asked once more who it is: before what cannot be taken back, and then on with what was typed."""

import html
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.extensions import db
from companion.models import Passkey, Practitioner, RecoveryCode, StaffSession
from companion.models.staff import Role
from companion.services.recovery import CODES, new_sheet
from companion.services.staff import FRESH_FOR, invite_staff
from tests.authenticator import Device
from tests.cast import member_at, staff_at
from tests.staff_door import ACCOUNT, DOOR, STEP_UP, add, asked, by, confirm, enrol, sign_in
from tests.web.desk_form import many, send

TEAM = "/practitioner/team"
NEW = f"{ACCOUNT}/passkeys/new"


@pytest.fixture
def device(app: Flask) -> Device:
    return Device()


@pytest.fixture
def owner(app: Flask, device: Device, now: datetime) -> FlaskClient:
    """Olga owns Bob's clinic; she came in with a passkey an hour ago."""
    desk = app.test_client()
    enrol(desk, invite_staff(member_at("Marlow Street Clinic", now, "Olga", Role.OWNER), now), device)
    grow_old(now)
    return desk


def grow_old(now: datetime) -> None:
    db.session.execute(update(StaffSession).values(fresh_at=now - timedelta(hours=1)))
    db.session.commit()


def test_a_page_that_wants_it_asks_and_leads_back(owner: FlaskClient, device: Device) -> None:
    asks = owner.get(f"{NEW}?from=here")
    assert asks.status_code == 401
    assert "Is it still you?" in asks.text
    there = html.unescape(re.findall(r'name="next" value="([^"]+)"', asks.text)[0])
    assert confirm(owner, device, next=there).location == f"{NEW}?from=here"
    assert owner.get(NEW).status_code == 200


def test_a_form_that_wants_it_goes_on_with_what_was_typed(owner: FlaskClient, device: Device) -> None:
    asks = send(owner, TEAM, {"name": 'Fay "the" <b>', "role": "front desk"})
    assert asks.status_code == 401
    assert 'name="name" value="Fay &#34;the&#34; &lt;b&gt;"' in asks.text
    assert f'action="{TEAM}"' in asks.text
    assert many(Practitioner) == 1
    done = confirm(owner, device, TEAM, name='Fay "the" <b>', role="front desk")
    assert "opens this" in done.text
    assert many(Practitioner) == 2


def test_a_proof_holds_for_five_minutes_in_that_session_alone(
    app: Flask, owner: FlaskClient, device: Device, now: datetime
) -> None:
    other = app.test_client()
    sign_in(other, device)
    grow_old(now)
    confirm(owner, device)
    assert other.get(NEW).status_code == 401
    assert owner.get(NEW).status_code == 200
    with time_machine.travel(datetime.now(now.tzinfo) + FRESH_FOR + timedelta(seconds=2), tick=False):
        assert owner.get(NEW).status_code == 401


def test_signing_in_is_a_proof_too(app: Flask, owner: FlaskClient, device: Device) -> None:
    desk = app.test_client()
    sign_in(desk, device)
    assert desk.get(NEW).status_code == 200


def test_a_colleagues_passkey_proves_nothing_here(app: Flask, owner: FlaskClient, now: datetime) -> None:
    bobs = Device()
    enrol(app.test_client(), invite_staff(member_at("Marlow Street Clinic", now, "Bob"), now), bobs)
    refused = confirm(owner, bobs)
    assert refused.status_code == 422
    assert "did not prove who you are" in refused.text
    assert owner.get(NEW).status_code == 401


def test_a_challenge_of_another_session_or_purpose_proves_nothing(
    app: Flask, owner: FlaskClient, device: Device
) -> None:
    other = app.test_client()
    sign_in(other, device)
    for options in (asked(by(other), STEP_UP), asked(by(owner), DOOR)):
        assert send(owner, STEP_UP, {"proof": device.use(options)}).status_code == 422
    assert owner.get(NEW).status_code == 401


def test_a_challenge_for_adding_a_passkey_confirms_nothing(owner: FlaskClient, device: Device, now: datetime) -> None:
    confirm(owner, device)
    options = asked(by(owner), f"{ACCOUNT}/passkeys")
    grow_old(now)
    assert send(owner, STEP_UP, {"proof": device.use(options)}).status_code == 422
    assert owner.get(NEW).status_code == 401


def test_a_proof_is_good_once(owner: FlaskClient, device: Device, now: datetime) -> None:
    proof = device.use(asked(by(owner), STEP_UP))
    assert send(owner, STEP_UP, {"proof": proof}).status_code == 303
    grow_old(now)
    assert send(owner, STEP_UP, {"proof": proof}).status_code == 422


def test_a_refused_proof_keeps_what_was_typed(owner: FlaskClient) -> None:
    refused = send(owner, TEAM, {"name": "Fay", "role": "front desk", "proof": "x"})
    assert refused.status_code == 422
    assert 'name="name" value="Fay"' in refused.text
    assert "did not prove who you are" in refused.text


def test_a_recovery_code_does_it_without_a_script_and_is_spent(owner: FlaskClient, now: datetime) -> None:
    codes = new_sheet(db.session.scalars(select(Practitioner.id)).one(), now)
    db.session.commit()
    typed = f" {codes[0][:4].lower()} {codes[0][4:]} "
    assert send(owner, STEP_UP, {"proof_code": typed, "next": NEW}).location == NEW
    grow_old(now)
    assert send(owner, STEP_UP, {"proof_code": typed}).status_code == 422
    assert send(owner, STEP_UP, {"proof_code": codes[1]}).status_code == 303


def test_a_colleagues_code_proves_nothing_and_is_not_spent(owner: FlaskClient, now: datetime) -> None:
    codes = new_sheet(member_at("Marlow Street Clinic", now, "Bob").id, now)
    db.session.commit()
    assert send(owner, STEP_UP, {"proof_code": codes[0]}).status_code == 422
    assert many(RecoveryCode) == 2 * CODES
    assert db.session.scalars(select(RecoveryCode.spent_at)).all() == [None] * 2 * CODES


def test_the_demos_button_confirms_nobody_elsewhere(app: Flask, now: datetime) -> None:
    desk = staff_at(app, "Marlow Street Clinic", now, "Olga", Role.OWNER, is_fresh=False)
    assert send(desk, STEP_UP, {"proof_demo": "yes"}).status_code == 303
    grow_old(now)
    app.config["COMPANION"] = app.config["COMPANION"].__class__(**vars(app.config["COMPANION"]) | {"demo": False})
    assert send(desk, STEP_UP, {"proof_demo": "yes"}).status_code == 422
    assert "demo" not in desk.get(NEW).text


@pytest.mark.parametrize(
    "wished",
    ["https://evil.example/practitioner", "//evil.example", "/now", "/practitioner\r\nX: y", "javascript:x", ""],
)
def test_it_leads_to_the_desk_and_nowhere_else(owner: FlaskClient, device: Device, wished: str) -> None:
    assert confirm(owner, device, next=wished).location == ACCOUNT


def test_a_part_that_htmx_asks_for_leads_to_the_question(owner: FlaskClient) -> None:
    answer = owner.get(NEW, headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/practitioner/account"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, f"{STEP_UP}?next=/practitioner/account")


def test_a_passkey_is_added_named_and_removed(app: Flask, owner: FlaskClient, device: Device, now: datetime) -> None:
    assert send(owner, f"{ACCOUNT}/passkeys/challenges").status_code == 401
    confirm(owner, device)
    phone = Device()
    assert add(owner, phone, " My phone ").location == ACCOUNT
    assert "My phone" in owner.get(ACCOUNT).text
    by_phone = app.test_client()
    sign_in(by_phone, phone)
    remove(owner, "My phone")
    assert by_phone.get("/practitioner").location == DOOR, "what it opened is closed"
    assert sign_in(app.test_client(), phone).status_code == 422
    assert owner.get(ACCOUNT).status_code == 200


def remove(desk: FlaskClient, name: str) -> str:
    passkey = db.session.scalars(select(Passkey.id).where(Passkey.name == name)).one()
    return send(desk, f"{ACCOUNT}/passkeys/{passkey}/removal").text


def test_a_passkey_gets_another_name(app: Flask, owner: FlaskClient, now: datetime) -> None:
    passkey = db.session.scalars(select(Passkey.id)).one()
    path = f"{ACCOUNT}/passkeys/{passkey}/name"
    for wrong, said in ((" ", "Type a name for the device"), ("x" * 61, "That name is too long")):
        refused = send(owner, path, {"name": wrong})
        assert (refused.status_code, said in refused.text) == (422, True)
        assert f'value="{wrong}"' in refused.text
    assert send(owner, path, {"name": " Tablet  of room 4 "}).location == ACCOUNT
    assert "<b>Tablet of room 4</b>" in owner.get(ACCOUNT).text
    send(staff_at(app, "Marlow Street Clinic", now, "Dana"), path, {"name": "Mine now"})
    assert db.session.scalars(select(Passkey.name)).one() == "Tablet of room 4"


def test_the_last_passkey_stays_while_no_code_is_left(owner: FlaskClient, device: Device, now: datetime) -> None:
    db.session.execute(update(RecoveryCode).values(spent_at=now))
    db.session.commit()
    confirm(owner, device)
    assert "This is your last way in." in remove(owner, "Tablet")
    assert many(Passkey) == 1
    assert send(owner, f"{ACCOUNT}/recovery-codes").text.count('<span class="code">') == CODES
    assert "last way" not in remove(owner, "Tablet")
    assert db.session.scalars(select(Passkey.revoked_at)).one()


def test_nobody_removes_the_passkey_of_another(app: Flask, owner: FlaskClient, device: Device, now: datetime) -> None:
    dana = staff_at(app, "Harbour Clinic", now, "Dana")
    remove(dana, "Tablet")
    assert db.session.scalars(select(Passkey.revoked_at)).one() is None


def test_new_codes_end_those_before(app: Flask, owner: FlaskClient, device: Device) -> None:
    confirm(owner, device)
    first = codes_on(send(owner, f"{ACCOUNT}/recovery-codes").text)
    second = codes_on(send(owner, f"{ACCOUNT}/recovery-codes").text)
    assert len({*first, *second}) == 2 * CODES
    assert send(app.test_client(), "/practitioner/recovery", {"code": first[0]}).status_code == 422
    assert send(app.test_client(), "/practitioner/recovery", {"code": second[0]}).location == ACCOUNT


def codes_on(page: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]+)</span>', page)


def test_other_browsers_are_signed_out_one_by_one_or_all(app: Flask, owner: FlaskClient, device: Device) -> None:
    others = [app.test_client() for _ in range(3)]
    for other in others:
        sign_in(other, device)
    newest = db.session.scalars(select(StaffSession.id).order_by(StaffSession.fresh_at)).all()
    send(owner, f"{ACCOUNT}/sessions/{newest[-1]}/ending")
    send(owner, f"{ACCOUNT}/sessions/ending")
    assert [other.get(ACCOUNT).location for other in others] == [DOOR] * 3
    assert owner.get(ACCOUNT).text.count("This one") == 1


def test_nobody_signs_out_somebody_else(app: Flask, owner: FlaskClient, now: datetime) -> None:
    hers = db.session.scalars(select(StaffSession.id)).one()
    send(staff_at(app, "Marlow Street Clinic", now, "Bob"), f"{ACCOUNT}/sessions/{hers}/ending")
    assert owner.get(ACCOUNT).status_code == 200
