"""Two hundred hold the same link at once, and one gets in."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from companion.extensions import Base, db
from companion.models import Device as Phone
from companion.models import Grant, Passkey, Practitioner, StaffSession, Tally
from companion.models.access import Way
from companion.services.admit import recover, redeem
from companion.services.invites import invite, join_code, recovery_code, short_code
from companion.services.join import join
from companion.services.recovery import new_sheet
from companion.services.refusal import Refusal
from companion.services.sign_in import ask_to_enrol, ask_to_sign_in, enrol, sign_in, sign_in_by_code
from companion.services.staff import invite_staff
from tests.authenticator import Device
from tests.cast import Person, enrol_at
from tests.trust.conftest import Say, of
from tests.web.desk_form import many

Try = Callable[[], object]
CROWD = 200


def rush(app: Flask, tries: list[Try]) -> int:
    """How many of them got in when all tried at once."""
    start = Barrier(len(tries))

    def go(attempt: Try) -> bool:
        with app.app_context():
            start.wait()
            return bool(attempt())

    with ThreadPoolExecutor(len(tries)) as pool:
        return sum(pool.map(go, tries))


def rounds(app: Flask, count: int, crowd: int, begin: Callable[[], list[Try]], rows: type[Base]) -> tuple[int, float]:
    """How many times a crowd was let in by exactly one, and how long it took."""
    began = time.monotonic()
    for number in range(count):
        before, tries = many(rows), begin()[:crowd]
        db.session.commit()
        assert rush(app, tries) == 1, f"round {number + 1}"
        db.session.expire_all()
        assert many(rows) - before == 1
    return count * crowd, time.monotonic() - began


def test_a_link_opens_one_phone_of_two_hundred(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    def begin() -> list[Try]:
        token = invite(alice.owner, now)
        return [lambda: redeem(token, now)] * CROWD

    tries, took = rounds(app, of(50), CROWD, begin, Phone)
    say(f"{tries} redeems of {of(50)} links, {CROWD} at once: one session each, {took:.0f} s")


def test_a_short_code_opens_one_phone(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    def begin() -> list[Try]:
        code = short_code(alice.owner, now)
        return [lambda: redeem(code, now, way=Way.CODE)] * CROWD

    tries, took = rounds(app, of(10), CROWD, begin, Phone)
    say(f"{tries} redeems of {of(10)} short codes, {CROWD} at once: one session each, {took:.0f} s")


def test_a_recovery_code_opens_one_phone(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    def begin() -> list[Try]:
        code = recovery_code(alice.owner, now)
        return [lambda: recover(code, now)] * CROWD

    tries, took = rounds(app, of(10), CROWD, begin, Phone)
    say(f"{tries} redeems of {of(10)} recovery codes, {CROWD} at once: one session each, {took:.0f} s")


def enrolled(token: str, made: str, now: datetime) -> object:
    with suppress(Refusal):
        return enrol(token, made, "Tablet", now)
    return None


def test_a_recovery_code_of_staff_signs_one_browser_in(app: Flask, bob: FlaskClient, now: datetime, say: Say) -> None:
    bobs = db.session.scalars(select(Practitioner.id)).one()

    def begin() -> list[Try]:
        code = new_sheet(bobs, now)[0]
        db.session.execute(delete(Tally))
        db.session.commit()
        return [partial(by_code, code, now)] * 8  # as many as may try

    tries, took = rounds(app, of(10), 8, begin, StaffSession)
    say(f"{tries} uses of {of(10)} codes of staff, 8 at once: one session each, {took:.0f} s")


def by_code(code: str, now: datetime) -> object:
    with suppress(Refusal):
        return sign_in_by_code(code, now)
    return None


def test_a_challenge_signs_one_browser_in(app: Flask, bob: FlaskClient, now: datetime, say: Say) -> None:
    device, bobs = Device(counts=False), db.session.scalars(select(Practitioner)).one()
    token = invite_staff(bobs, now)
    enrol(token, device.make(json.loads(ask_to_enrol(token, now))), "Tablet", now)

    def begin() -> list[Try]:
        proof = device.use(json.loads(ask_to_sign_in(now)))
        db.session.execute(delete(Tally))
        db.session.commit()
        return [partial(by_passkey, proof, now)] * 8

    tries, took = rounds(app, of(10), 8, begin, StaffSession)
    say(f"{tries} uses of {of(10)} challenges, 8 at once: one session each, {took:.0f} s")


def by_passkey(proof: str, now: datetime) -> object:
    with suppress(Refusal):
        return sign_in(proof, now)
    return None


def test_a_staff_link_makes_one_passkey(app: Flask, bob: FlaskClient, now: datetime, say: Say) -> None:
    bobs = db.session.scalars(select(Practitioner)).one()

    def begin() -> list[Try]:
        token = invite_staff(bobs, now)
        made = [Device().make(json.loads(ask_to_enrol(token, now))) for _ in range(20)]
        return [partial(enrolled, token, one, now) for one in made]

    tries, took = rounds(app, of(10), 20, begin, Passkey)
    say(f"{tries} redeems of {of(10)} staff links, 20 at once: one passkey each, {took:.0f} s")


@pytest.mark.parametrize("crowd", [20])
def test_a_join_code_moves_one_patient(
    app: Flask, carol: Person, bob: FlaskClient, now: datetime, say: Say, crowd: int
) -> None:
    """Of twenty patients of another place, each with a plan."""

    def begin() -> list[Try]:
        treated_at = now - timedelta(hours=2)
        owners = [enrol_at(app, "Elsewhere", treated_at, "Eve", says_yes=False).owner for _ in range(crowd)]
        code = join_code(carol.owner[0], now)
        return [lambda owner=owner: join(owner, code, "I agree", now) for owner in owners]  # type: ignore[misc]

    tries, took = rounds(app, of(10), crowd, begin, Grant)
    say(f"{tries} joins by {of(10)} codes, {crowd} at once: one patient each, {took:.0f} s")


def test_a_rush_would_notice_two(app: Flask) -> None:
    assert rush(app, [lambda: True, lambda: True, lambda: None]) == 2
