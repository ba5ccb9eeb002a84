"""Whoever runs the program sees whether reminders are being sent; nobody learns anything of a patient."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from companion.extensions import db
from companion.services.health import health, say_alive
from companion.services.push_state import ring
from companion.services.remind import plan_again
from tests.cast import Person
from tests.services.post import reminders

JSON = {"Accept": "application/json"}


@pytest.fixture
def keys(app: Flask) -> None:
    ring().add()


@pytest.mark.usefixtures("keys")
def test_all_is_well_while_a_worker_beats(browser: FlaskClient, now: datetime) -> None:
    say_alive("one", now)
    say_alive("two", now)
    answer = browser.get("/health", headers=JSON)
    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["well"], told["workers"], told["late_seconds"]) == (True, 2, 0)
    assert "Reminders are being sent." in browser.get("/health", headers={"Accept": "text/html"}).text


@pytest.mark.usefixtures("keys")
def test_no_worker_was_ever_there(browser: FlaskClient) -> None:
    answer = browser.get("/health", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "Start one: companion worker" in answer.text
    assert browser.get("/health", headers=JSON).get_json()["beat_at"] is None


@pytest.mark.usefixtures("keys")
def test_a_silent_worker_counts_no_more_and_is_forgotten_after_a_day(app: Flask, now: datetime) -> None:
    say_alive("one", now)
    assert health(now + timedelta(seconds=59)).is_well
    silent = health(now + timedelta(seconds=61))
    assert (silent.workers, silent.is_well, silent.beat_at) == (0, False, now)
    say_alive("two", now + timedelta(days=2))
    assert db.session.execute(text("SELECT worker FROM heartbeat")).scalars().all() == ["two"]


@pytest.mark.usefixtures("keys")
def test_what_waits_for_long_is_told_though_a_worker_beats(alice: Person, now: datetime) -> None:
    plan_again(alice.owner, now)
    db.session.commit()
    due_at = min(row.next_at for row in reminders(alice).values() if row.next_at)
    for late, is_well in ((timedelta(minutes=2), True), (timedelta(minutes=3), False)):
        say_alive("one", due_at + late)
        assert health(due_at + late).is_well == is_well


def test_without_push_keys_it_is_not_well(browser: FlaskClient, now: datetime) -> None:
    say_alive("one", now)
    assert browser.get("/health").status_code == 503


def test_a_database_that_does_not_answer_is_told(app: Flask, browser: FlaskClient) -> None:
    db.session.execute(text("DROP TABLE heartbeat"))
    db.session.commit()
    answer = browser.get("/health", headers=JSON)
    assert (answer.status_code, answer.get_json()) == (503, {"well": False, "database": False})
    assert "The database does not answer." in browser.get("/health", headers={"Accept": "text/html"}).text


@pytest.mark.usefixtures("keys")
def test_nothing_in_it_tells_of_a_patient(alice: Person, browser: FlaskClient, now: datetime) -> None:
    say_alive("host of the clinic", now)
    for headers in (JSON, {"Accept": "text/html"}):
        told = re.sub(r"<head>.*</head>", "", browser.get("/health", headers=headers).text, flags=re.DOTALL)
        assert not re.search(r"Alice|Marlow|host of|patient|treatment|daxxify", told, re.IGNORECASE)


@pytest.mark.usefixtures("keys")
def test_the_desk_is_warned_where_nothing_is_sent(alice: Person, bob: FlaskClient, now: datetime) -> None:
    path = f"/practitioner/treatments/{alice.treatment_id}"
    assert "No reminders are being sent at the moment." in bob.get(path).text
    say_alive("one", now + timedelta(seconds=30))
    assert "No reminders are being sent" not in bob.get(path).text
