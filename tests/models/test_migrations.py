"""The migrations make what the models say, on a database that holds data too."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import text

from companion.cli import database
from companion.extensions import db
from tests.cast import Person


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
