"""The sweep takes files that belong to no photo, and none where the database may be the wrong one."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete

from companion.extensions import db
from companion.models import Photo
from companion.models.journal import Size
from companion.services.photos import open_photo, store
from companion.services.sweep_keys import MANY, WrongDatabaseError
from companion.services.sweep_photos import KEPT, sweep_photos
from tests.cast import Person
from tests.journal import keep_photo
from tests.services.kept import files

LATER = KEPT + timedelta(minutes=1)


def age(paths: list[Path], by: timedelta) -> None:
    then = time.time() - by.total_seconds()
    for path in paths:
        os.utime(path, (then, then))


def test_files_without_a_row_go_after_an_hour_and_others_stay(app: Flask, alice: Person, now: datetime) -> None:
    kept, lost = keep_photo(alice, now), keep_photo(alice, now, seed=1)
    names: dict[str, Any] = {"kept": set(kept.object_names()), "lost": set(lost.object_names())}
    db.session.execute(delete(Photo).where(Photo.id == lost.id))
    db.session.commit()
    half = files(app)[0].with_name(".tmp-0123")
    half.write_bytes(b"half")
    assert sweep_photos(now) == 0
    assert {file.name for file in files(app)} == {*names["kept"], *names["lost"], half.name}
    age(files(app), LATER)
    assert sweep_photos(now) == 3
    assert {file.name for file in files(app)} == names["kept"]
    assert open_photo(kept, Size.VIEW)


def test_the_sweep_touches_no_files_of_another_database(app: Flask, alice: Person, now: datetime) -> None:
    for number in range(MANY + 1):
        store().put(f"{uuid4()}-{number:08x}.view", b"x")
    with pytest.raises(WrongDatabaseError):
        sweep_photos(now + LATER)
    assert len(files(app)) == MANY + 1


def test_nor_any_where_there_is_no_patient(app: Flask, now: datetime) -> None:
    store().put(f"{uuid4()}-00000000.view", b"x")
    with pytest.raises(WrongDatabaseError):
        sweep_photos(now + LATER)
