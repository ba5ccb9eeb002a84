"""An upload that is cut anywhere leaves nothing, and one whose process is killed anywhere loses nothing."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from companion.extensions import db
from companion.models import Entry, Photo
from companion.models.journal import Size
from companion.services.photos import open_photo, store
from companion.services.sweep_photos import sweep_photos
from tests.cast import Person
from tests.faults.web import Sent, Web, forking, put, put_and_hang_up, serving, start
from tests.journal import jpeg, told
from tests.trust.conftest import WHOLE, Say, of
from tests.web.desk_form import many

PART = 64 * 1024
LATER = timedelta(hours=2)
CHANCE = random.Random(5)


def files(folder: Path) -> list[Path]:
    return [file for file in (folder / "photos").rglob("*") if file.is_file()]


def rows_without_their_files() -> list[object]:
    """Those of which a size does not open."""
    db.session.rollback()
    return [photo.id for photo in db.session.query(Photo) if not all(open_photo(photo, size) for size in Size)]


def test_an_upload_cut_at_every_64_kb_leaves_nothing(app: Flask, alice: Person, now: datetime, say: Say) -> None:
    sent, session = Sent(told(alice, now), jpeg(1, 4000, 3000)), alice.session
    with serving(app.config["COMPANION"].instance) as web:
        path, body, headers = sent.entry_request()
        for after in (0, 1, len(body) - 1):
            put_and_hang_up(web, session, path, body, headers, after)
        assert many(Entry) == 0
        assert put(web, session, *sent.entry_request()) == 201
        path, body, headers = sent.photo_request()
        cuts = [*range(0, len(body), PART), len(body) - 1]
        for after in cuts:
            put_and_hang_up(web, session, path, body, headers, after)
        db.session.rollback()
        assert (many(Photo), files(app.config["COMPANION"].instance)) == (0, [])
        assert put(web, session, path, body, headers) == 201
        assert put(web, session, path, body, headers) == 200
    assert rows_without_their_files() == []
    assert many(Photo) == 1
    say(f"an upload of {len(body)} bytes, cut at {len(cuts)} places: 0 rows, 0 files; then taken whole")


@pytest.fixture
def folder(app: Flask) -> Path:
    instance: Path = app.config["COMPANION"].instance
    return instance


Kill = Callable[[Web], None]


def test_a_process_killed_anywhere_while_it_receives_loses_nothing(
    app: Flask, alice: Person, now: datetime, folder: Path, say: Say
) -> None:
    session, kills = alice.session, of(200)
    sent = [Sent(told(alice, now, note=str(number)), jpeg(number % 4)) for number in range(kills)]
    heard: dict[int, list[int | None]] = {}
    left: Counter[str] = Counter()
    with nullcontext(partial(start, folder)) if WHOLE else forking(folder) as started:
        lasts = how_long(started(), session, Sent(told(alice, now), jpeg(9)))
        for number, one in enumerate(sent):
            heard[number] = send_and_kill(started(), session, one, kill_at(number, kills, lasts, folder))
            left[what_is_left(one)] += 1
            assert rows_without_their_files() == []
            if number % 20 == 0:
                sweep_photos(now + LATER)
    for number, (entry, photo) in heard.items():
        if entry in (200, 201):
            assert db.session.get(Entry, sent[number].entry_id)
        if photo in (200, 201):
            assert db.session.get(Photo, sent[number].photo_id)
    check_what_stays(folder, now)
    with serving(folder) as web:
        for one in sent:
            assert put(web, session, *one.entry_request()) in (200, 201)
            assert put(web, session, *one.photo_request()) in (200, 201)
    assert (many(Entry), many(Photo)) == (kills + 1, kills + 1)
    check_what_stays(folder, now)
    say(f"{kills} kills while receiving: {dict(left)}; lost 0, rows without a file 0, orphans after the sweep 0")


def how_long(web: Web, session: str, sent: Sent) -> float:
    """Seconds of an entry with a photo on a fresh process."""
    begun = time.monotonic()
    try:
        assert put(web, session, *sent.entry_request()) == 201
        assert put(web, session, *sent.photo_request()) == 201
        return time.monotonic() - begun
    finally:
        web.kill()


def kill_at(number: int, kills: int, lasts: float, folder: Path) -> Kill:
    """Two in five at a moment swept over the whole way, the others where a file has just come, of each kind."""
    here = len(files(folder))

    def swept(web: Web) -> None:
        time.sleep(lasts * 1.1 * number / kills)

    def when_a_file_came(web: Web) -> None:
        until, more = time.monotonic() + 20, here + number % 2 + 1
        while len(files(folder)) < more and time.monotonic() < until:
            time.sleep(0.0005)
        time.sleep(CHANCE.choice((0, 0, 0.001, 0.002, 0.004, 0.008)))

    return swept if number % 5 < 2 else when_a_file_came


def send_and_kill(web: Web, session: str, sent: Sent, wait: Kill) -> list[int | None]:
    """What the phone heard of its entry and of its photo."""
    heard: list[int | None] = [None, None]

    def send() -> None:
        heard[0] = put(web, session, *sent.entry_request())
        if heard[0] is not None:
            heard[1] = put(web, session, *sent.photo_request())

    phone = threading.Thread(target=send)
    phone.start()
    wait(web)
    web.kill()
    phone.join()
    return heard


def what_is_left(sent: Sent) -> str:
    """How far it had come."""
    db.session.rollback()
    if db.session.get(Photo, sent.photo_id):
        return "row"
    came = [name for name, _ in store().names() if name.startswith(str(sent.photo_id))]
    if came:
        return f"{len(came)} files"
    return "entry" if db.session.get(Entry, sent.entry_id) else "nothing"


def check_what_stays(folder: Path, now: datetime) -> None:
    """After the sweep: the files of the rows, and no others."""
    sweep_photos(now + LATER)
    assert rows_without_their_files() == []
    expected = {name for photo in db.session.query(Photo) for name in photo.object_names()}
    assert {file.name for file in files(folder)} == expected
