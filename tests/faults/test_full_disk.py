"""A disk that fills up: photos stop first, entries last, and nothing that was typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from shutil import disk_usage

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from companion.extensions import db
from companion.models import Entry, Photo
from companion.services.room import MEGABYTE
from tests.cast import Person
from tests.journal import jpeg, keep_entry, put_entry, put_photo, told
from tests.web.desk_form import many, send


@contextmanager
def full_database() -> Iterator[None]:
    """SQLite may take no page more than it has: it says that the disk is full."""

    def stop(connection: object, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    db.session.rollback()
    db.engine.dispose()
    event.listen(db.engine, "checkout", stop)
    yield
    event.remove(db.engine, "checkout", stop)
    db.session.rollback()
    db.engine.dispose()


def leave(app: Flask, megabytes: int) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], keep_free=megabytes)


def test_photos_leave_room_for_words(app: Flask, alice: Person, now: datetime) -> None:
    free = disk_usage(app.config["COMPANION"].instance).free // MEGABYTE
    leave(app, free + 10_000)
    entry_id = keep_entry(alice, now, note="Sore")
    refused = put_photo(alice.phone, entry_id, jpeg())
    assert (refused.status_code, refused.get_json()["reason"]) == (507, "no_room")
    assert "Your words still come through." in refused.get_json()["message"]
    assert put_entry(alice.phone, told(alice, now, note="Sorer")).status_code == 201
    assert (many(Photo), many(Entry)) == (0, 2)
    leave(app, 1)
    assert put_photo(alice.phone, entry_id, jpeg()).status_code == 201


def test_a_photo_that_is_here_is_here_on_a_full_disk_too(app: Flask, alice: Person, now: datetime) -> None:
    entry_id = keep_entry(alice, now)
    photo_id = put_photo(alice.phone, entry_id, jpeg()).get_json()["id"]
    leave(app, 1_000_000_000)
    assert put_photo(alice.phone, entry_id, jpeg(), photo_id).status_code == 200


def test_an_entry_on_a_full_disk_is_told_and_comes_in_later(alice: Person, now: datetime) -> None:
    body = told(alice, now, note="Sore " * 390)
    entry_id = put_entry(alice.phone, told(alice, now)).get_json()["id"]
    with full_database():
        refused = fill(alice, body)
        assert refused == {
            "reason": "no_room",
            "message": "We have no room right now. What you sent is safe on this phone. It is sent again in a while.",
        }
        assert put_entry(alice.phone, told(alice, now), entry_id).status_code == 200  # what is here is found
    assert put_entry(alice.phone, body).status_code == 201


def fill(person: Person, body: dict[str, object]) -> object:
    """Entries until there is no room for one."""
    for _ in range(90):
        answer = put_entry(person.phone, body)
        if answer.status_code != 201:
            assert answer.status_code == 507
            return answer.get_json()
    raise AssertionError("all of them went in")


def test_the_form_keeps_what_was_typed(alice: Person, now: datetime) -> None:
    form = {"treatment_id": str(alice.treatment_id), "note": "Sore " * 390}
    with full_database():
        answers = [send(alice.phone, "/check-in", form) for _ in range(90)]
    full = next(answer for answer in answers if answer.status_code != 303)
    assert full.status_code == 507
    assert "We have no room right now" in full.text
    assert f'name="note" value="{form["note"]}"'.strip() in full.text
    assert "Send it again" in full.text


def test_any_other_trouble_of_the_database_is_not_called_a_full_disk(
    app: Flask, browser: FlaskClient, alice: Person, now: datetime
) -> None:
    app.testing = False
    db.session.execute(db.text("DROP TABLE photo"))
    db.session.commit()
    assert put_photo(alice.phone, keep_entry(alice, now), jpeg()).status_code == 500
