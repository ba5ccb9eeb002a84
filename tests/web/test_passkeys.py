"""Passkeys at the door: made by a link, used by one tap; whatever is not right in them is refused with a clear page."""

import json
from datetime import datetime, timedelta
from typing import Any

import cbor2
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.extensions import db
from companion.models import Challenge, Passkey, Practitioner, RecoveryCode, StaffInvite, StaffSession
from companion.services.challenges import LASTS
from companion.services.limits import SIGN_INS
from companion.services.staff import INVITE_LASTS, end_staff, invite_staff
from tests.authenticator import HERE, PRESENT, Device, bytes_of, text_of
from tests.cast import member_at
from tests.staff_door import DOOR, ENROLMENT, asked, by, enrol, sign_in
from tests.web.desk_form import many, send

LIST = "/practitioner"


@pytest.fixture
def bobs(app: Flask, now: datetime) -> Practitioner:
    return member_at("Marlow Street Clinic", now, "Bob")


@pytest.fixture
def token(bobs: Practitioner, now: datetime) -> str:
    return invite_staff(bobs, now)


@pytest.fixture
def device(app: Flask, token: str) -> Device:
    """The one with which Bob came in."""
    device = Device()
    assert enrol(app.test_client(), token, device).status_code == 200
    return device


def test_a_link_makes_a_passkey_and_shows_eight_codes_once(browser: FlaskClient, token: str) -> None:
    page = enrol(browser, f"{HERE}{ENROLMENT}#{token}".partition("#")[2])
    assert page.text.count('<span class="code">') == 8
    assert 'data-then="/practitioner"' in page.text
    assert browser.get(LIST).status_code == 200
    kept = db.session.scalars(select(Passkey)).one()
    assert (kept.name, kept.transports, many(RecoveryCode)) == ("Tablet", "internal", 8)


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


def test_a_passkey_that_lives_on_several_devices_never_counts(app: Flask, device: Device) -> None:
    device.counts = False
    assert [sign_in(app.test_client(), device).status_code for _ in range(3)] == [303] * 3


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://evil.example"},
    "a page of another port": {"origin": "http://localhost:8001"},
    "a page without https where there is": {"origin": "https://localhost:8000"},
    "another host": {"host": "evil.example"},
    "nobody was looked at": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_passkey_that_signed_something_else_opens_nothing(app: Flask, device: Device, lie: dict[str, Any]) -> None:
    for what, value in lie.items():
        setattr(device, what, value)
    refused(sign_in(app.test_client(), device), "did not prove who you are")


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_nor_is_it_taken_as_a_new_one(app: Flask, token: str, lie: dict[str, Any]) -> None:
    before = many(StaffSession)
    answer = enrol(app.test_client(), token, Device(**lie))
    assert (answer.status_code, many(Passkey), many(StaffSession)) == (422, 0, before)
    assert "did not prove who you are" in answer.text


def refused(answer: Any, said: str) -> None:
    """With a page that says what to do, no session, and never an error of ours."""
    assert answer.status_code == 422
    assert said in answer.text
    assert "Use a recovery code" in answer.text
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if "companion-staff" in cookie]


def test_a_frame_of_another_site_is_refused(app: Flask, device: Device) -> None:
    options = asked(by(app.test_client()), DOOR)
    proof = json.loads(device.use(options))
    told = json.loads(bytes_of(proof["response"]["clientDataJSON"])) | {"crossOrigin": True}
    device.count -= 1
    framed = signed_anew(device, proof, text_of(json.dumps(told).encode()))
    refused(send(app.test_client(), DOOR, {"proof": framed}), "did not prove who you are")


def signed_anew(device: Device, proof: dict[str, Any], told: str) -> str:
    real = device._told
    device._told = lambda *_: told  # type: ignore[method-assign]
    try:
        return device.use({"challenge": ""})
    finally:
        device._told = real  # type: ignore[method-assign]


def test_a_challenge_of_somebodys_own_making_is_refused(app: Flask, device: Device) -> None:
    refused(
        send(app.test_client(), DOOR, {"proof": device.use({"challenge": text_of(bytes(32))})}), "too long, or it was"
    )


def test_a_challenge_is_good_once(app: Flask, device: Device) -> None:
    proof = device.use(asked(by(app.test_client()), DOOR))
    assert send(app.test_client(), DOOR, {"proof": proof}).status_code == 303
    refused(send(app.test_client(), DOOR, {"proof": proof}), "sent twice")
    refused(send(app.test_client(), DOOR, {"proof": device.use(json.loads(challenge_of(proof)))}), "sent twice")


def challenge_of(proof: str) -> bytes:
    return bytes_of(json.loads(proof)["response"]["clientDataJSON"])


def test_a_challenge_that_was_refused_once_is_spent_too(app: Flask, device: Device) -> None:
    options = asked(by(app.test_client()), DOOR)
    liar = Device(origin="https://evil.example", key=device.key, credential_id=device.credential_id)
    refused(send(app.test_client(), DOOR, {"proof": liar.use(options)}), "did not prove")
    refused(send(app.test_client(), DOOR, {"proof": device.use(options)}), "sent twice")


