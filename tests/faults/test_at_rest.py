"""Whoever takes the disk reads no note, no name, no answer and sees no photo."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Practitioner
from companion.services.erase import erase_entry
from companion.services.review import Draft, answer
from tests.cast import Person, enrol_at
from tests.faults.conftest import Say
from tests.journal import keep_entry, keep_photo

PICTURES = (b"JFIF", b"Exif\0", b"WEBPVP8", b"ftypheic", b"\x89PNG\r\n", b"Canary Phone")


def test_no_file_holds_a_word_or_a_picture(app: Flask, bob: FlaskClient, now: datetime, say: Say) -> None:
    words = [uuid.uuid4().hex for _ in range(5)]
    dora = enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=2), words[0])
    erased = keep_entry(dora, now, note=words[1], question=words[2])
    kept = keep_entry(dora, now, note=words[1], question=words[2], supersedes_id=erased)
    photo, clinic = keep_photo(dora, now, kept), dora.patient.clinic_id
    answer(clinic, db.session.scalars(select(Practitioner.id)).one(), kept, Draft(words[3]), now)
    other = keep_photo(dora, now, seed=1)
    erase_entry(dora.owner, other.entry_id, now)
    held = everything_in(app.config["COMPANION"].instance)
    assert {"companion.sqlite", "companion.sqlite-wal", "keys.sqlite", *photo.object_names()} <= set(held)
    marks = [*(word.encode() for word in words), *PICTURES]
    assert [(name, mark) for name, body in held.items() for mark in marks if mark in body] == []
    say(f"{len(marks)} canaries and headers, {sum(map(len, held.values()))} bytes in {len(held)} files: found 0")


def test_a_canary_would_be_found(alice: Person, app: Flask, now: datetime) -> None:
    """What is plain by intent: which score, which flag."""
    keep_entry(alice, now, flags=["rf-dry-eye"])
    held = everything_in(app.config["COMPANION"].instance)
    assert [name for name, body in held.items() if b"rf-dry-eye" in body]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
