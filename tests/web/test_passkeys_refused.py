"""Passkeys that are not right: each is refused with a page that says what to do, and none breaks anything."""

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
from companion.models import Passkey, Practitioner, StaffInvite, StaffSession
from companion.services.challenges import LASTS
from companion.services.staff import end_staff, invite_staff
from tests.authenticator import EXTENDED, PRESENT, Device, bytes_of, text_of
from tests.cast import member_at
from tests.staff_door import DOOR, ENROLMENT, asked, by, enrol, forget_tries, sign_in
from tests.web.desk_form import many, send

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


def test_cut_facts_sign_nobody_in_though_the_signature_is_right(app: Flask, device: Device) -> None:
    """What the device says of itself, signed by it as it stands: too short, too long, with CBOR that is cut."""
    whole, more = device._facts(device.flags), cbor2.dumps({"credProtect": 2, "name": "x" * 20})
    with_more = device._facts(device.flags | EXTENDED)
    shapes = [whole[:end] for end in range(0, len(whole), 6)] + [whole + b"\x00", with_more]
    for shape in [*shapes, *(with_more + more[:end] for end in range(1, len(more), 6))]:
        device._facts = lambda _flags, shape=shape: shape  # type: ignore[method-assign,misc]
        refused(sign_in(app.test_client(), device), "did not prove who you are")
        forget_tries()


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
    shapes: tuple[Any, ...] = ("", "AA", "!", text_of(bytes(200)), 7, None, [], {"a": 1})
    for part in ("authenticatorData", "signature", "userHandle"):
        for bent in shapes:
            answer = sign_in(app.test_client(), device, **{part: bent})
            if part != "userHandle" or bent:
                assert answer.status_code == 422, (part, bent)
            forget_tries()
