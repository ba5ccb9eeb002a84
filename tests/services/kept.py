"""What was kept: the row of an entry, the files of the photos."""

from pathlib import Path
from uuid import UUID

from flask import Flask

from companion.extensions import db
from companion.models import Entry


def entry(entry_id: UUID) -> Entry:
    return db.session.get_one(Entry, entry_id)


def files(app: Flask) -> list[Path]:
    return [file for file in app.config["COMPANION"].photos.rglob("*") if file.is_file()]
