"""A real application on a real database; Alice the patient, Bob her practitioner, Carol of another clinic."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.services.publish import open_house
from tests.cast import Person, enrol_at, staff_at

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases that were made by the migrations, to be copied; the protocol is published in them."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(Config.from_environment({"COMPANION_INSTANCE": str(folder)}))
    database.upgrade(app)
    with app.app_context():
        open_house(datetime(2026, 1, 1, tzinfo=UTC))
        for engine in db.engines.values():
            engine.dispose()  # closing the last connection brings the log into the file
    return folder


@pytest.fixture
def app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    for name in ("companion.sqlite", "keys.sqlite"):
        (tmp_path / name).write_bytes((empty_database / name).read_bytes())
    app = create_app(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)}))
    app.testing = True
    with app.app_context():
        yield app


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that never was here."""
    return app.test_client()


@pytest.fixture
def alice(app: Flask, now: datetime) -> Person:
    """Treated two hours ago at Bob's clinic; her phone is signed in."""
    return enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=2), "Alice")


@pytest.fixture
def carol(app: Flask, now: datetime) -> Person:
    """A patient of another clinic, who must see nothing of Alice."""
    return enrol_at(app, "Harbour Clinic", now - timedelta(hours=5), "Carol")


@pytest.fixture
def bob(app: Flask, now: datetime) -> FlaskClient:
    """Alice's practitioner, signed in at the desk."""
    return staff_at(app, "Marlow Street Clinic", now, "Bob")


@pytest.fixture
def carols_practitioner(app: Flask, now: datetime) -> FlaskClient:
    """Works at another clinic, and must see nothing of Alice."""
    return staff_at(app, "Harbour Clinic", now, "Dana")
