"""A house of an earlier version, with a patient in it."""

import sqlite3
from datetime import UTC, datetime
from uuid import UUID, uuid4

import flask_migrate
from flask import Flask

from companion.adapters.vault import Vault
from companion.app import ROOT, create_app
from companion.config import Config
from companion.extensions import db
from companion.services.keys import make_keyring, vault

NAME = "Alice"


def house_at(config: Config, revision: str) -> Flask:
    """The application on a database that stopped at that migration."""
    app = create_app(config)
    with app.app_context():
        make_keyring()
        flask_migrate.Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
        flask_migrate.upgrade(revision=revision)
        db.engine.dispose()
    return app


def old_patient(app: Flask) -> UUID:
    """A patient as version 0002 kept one: the wrapped key beside the row."""
    clinic, patient = uuid4(), uuid4()
    with app.app_context():
        ring: Vault = vault()
    key = ring.new_key(str(clinic), str(patient))
    name = ring.open(key, str(clinic), str(patient)).seal(NAME, "patient", "first_name", str(patient))
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    connection = sqlite3.connect(app.config["COMPANION"].instance / "companion.sqlite")
    connection.execute(
        "INSERT INTO clinic (id, name, is_house, created_at) VALUES (?, 'Marlow Street Clinic', 0, ?)",
        (clinic.hex, now),
    )
    connection.execute("INSERT INTO patient VALUES (?, ?, ?, ?)", (patient.hex, clinic.hex, name, now))
    row = (patient.hex, clinic.hex, key.key_id, key.wrapped)
    connection.execute("INSERT INTO patient_key (patient_id, clinic_id, key_id, wrapped) VALUES (?, ?, ?, ?)", row)
    connection.commit()
    connection.close()
    return patient
