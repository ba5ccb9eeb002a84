"""Two hundred hold the same link at once, and one gets in."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import Base, db
from companion.models import Device, Grant, Practitioner, StaffSession
from companion.models.access import Way
from companion.services.admit import recover, redeem
from companion.services.invites import invite, join_code, recovery_code, short_code
from companion.services.join import join
from companion.services.staff import invite_staff, redeem_staff
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

    tries, took = rounds(app, of(50), CROWD, begin, Device)
    say(f"{tries} redeems of {of(50)} links, {CROWD} at once: one session each, {took:.0f} s")


def test_a_short_code_opens_one_phone(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    def begin() -> list[Try]:
        code = short_code(alice.owner, now)
        return [lambda: redeem(code, now, way=Way.CODE)] * CROWD

    tries, took = rounds(app, of(10), CROWD, begin, Device)
    say(f"{tries} redeems of {of(10)} short codes, {CROWD} at once: one session each, {took:.0f} s")


def test_a_recovery_code_opens_one_phone(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    def begin() -> list[Try]:
        code = recovery_code(alice.owner, now)
        return [lambda: recover(code, now)] * CROWD

    tries, took = rounds(app, of(10), CROWD, begin, Device)
    say(f"{tries} redeems of {of(10)} recovery codes, {CROWD} at once: one session each, {took:.0f} s")


def test_a_staff_link_signs_one_browser_in(app: Flask, bob: FlaskClient, now: datetime, say: Say) -> None:
    bobs = db.session.scalars(select(Practitioner)).one()

    def begin() -> list[Try]:
        token = invite_staff(bobs, now)
        return [lambda: redeem_staff(token, now)] * CROWD

    tries, took = rounds(app, of(10), CROWD, begin, StaffSession)
    say(f"{tries} redeems of {of(10)} staff links, {CROWD} at once: one session each, {took:.0f} s")


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
