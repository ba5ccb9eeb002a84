"""Alice travels: her phone's clock is what quiet hours and the sun go by, though she never switched push on."""

import sqlite3
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from companion.extensions import db
from companion.models import ReminderWishes
from companion.models.wishes import wishes_of
from companion.services.remind import plan_again
from tests.cast import Person
from tests.services.post import reminders

CHECK_IN = "rm-checkin-3"


@pytest.fixture(autouse=True)
def _planned(alice: Person, now: datetime) -> None:
    plan_again(alice.owner, now)
    db.session.commit()


def opens_now(alice: Person, zone: str) -> list[str]:
    """The statements that change something."""
    statements: list[str] = []
    listener = (db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    alice.phone.set_cookie("zone", zone)
    event.listen(*listener)
    assert alice.phone.get("/now").status_code == 200
    event.remove(*listener)
    return [one for one in statements if not one.startswith("SELECT")]


def kept(alice: Person) -> ReminderWishes | None:
    db.session.expire_all()
    return wishes_of(alice.patient.id)


def test_a_page_tells_of_another_zone_once(alice: Person) -> None:
    before = reminders(alice)[CHECK_IN].due_at
    assert opens_now(alice, "Asia/Tokyo")
    row = kept(alice)
    assert row
    assert row.zone == "Asia/Tokyo"
    assert reminders(alice)[CHECK_IN].due_at < before
    assert opens_now(alice, "Asia/Tokyo") == [], "the same one again writes nothing"
    assert opens_now(alice, "Europe/London")
    assert reminders(alice)[CHECK_IN].due_at == before


def test_at_home_nothing_is_planned_again(alice: Person) -> None:
    opens_now(alice, "Europe/London")
    assert kept(alice) is None
    assert opens_now(alice, "Europe/London") == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "é", "a" * 4000])
def test_a_zone_that_is_none_is_left_out(alice: Person, zone: str) -> None:
    assert opens_now(alice, zone) == []
    assert kept(alice) is None


def test_a_visitor_tells_nothing(alice: Person) -> None:
    browser = alice.phone.application.test_client()
    browser.set_cookie("zone", "Asia/Tokyo")
    assert browser.get("/").status_code == 200
    assert kept(alice) is None


def test_a_full_disk_takes_no_page_away(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("companion.services.whereabouts.note_zone", full)
    assert opens_now(alice, "Asia/Tokyo") == []
    monkeypatch.undo()
    assert opens_now(alice, "Asia/Tokyo")
