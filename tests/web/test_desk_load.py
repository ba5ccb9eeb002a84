"""A clinic of many made-up people at the desk: as many questions as for one patient, each answered by an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from benchmarks.at_the_desk import PATIENTS, TODAY, page_of_most_photos
from companion.cli.seed import seed_command
from companion.extensions import db
from companion.models import Entry, Photo, Treatment, Waiting
from companion.models.journal import Size
from companion.services.photos import open_photo
from companion.services.seed import Size as Many
from companion.services.seed import seed
from companion.services.staff import open_session
from tests.cast import Person
from tests.statements import statements
from tests.test_config import production
from tests.web.desk_form import many

SMALL = Many(80, 900, 240, waiting=60, days=40, few_files=True)
LARGE = "(?:entry|photo|treatment|review|patient|telling|reminder|delivery|subscription|device|grant_given|adjustment)"
WHOLE = re.compile(rf"\bSCAN {LARGE}\b|\bSEARCH (?!treatment){LARGE}\w* .*\(clinic_id=\?\)$")


@pytest.fixture
def olive(app: Flask, now: datetime) -> FlaskClient:
    """The owner of a made-up clinic, at the desk."""
    owner = seed(SMALL, now, lambda _line: None)
    desk = app.test_client()
    desk.set_cookie("companion-staff", open_session(owner.id, now))
    return desk


@contextmanager
def plans() -> Iterator[list[str]]:
    """How SQLite finds what the block asks for."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, told: Any, _context: Any, are_many: bool) -> None:
        asked = cursor.connection.cursor()
        found.extend(row[3] for row in asked.execute(f"EXPLAIN QUERY PLAN {statement}", told[0] if are_many else told))
        asked.close()

    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)


def test_a_clinic_full_of_made_up_people(app: Flask, olive: FlaskClient, now: datetime) -> None:
    assert (many(Treatment), many(Entry), many(Photo), many(Waiting)) == (80, 900, 240, 60)
    page = page_of_most_photos()
    today, review = olive.get(TODAY).text, olive.get(page).text
    assert "1–50 of 60 wait" in today and "An eyelid droops" in today
    assert review.count("data-photo=") >= 10
    photo = db.session.scalars(select(Photo).where(Photo.entry_id == UUID(page.rpartition("/")[2]))).first()
    assert photo and len(open_photo(photo, Size.VIEW)) > len(open_photo(photo, Size.THUMB))
    is_cheap(olive, page)
    db.session.execute(update(Treatment).values(follow_up_at=now + timedelta(days=1)))
    db.session.commit()
    week = olive.get(TODAY).text
    assert week.count('id="visit-') == 20 and "Show all 80 checks" in week
    assert olive.get(f"{TODAY}?week=all").text.count('id="visit-') == 80


def is_cheap(olive: FlaskClient, page: str) -> None:
    """No table is read from end to end; while nothing changed, Today asks twice."""
    with plans() as found:
        for path in (TODAY, f"{TODAY}?of=mine&urgent=yes", page, PATIENTS):
            assert olive.get(path).status_code == 200
    assert found
    assert not [plan for plan in found if WHOLE.search(plan)]
    tag = olive.get(TODAY, headers={"HX-Request": "true"}).headers["ETag"]
    with statements() as asked:
        assert olive.get(TODAY, headers={"HX-Request": "true", "If-None-Match": tag}).status_code == 304
    assert len(asked) == 2, asked


def test_never_beside_somebody_real(app: Flask, alice: Person) -> None:
    done = CliRunner().invoke(seed_command, env={"COMPANION_INSTANCE": str(app.config["COMPANION"].instance)})
    assert done.exit_code == 2 and "there are patients here already" in done.output


def test_never_in_production(tmp_path: Path) -> None:
    done = CliRunner().invoke(seed_command, env=production(tmp_path))
    assert done.exit_code == 2 and "no place in production" in done.output
