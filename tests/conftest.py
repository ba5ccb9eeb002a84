"""A real application on a real database; Alice the patient, Bob her practitioner, Carol of another clinic."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.adapters.web_push.keys import FILE as KEYS_FILE
from companion.adapters.web_push.keys import Keys
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


@pytest.fixture(scope="session")
def shared_app(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Made once: its routes and templates cost as much as a whole test. Use `app`, which has a new house."""
    return _app_in(tmp_path_factory.mktemp("house"), empty_database)


@pytest.fixture
def app(shared_app: Flask, empty_database: Path) -> Iterator[Flask]:
    """The application in a new house. What a test sets in its `config` and `extensions` is undone."""
    config, extensions = dict(shared_app.config), dict(shared_app.extensions)
    folder = config["COMPANION"].instance
    _furnish(folder, empty_database)
    shared_app.testing = True
    shared_app.extensions["companion.push_keys"] = Keys(folder / KEYS_FILE)
    with shared_app.app_context():
        yield shared_app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    shared_app.config.update(config)
    shared_app.extensions.update(extensions)


@pytest.fixture
def new_app(empty_database: Path, tmp_path: Path) -> Flask:
    """An application of the test's own, for one that adds routes."""
    app = _app_in(tmp_path, empty_database)
    app.testing = True
    return app


def _app_in(folder: Path, empty_database: Path) -> Flask:
    _furnish(folder, empty_database)
    return create_app(Config.from_environment({"COMPANION_INSTANCE": str(folder)}))


def _furnish(folder: Path, empty_database: Path) -> None:
    """Nothing is in that folder but empty databases, and the secrets that they were made with."""
    shutil.rmtree(folder)
    shutil.copytree(empty_database, folder)


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
