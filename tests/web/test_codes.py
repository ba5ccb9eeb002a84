"""Short codes and recovery codes: typed by hand, good once, replaced by newer ones."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Invite
from companion.models.access import Way
from companion.services.admit import recover, redeem
from companion.services.invites import LASTS, LETTERS, grouped, invite, short_code, typed_code
from companion.services.limits import CODES
from tests.cast import Person
from tests.web.desk_form import code_on, send
from tests.web.test_start import answers


def start_alone(browser: FlaskClient, now: datetime) -> str:
    """The recovery code that somebody who starts alone is shown."""
    page = send(browser, "/start", answers(now))
    assert page.status_code == 200
    return code_on(page.text)


@pytest.mark.parametrize("style", [str.lower, lambda c: c.replace(" ", "-"), lambda c: f"  {' '.join(c)}. ", str])
def test_a_code_may_be_typed_with_gaps_and_in_small_letters(
    alice: Person, browser: FlaskClient, now: datetime, style: "type[str]"
) -> None:
    typed = style(grouped(short_code(alice.owner, now)))
    assert send(browser, "/code", {"code": typed}).location == "/now"
    assert browser.get("/now").status_code == 200


def test_a_wrong_code_is_kept_on_the_page_to_be_put_right(browser: FlaskClient) -> None:
    answer = send(browser, "/code", {"code": "k7m4 2pq<"})
    assert answer.status_code == 422
    assert 'value="k7m4 2pq&lt;"' in answer.text
    assert "does not open a plan" in answer.text


def test_a_code_is_good_once_and_for_ten_minutes(app: Flask, alice: Person, now: datetime) -> None:
    code = short_code(alice.owner, now)
    end = now + LASTS[Way.CODE]
    assert timedelta(minutes=10) == LASTS[Way.CODE]
    assert redeem(code, end, way=Way.CODE) is None
    assert redeem(code, end - timedelta(seconds=1), way=Way.CODE)
    assert redeem(code, end - timedelta(seconds=1), way=Way.CODE) is None


def test_a_newer_code_replaces_the_one_before(alice: Person, now: datetime) -> None:
    old, new = short_code(alice.owner, now), short_code(alice.owner, now)
    assert redeem(old, now, way=Way.CODE) is None
    assert redeem(new, now, way=Way.CODE)


def test_a_code_of_carol_leaves_the_code_of_alice(alice: Person, carol: Person, now: datetime) -> None:
    code = short_code(alice.owner, now)
    short_code(carol.owner, now)
    assert redeem(code, now, way=Way.CODE)


def test_a_code_has_no_letter_that_is_read_for_another(alice: Person, now: datetime) -> None:
    assert not set("0O1I") & set(LETTERS)
    assert len(LETTERS) == 32
    assert set(short_code(alice.owner, now)) <= set(LETTERS)
    assert typed_code("k7m4-2pqr") == "K7M42PQR"


def test_each_kind_of_code_opens_by_its_own_door_only(alice: Person, browser: FlaskClient, now: datetime) -> None:
    recovery, code, link = start_alone(browser, now), short_code(alice.owner, now), invite(alice.owner, now)
    for wrong, way in ((recovery, Way.CODE), (link, Way.CODE), (code, Way.LINK), (recovery, Way.LINK)):
        assert redeem(wrong, now, way=way) is None
    assert recover(code, now) is None
    assert recover(link, now) is None


def test_a_recovery_code_is_shown_once(browser: FlaskClient, now: datetime) -> None:
    code = start_alone(browser, now)
    assert len(typed_code(code)) == 24
    for path in ("/now", "/phones", "/recovery", "/start"):
        assert code not in browser.get(path).text


def test_a_recovery_code_opens_the_plan_and_is_replaced(app: Flask, browser: FlaskClient, now: datetime) -> None:
    lost, code = browser, start_alone(browser, now)
    found = app.test_client()
    answer = send(found, "/recovery", {"code": code.lower()})
    fresh = code_on(answer.text)
    assert answer.status_code == 200
    assert fresh != code
    assert found.get("/now").status_code == 200
    assert lost.get("/now").location == "/"
    assert send(app.test_client(), "/recovery", {"code": code}).status_code == 422
    assert send(app.test_client(), "/recovery", {"code": fresh}).status_code == 200
    assert found.get("/now").location == "/"


def test_a_code_made_on_the_lost_phone_dies_with_it(app: Flask, browser: FlaskClient, now: datetime) -> None:
    recovery = start_alone(browser, now)
    thiefs = code_on(send(browser, "/phones/codes").text)
    send(app.test_client(), "/recovery", {"code": recovery})
    assert send(app.test_client(), "/code", {"code": thiefs}).status_code == 422


def test_a_new_recovery_code_replaces_the_old_one(app: Flask, browser: FlaskClient, now: datetime) -> None:
    old = start_alone(browser, now)
    new = code_on(send(browser, "/phones/recovery-codes").text)
    assert send(app.test_client(), "/recovery", {"code": old}).status_code == 422
    assert send(app.test_client(), "/recovery", {"code": new}).status_code == 200


def test_a_patient_of_a_clinic_cannot_make_a_recovery_code(alice: Person) -> None:
    assert "recovery code" not in alice.phone.get("/phones").text
    assert send(alice.phone, "/phones/recovery-codes").location == "/phones"
    assert not db.session.scalar(select(Invite).where(Invite.way == Way.RECOVERY))


def test_too_many_tries_keep_the_code_and_say_how_long(alice: Person, browser: FlaskClient, now: datetime) -> None:
    for _ in range(CODES.many):
        assert send(browser, "/code", {"code": "WRNG"}).status_code == 422
    right = grouped(short_code(alice.owner, now))
    for path in ("/code", "/recovery"):
        answer = send(browser, path, {"code": right})
        assert answer.status_code == 429
        assert f'value="{right}"' in answer.text
        assert "Wait ten minutes" in answer.text
