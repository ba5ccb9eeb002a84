"""A seeded clinic in a temporary folder, and its owner at the desk."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.models import Photo, Treatment
from companion.services.seed import Size, seed
from companion.services.staff import open_session
from tests.statements import statements

TODAY, PATIENTS = "/practitioner", "/practitioner/treatments"


class Desk(NamedTuple):
    """`review`: the page of the entry, of whoever has the most photos, that came last."""

    app: Flask
    browser: FlaskClient
    review: str

    def asked(self, path: str, **headers: str) -> int:
        """How often that page asks the database."""
        with self.app.app_context(), statements() as found:
            self.browser.get(path, headers=headers)
        return len(found)

    def milliseconds(self, path: str, views: int, **headers: str) -> float:
        """Of CPU, for one view."""
        started = time.process_time()
        for _ in range(views):
            self.browser.get(path, headers=headers)
        return (time.process_time() - started) / views * 1000


@contextmanager
def desk(size: Size) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"COMPANION_INSTANCE": folder}))
        database.upgrade(app)
        now = datetime.now(UTC).replace(microsecond=0)
        with app.app_context():
            owner = seed(size, now, lambda _line: None)
            browser = app.test_client()
            browser.set_cookie("companion-staff", open_session(owner.id, now))
            review = page_of_most_photos()
            db.session.remove()
        yield Desk(app, browser, review)
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def page_of_most_photos() -> str:
    most = select(Photo.patient_id).group_by(Photo.patient_id).order_by(func.count().desc()).limit(1).scalar_subquery()
    last = select(Photo.entry_id, Treatment.id).join(Treatment, Treatment.patient_id == Photo.patient_id)
    row = db.session.execute(last.where(Photo.patient_id == most).order_by(Photo.received_at.desc()).limit(1)).one()
    return f"{PATIENTS}/{row[1]}/entries/{row[0]}"