def test_a_challenge_of_five_minutes_ago_is_too_old(app: Flask, device: Device, now: datetime) -> None:
    options = asked(by(app.test_client()), DOOR)
    with time_machine.travel(now + LASTS + timedelta(seconds=2), tick=False):
        refused(send(app.test_client(), DOOR, {"proof": device.use(options)}), "took too long")


def test_a_challenge_for_making_one_signs_nobody_in(
    app: Flask, bobs: Practitioner, device: Device, now: datetime
) -> None:
    options = asked(by(app.test_client()), ENROLMENT, token=invite_staff(bobs, now))
    refused(send(app.test_client(), DOOR, {"proof": device.use(options)}), "took too long")


@pytest.mark.parametrize("count", [3, 4])
def test_a_count_that_does_not_go_on_is_a_copy(app: Flask, device: Device, count: int) -> None:
    device.count = 3
    assert sign_in(app.test_client(), device).status_code == 303
    device.count = count - 1
    refused(sign_in(app.test_client(), device), "seems to be copied")
    assert db.session.scalars(select(Passkey.sign_count)).one() == 4


def test_a_signature_of_another_key_opens_nothing(app: Flask, device: Device) -> None:
    thief = Device(credential_id=device.credential_id, user=device.user, count=9)
    refused(sign_in(app.test_client(), thief), "did not prove who you are")


def test_a_passkey_says_whose_it_is_and_is_not_believed_for_another(app: Flask, device: Device, now: datetime) -> None:
    dana = member_at("Harbour Clinic", now, "Dana")
    refused(sign_in(app.test_client(), device, userHandle=text_of(dana.id.bytes)), "did not prove who you are")


def test_an_unknown_or_removed_passkey_opens_nothing(app: Flask, device: Device, now: datetime) -> None:
    refused(sign_in(app.test_client(), Device()), "We do not know this passkey")
    db.session.execute(update(Passkey).values(revoked_at=now))
    db.session.commit()
    refused(sign_in(app.test_client(), device), "We do not know this passkey")


def test_a_passkey_of_somebody_who_left_opens_nothing(
    app: Flask, device: Device, bobs: Practitioner, now: datetime
) -> None:
    end_staff(bobs, now)
    refused(sign_in(app.test_client(), device), "We do not know this passkey")


def test_a_passkey_that_is_somebodys_cannot_be_taken_for_another(app: Flask, device: Device, now: datetime) -> None:
    dana = invite_staff(member_at("Harbour Clinic", now, "Dana"), now)
    answer = enrol(app.test_client(), dana, Device(credential_id=device.credential_id))
    assert (answer.status_code, many(Passkey)) == (422, 1)
    assert "in use already" in answer.text
    assert db.session.scalars(select(StaffInvite.redeemed_at).order_by(StaffInvite.created_at)).all().count(None) == 1


def cut(whole: bytes) -> list[bytes]:
    """Every beginning of it, and what stands for nothing at all."""
    return [whole[:end] for end in range(0, len(whole), 7)] + [b"\xff" * 40, b"\x9f" * 200]


def test_cut_cbor_is_refused_wherever_it_is_cut(app: Flask, browser: FlaskClient, token: str, now: datetime) -> None:
    options = asked(by(browser), ENROLMENT, token=token)
    whole = bytes_of(json.loads(Device().make(options))["response"]["attestationObject"])
    facts = cbor2.loads(whole)["authData"]
    shapes = [*cut(whole), *(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": part}) for part in cut(facts))]
    for shape in shapes:
        made = Device().make(asked(by(browser), ENROLMENT, token=token), attestationObject=text_of(shape))
        assert send(browser, ENROLMENT, {"token": token, "proof": made}).status_code in (422, 429)
        forget_tries()
    assert many(Passkey) == 0


def forget_tries() -> None:
    db.session.execute(db.metadata.tables["tally"].delete())
    db.session.commit()


NOT_A_PROOF = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"response": 7}',
    '{"response": {}}',
    '{"response": {"clientDataJSON": "!!"}}',
    '{"response": {"clientDataJSON": "W10"}}',
    '{"response": {"clientDataJSON": 7}}',
    "[" * 15_000,
    '{"a": "\ud800"}',
]


@pytest.mark.parametrize("text", NOT_A_PROOF, ids=lambda text: text[:40].encode(errors="replace").decode())
def test_what_is_no_proof_is_refused(app: Flask, browser: FlaskClient, text: str) -> None:
    form = {"proof": text.encode(errors="replace").decode()}
    refused(send(browser, DOOR, form), "did not prove who you are")


def test_parts_of_a_proof_that_are_bent_are_refused(app: Flask, device: Device) -> None:
    for part in ("authenticatorData", "signature", "userHandle"):
        for bent in ("", "AA", "!", text_of(bytes(200)), 7, None, [], {"a": 1}):
            answer = sign_in(app.test_client(), device, **{part: bent})
            if part != "userHandle" or bent:
                assert answer.status_code == 422, (part, bent)
            forget_tries()


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
