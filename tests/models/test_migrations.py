"""The migrations make what the models say, on a database that holds data too."""

from pathlib import Path
from uuid import uuid4

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import text

from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.models.keyring import pages_of_keys
from companion.services.keys import first_names
from tests.cast import Person
from tests.models.old_house import NAME, house_at, old_patient


def differences() -> list[object]:
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), db.metadata))


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    assert differences() == []


def test_a_table_that_no_migration_makes_would_be_seen(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE invite"))
    assert differences()


def test_upgrading_again_keeps_everything(app: Flask, alice: Person) -> None:
    database.upgrade(app)
    assert alice.phone.get("/now").status_code == 200


def test_sqlite_keeps_what_was_acknowledged(app: Flask) -> None:
    with db.engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_the_keys_of_an_older_house_move_to_a_database_of_their_own(tmp_path: Path) -> None:
    old = house_at(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)}), "0002")
    alice = old_patient(old)
    database.upgrade(old)
    with old.app_context():
        assert first_names([alice]) == {alice: NAME}
        secret = next(pages_of_keys())[0].wrapped
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    assert {file.name for file in tmp_path.iterdir() if secret in file.read_bytes()} == {"keys.sqlite"}


def test_a_move_of_the_keys_that_was_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    """Killed after the copy, before the table went."""
    old = house_at(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)}), "0002")
    alice = old_patient(old)
    with old.app_context():
        database.upgrade(old)
        keys = next(pages_of_keys())
        flask_migrate.downgrade(revision="0003")
        assert db.session.execute(text("SELECT count(*) FROM patient_key")).scalar() == 1
        db.session.remove()
    database.upgrade(old)
    with old.app_context():
        assert first_names([alice]) == {alice: NAME}
        assert next(pages_of_keys()) == keys
        for engine in db.engines.values():
            engine.dispose()


def test_whoever_came_first_to_an_older_house_and_stays_owns_its_clinic(tmp_path: Path) -> None:
    old = house_at(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)}), "0005")
    add = text(
        "INSERT INTO practitioner (id, clinic_id, name, created_at, left_at) VALUES (:id, :clinic, :name, :at, :left)"
    )
    clinic, left = uuid4().hex, "2026-02-01 00:00:00"
    with old.app_context():
        made = {"id": clinic, "at": "2026-01-01 00:00:00"}
        db.session.execute(
            text("INSERT INTO clinic (id, name, is_house, created_at) VALUES (:id, 'Quay', 0, :at)"), made
        )
        for day, name in enumerate(("Lea", "Olga", "Bob"), 1):
            facts = {"at": f"2026-01-0{day} 00:00:00", "left": left if name == "Lea" else None}
            db.session.execute(add, {"id": uuid4().hex, "clinic": clinic, "name": name} | facts)
        db.session.commit()
        db.session.remove()
        database.upgrade(old)
        rows = db.session.execute(text("SELECT name, role FROM practitioner"))
        assert {row.name: row.role for row in rows} == {"Lea": "practitioner", "Olga": "owner", "Bob": "practitioner"}
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
