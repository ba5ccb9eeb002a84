"""The database: brought to the newest version by migrations."""

import flask_migrate
from flask import Flask

from companion import models
from companion.app import ROOT
from companion.extensions import db
from companion.services.keys import make_keyring

TABLES = models.__all__


def upgrade(app: Flask) -> None:
    """Run every migration that this database has not seen. LookupError: there are patients, and no keys of theirs."""
    with app.app_context():
        make_keyring()
        _prepare(app)
        flask_migrate.upgrade()


def draft_migration(app: Flask, message: str) -> None:
    """Write a migration from what the models say and this database lacks."""
    with app.app_context():
        _prepare(app)
        flask_migrate.migrate(message=message)


def _prepare(app: Flask) -> None:
    flask_migrate.Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
