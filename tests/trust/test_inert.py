"""Looking at a link changes nothing: scanners, previews and the curious open no plan."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Practitioner
from companion.models.staff import spend_staff_invite
from companion.services.admit import redeem
from companion.services.invites import invite, join_code, recovery_code, short_code
from companion.services.keys import hash_of
from companion.services.staff import invite_staff
from tests.cast import Person
from tests.trust.conftest import Say, of
from tests.trust.dump import rows_of_every_table

METHODS = ("GET", "HEAD", "OPTIONS")
FORMS = (
    "{page}",
    "{page}#{token}",
    "{page}?token={token}",
    "{page}?x#{token}",
    "{page}?%23{token}",
    "{page}/{token}",
)
PAGES = ("/invite", "/practitioner/enrolment", "/code", "/recovery", "/clinic", "/phones", "/practitioner", "/start")


@pytest.fixture
def tokens(alice: Person, bob: FlaskClient, now: datetime) -> dict[str, str]:
    bobs = db.session.scalars(select(Practitioner)).one()
    tokens = {
        "link": invite(alice.owner, now),
        "staff": invite_staff(bobs, now),
        "code": short_code(alice.owner, now),
        "join": join_code(alice.owner[0], now),
        "recovery": recovery_code(alice.owner, now),
    }
    db.session.commit()
    return tokens


def test_looking_changes_no_row_of_any_table(
    app: Flask, alice: Person, bob: FlaskClient, browser: FlaskClient, tokens: dict[str, str], now: datetime, say: Say
) -> None:
    before, looks = rows_of_every_table(app), 0
    while looks < of(10_000):
        for client in (browser, alice.phone, bob):
            for page in PAGES:
                for form in FORMS:
                    path = form.format(page=page, token=list(tokens.values())[looks % len(tokens)])
                    status = client.open(path, method=METHODS[looks % 3]).status_code
                    assert status in (200, 303, 404), path
                    looks += 1
    after = rows_of_every_table(app)
    assert after == before
    assert sum(map(len, before.values())) > 10
    assert redeem(tokens["link"], now)
    assert opens_for_staff(tokens["staff"], now)
    assert rows_of_every_table(app) != before
    say(f"{looks} looks at {len(PAGES)} pages changed 0 of {sum(map(len, before.values()))} rows")


def opens_for_staff(token: str, now: datetime) -> bool:
    return spend_staff_invite(hash_of(token), now)


@pytest.mark.parametrize(("page", "of_whom"), [("/invite", "link"), ("/practitioner/enrolment", "staff")])
@pytest.mark.parametrize("method", METHODS)
def test_a_thousand_looks_leave_the_link_good(
    app: Flask,
    browser: FlaskClient,
    tokens: dict[str, str],
    now: datetime,
    say: Say,
    page: str,
    of_whom: str,
    method: str,
) -> None:
    before = rows_of_every_table(app)
    for number in range(of(1_000)):
        form = FORMS[number % 5].format(page=page, token=tokens[of_whom])
        assert browser.open(form, method=method).status_code == 200
    assert rows_of_every_table(app) == before
    opens = redeem if of_whom == "link" else opens_for_staff
    assert opens(tokens[of_whom], now)
    say(f"{of(1_000)} {method} of {page} changed 0 rows, and the link opened afterwards")
