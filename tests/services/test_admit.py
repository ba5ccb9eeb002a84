"""A link is redeemed once; a session lasts to the end of the plan."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from companion.adapters.tokens import new_token
from companion.extensions import db
from companion.models import Device, Invite
from companion.models.access import Way
from companion.services.admit import recognise, redeem
from companion.services.invites import LASTS, invite
from tests.cast import Person
from tests.conftest import OUR_PAGE


def devices() -> int:
    return db.session.scalar(select(func.count()).select_from(Device)) or 0


def test_looking_at_a_link_changes_nothing(alice: Person, browser: FlaskClient, now: datetime) -> None:
    token = invite(alice.owner, now)
    for method in ("GET", "HEAD", "OPTIONS"):
        for _ in range(20):
            browser.open(f"/invite#{token}", method=method)
            browser.open(f"/invite?token={token}", method=method)
    assert db.session.scalar(select(Invite.redeemed_at).order_by(Invite.created_at.desc())) is None
    assert devices() == 1
    assert redeem(token, now)


def test_a_link_opens_one_phone(app: Flask, alice: Person, browser: FlaskClient, now: datetime) -> None:
    token = invite(alice.owner, now)
    answer = browser.post("/invite", data={"token": token}, headers=OUR_PAGE)
    assert (answer.status_code, answer.location) == (303, "/now")
    assert "Marlow Street Clinic" in browser.get("/now").text
    stranger = app.test_client().post("/invite", data={"token": token}, headers=OUR_PAGE)
    assert stranger.status_code == 422
    assert "used before, or it is too old" in stranger.text


def test_a_second_tap_on_the_button_leads_to_the_plan(alice: Person, browser: FlaskClient, now: datetime) -> None:
    token = invite(alice.owner, now)
    for _ in range(2):
        answer = browser.post("/invite", data={"token": token}, headers=OUR_PAGE)
        assert (answer.status_code, answer.location) == (303, "/now")


def test_a_whole_link_may_be_pasted(alice: Person, browser: FlaskClient, now: datetime) -> None:
    link = f" http://localhost:8000/invite#{invite(alice.owner, now)} "
    assert browser.post("/invite", data={"token": link}, headers=OUR_PAGE).status_code == 303


def test_a_link_that_is_a_day_old_opens_nothing(alice: Person, now: datetime) -> None:
    token = invite(alice.owner, now)
    assert redeem(token, now + LASTS[Way.LINK]) is None
    assert redeem(token, now + LASTS[Way.LINK] - timedelta(seconds=1))


def test_many_at_once_and_one_gets_in(app: Flask, alice: Person, now: datetime) -> None:
    token = invite(alice.owner, now)

    def try_it(_: int) -> str | None:
        with app.app_context():
            return redeem(token, now)

    with ThreadPoolExecutor(20) as pool:
        sessions = [session for session in pool.map(try_it, range(40)) if session]
    assert len(sessions) == 1
    assert devices() == 2


def test_wrong_tokens_open_nothing(alice: Person, now: datetime) -> None:
    token = invite(alice.owner, now)
    wrong = [token[:-1], token + "x", token.swapcase(), "", "\0", "é" * 50, *(new_token() for _ in range(100))]
    assert not any(redeem(guess, now) for guess in wrong)


def test_only_hashes_are_kept(app: Flask, alice: Person, now: datetime) -> None:
    token = invite(alice.owner, now)
    db.session.commit()
    connection = sqlite3.connect(app.config["COMPANION"].instance / "companion.sqlite")
    dump = "\n".join(connection.iterdump())
    connection.close()
    for secret in (token, alice.session):
        assert secret not in dump
        assert secret.encode().hex() not in dump.lower()


def test_a_session_lives_to_the_end_of_the_plan_and_slides(alice: Person, now: datetime) -> None:
    assert recognise(alice.session, now + timedelta(days=100))
    seen = db.session.scalar(select(Device.seen_at))
    assert seen == now + timedelta(days=100)
    assert recognise(alice.session, now + timedelta(days=300)) is None


def test_a_phone_that_opens_another_plan_leaves_no_session_behind(alice: Person, carol: Person, now: datetime) -> None:
    old = recognise(alice.session, now)
    assert redeem(invite(carol.owner, now), now, old=old)
    assert recognise(alice.session, now) is None
