"""The migrations make what the models say, on a database that holds data too."""

from pathlib import Path

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
