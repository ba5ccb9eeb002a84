"""Alice, two hours after her treatment, on a fresh application in a temporary folder."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from tests.cast import enrol_at


class AtHome(NamedTuple):
    app: Flask
    phone: FlaskClient
    page: str


@contextmanager
def alice() -> Iterator[AtHome]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"COMPANION_INSTANCE": folder}))
        database.upgrade(app)
        with app.app_context():
            person = enrol_at(app, "Marlow Street Clinic", datetime.now(UTC) - timedelta(hours=2), "Alice")
            phone, page = person.phone, person.page
        yield AtHome(app, phone, page)
