"""Recovery codes of staff: eight on paper, each once, by a plain form; guessing is stopped."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Practitioner, RecoveryCode
from companion.services.invites import grouped
from companion.services.limits import CODES as CODES_TYPED
from companion.services.limits import SHEETS
from companion.services.recovery import CODES, new_sheet
from companion.services.staff import end_staff
from tests.cast import member_at
from tests.conftest import OUR_PAGE
from tests.web.desk_form import send

PAGE = "/practitioner/recovery"


@pytest.fixture
def bobs(app: Flask, now: datetime) -> Practitioner:
    return member_at("Marlow Street Clinic", now, "Bob")


@pytest.fixture
def codes(bobs: Practitioner, now: datetime) -> list[str]:
    made = new_sheet(bobs.id, now)
    db.session.commit()
    return made


def test_a_code_signs_in_once_and_leads_to_the_passkeys(app: Flask, codes: list[str]) -> None:
    desk = app.test_client()
    assert send(desk, PAGE, {"code": grouped(codes[0]).lower()}).location == "/practitioner/account"
    account = desk.get("/practitioner/account").text
    assert "You have no passkey." in account
    assert f"{CODES - 1} of {CODES} left" in account
    again = send(app.test_client(), PAGE, {"code": codes[0]})
    assert again.status_code == 422
    assert "A code works once." in again.text
    assert f'value="{codes[0]}"' in again.text


def test_whoever_came_by_a_code_may_make_a_passkey_at_once(app: Flask, codes: list[str]) -> None:
    desk = app.test_client()
    send(desk, PAGE, {"code": codes[0]})
    assert desk.get("/practitioner/account/passkeys/new").status_code == 200


def test_codes_are_kept_as_hashes(app: Flask, codes: list[str]) -> None:
    assert len(db.session.scalars(select(RecoveryCode)).all()) == CODES
    files = app.config["COMPANION"].instance.glob("companion.sqlite*")
    kept = b"".join(file.read_bytes() for file in files)
    assert not [code for code in codes if code.encode() in kept]


def test_codes_of_somebody_who_left_open_nothing(
    browser: FlaskClient, bobs: Practitioner, codes: list[str], now: datetime
) -> None:
    end_staff(bobs, now)
    assert send(browser, PAGE, {"code": codes[0]}).status_code == 422


def test_guessing_at_one_account_is_stopped_from_any_address(app: Flask, codes: list[str]) -> None:
    """All codes of a sheet begin with the same four letters: by those the tries at an account are known."""
    for number in range(SHEETS.many):
        assert typed_at(app, f"198.51.100.{number}", codes[0][:4] + "2" * 12) == 422
    assert typed_at(app, "203.0.113.9", codes[0]) == 429
    assert typed_at(app, "203.0.113.9", "ZZZZ" + "2" * 12) == 422, "other accounts go on"


def typed_at(app: Flask, address: str, code: str) -> int:
    where = {"environ_base": {"REMOTE_ADDR": address}}
    return app.test_client().post(PAGE, data={"code": code}, headers=OUR_PAGE, **where).status_code


def test_guessing_from_one_address_is_stopped_and_keeps_what_was_typed(app: Flask, codes: list[str]) -> None:
    for number in range(CODES_TYPED.many):
        assert send(app.test_client(), PAGE, {"code": f"{number}" * 16}).status_code == 422
    answer = send(app.test_client(), PAGE, {"code": codes[0]})
    assert answer.status_code == 429
    assert f'value="{codes[0]}"' in answer.text
