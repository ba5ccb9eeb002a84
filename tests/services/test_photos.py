"""A photo is received whole, once, sealed; its files are there before its row and gone after it."""

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image

from companion.models import Photo
from companion.models.journal import Size
from companion.services.erase import erase_entry, erase_photo
from companion.services.photos import SentPhoto, open_photo, receive_photo, store
from companion.services.refusal import Refusal
from tests.cast import Person
from tests.journal import jpeg, keep_entry, keep_photo, sent_photo
from tests.services.kept import files
from tests.web.desk_form import many

DAY = timedelta(days=1)


def why(person: Person, entry_id: UUID, sent: SentPhoto, now: datetime) -> str:
    with pytest.raises(Refusal) as refused:
        receive_photo(person.owner, entry_id, sent, now)
    return refused.value.reason


def test_a_photo_comes_back_in_two_sizes_upright_and_without_metadata(app: Flask, alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    view = Image.open(io.BytesIO(open_photo(photo, Size.VIEW)))
    thumb = Image.open(io.BytesIO(open_photo(photo, Size.THUMB)))
    assert view.size == (photo.width, photo.height)
    assert thumb.width < view.width
    assert not view.getexif()
    assert photo.sha256 == hashlib.sha256(jpeg()).digest()
    assert len(files(app)) == 2


def test_no_byte_of_the_folder_is_a_picture(app: Flask, alice: Person, now: datetime) -> None:
    keep_photo(alice, now)
    for file in files(app):
        assert not [mark for mark in (b"JFIF", b"Exif", b"WEBP", b"VP8", b"Canary") if mark in file.read_bytes()]


def test_files_of_carol_do_not_open_as_alices(alice: Person, carol: Person, now: datetime) -> None:
    hers, another = keep_photo(alice, now), keep_photo(carol, now, seed=1)
    store().put(hers.object_name(Size.VIEW), store().get(another.object_name(Size.VIEW)))
    with pytest.raises(Refusal, match="lost"):
        open_photo(hers, Size.VIEW)


def test_the_same_again_is_the_same_row(app: Flask, alice: Person, now: datetime) -> None:
    entry_id, sent = keep_entry(alice, now), sent_photo(jpeg())
    first, is_new = receive_photo(alice.owner, entry_id, sent, now)
    again, is_new_again = receive_photo(alice.owner, entry_id, sent, now + DAY)
    assert (is_new, is_new_again, again.id, many(Photo), len(files(app))) == (True, False, first.id, 1, 2)


def test_the_same_id_with_other_content_is_refused(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    other_entry = keep_entry(alice, now)
    for entry_id, sent in (
        (photo.entry_id, sent_photo(jpeg(1), id=photo.id)),
        (photo.entry_id, sent_photo(jpeg(), id=photo.id, expression="smile")),
        (other_entry, sent_photo(jpeg(), id=photo.id)),
    ):
        assert why(alice, entry_id, sent, now) == "changed"


def test_nobody_learns_that_an_id_exists(alice: Person, carol: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    hers = keep_entry(carol, now)
    assert why(carol, photo.entry_id, sent_photo(jpeg()), now) == "not_here"
    assert why(carol, hers, sent_photo(jpeg(), id=photo.id), now) == "not_here"
    assert why(carol, uuid4(), sent_photo(jpeg()), now) == "not_here"
    with pytest.raises(Refusal, match="not_here"):
        erase_photo(carol.owner, photo.entry_id, photo.id, now)
    with pytest.raises(Refusal, match="not_here"):
        erase_entry(carol.owner, photo.entry_id, now)
    assert many(Photo) == 1


def test_half_a_photo_is_not_taken(app: Flask, alice: Person, now: datetime) -> None:
    whole = jpeg()
    half = SentPhoto(uuid4(), whole[:1000], hashlib.sha256(whole).digest(), "rest")
    assert why(alice, keep_entry(alice, now), half, now) == "not_whole"
    assert files(app) == []


@pytest.mark.parametrize(
    ("body", "reason"), [(b"", "not_a_photo"), (b"<svg/>", "not_a_photo"), (jpeg()[:3000], "damaged")], ids=str
)
def test_a_file_that_is_no_photo_costs_that_photo_only(
    app: Flask, alice: Person, now: datetime, body: bytes, reason: str
) -> None:
    entry_id = keep_entry(alice, now)
    assert why(alice, entry_id, sent_photo(body), now) == reason
    assert files(app) == []
    assert keep_photo(alice, now, entry_id)


def test_so_many_a_day_and_so_much(app: Flask, alice: Person, carol: Person, now: datetime) -> None:
    entry_id, allowed = keep_entry(alice, now), app.config["COMPANION"].quota
    for _ in range(allowed.photos):
        assert why(alice, entry_id, sent_photo(b"no photo"), now) == "not_a_photo"
    with pytest.raises(Refusal) as refused:
        receive_photo(alice.owner, entry_id, sent_photo(jpeg()), now)
    assert refused.value.reason == "too_often"
    assert refused.value.until
    assert receive_photo(alice.owner, entry_id, sent_photo(jpeg()), refused.value.until)
    much = sent_photo(bytes(40_000_000))
    reasons = [why(carol, keep_entry(carol, now), much, now) for _ in range(14)]
    assert (reasons[0], reasons[-1]) == ("not_a_photo", "too_much")


def test_a_full_disk_is_said_and_leaves_nothing(app: Flask, alice: Person, now: datetime) -> None:
    """The folder cannot be made, as a file lies in its way."""
    folder: Path = app.config["COMPANION"].photos
    folder.write_text("in the way")
    entry_id = keep_entry(alice, now)
    assert why(alice, entry_id, sent_photo(jpeg()), now) == "no_room"
    assert many(Photo) == 0
    folder.unlink()
    assert keep_photo(alice, now, entry_id)


def test_an_erased_photo_is_gone_and_does_not_come_back(app: Flask, alice: Person, now: datetime) -> None:
    entry_id, sent = keep_entry(alice, now), sent_photo(jpeg())
    receive_photo(alice.owner, entry_id, sent, now)
    for _ in range(2):
        erase_photo(alice.owner, entry_id, sent.id, now)
    assert (many(Photo), files(app)) == (0, [])
    assert why(alice, entry_id, sent, now) == "erased"


def test_an_erased_entry_takes_its_photos_along(app: Flask, alice: Person, now: datetime) -> None:
    photo, other = keep_photo(alice, now), keep_photo(alice, now, seed=1)
    entry_id, sent = photo.entry_id, sent_photo(jpeg(), id=photo.id)
    kept = set(other.object_names())
    erase_entry(alice.owner, entry_id, now)
    assert {file.name for file in files(app)} == kept
    assert why(alice, entry_id, sent, now) == "erased"
    assert why(alice, entry_id, sent_photo(jpeg(2)), now) == "erased"


def test_an_entry_that_is_erased_while_its_photo_is_made_leaves_no_file(
    app: Flask, alice: Person, now: datetime
) -> None:
    """The row has no entry to belong to any more when it is written."""
    entry_id, sent = keep_entry(alice, now), sent_photo(jpeg())

    class Racing(type(store())):  # type: ignore[misc]
        def put(self, name: str, data: bytes) -> None:
            super().put(name, data)
            erase_entry(alice.owner, entry_id, now)

    app.extensions["companion.photos"] = Racing(app.config["COMPANION"].photos)
    assert why(alice, entry_id, sent, now) == "erased"
    assert (many(Photo), files(app)) == (0, [])
