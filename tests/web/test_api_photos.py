"""A photo that the phone sends by itself: received whole or refused in words, shown to Alice and her clinic only."""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Photo
from companion.services.photos import LARGEST, store
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_entry, keep_photo, put_photo
from tests.web.desk_form import many
from tests.web.refused import reason


def test_a_photo_is_received_and_shown_to_alice_and_her_clinic_only(
    alice: Person,
    carol: Person,
    bob: FlaskClient,
    carols_practitioner: FlaskClient,
    browser: FlaskClient,
    now: datetime,
) -> None:
    entry_id, photo_id = keep_entry(alice, now), uuid4()
    first = put_photo(alice.phone, entry_id, jpeg(), photo_id, Companion_Hints='{"dark": true, "steady": 0.4}')
    assert (first.status_code, first.get_json()["sha256"]) == (201, hashlib.sha256(jpeg()).hexdigest())
    assert put_photo(alice.phone, entry_id, jpeg(), photo_id).status_code == 200
    assert db.session.get_one(Photo, photo_id).hints == {"dark": True, "steady": 0.4}
    for size in ("view", "thumb"):
        for one in (alice.phone, bob):
            answer = one.get(f"/photos/{photo_id}/{size}")
            assert (answer.status_code, answer.mimetype, answer.data[8:12]) == (200, "image/webp", b"WEBP")
        assert reason(carol.phone.get(f"/photos/{photo_id}/{size}")) == (404, "not_here")
        assert reason(carols_practitioner.get(f"/photos/{photo_id}/{size}")) == (404, "not_here")
        assert reason(browser.get(f"/photos/{photo_id}/{size}")) == (401, "signed_out")


def test_a_browser_that_is_a_patient_and_a_practitioner_sees_what_either_may(
    alice: Person, carol: Person, bob: FlaskClient, now: datetime
) -> None:
    """Bob had a treatment at Carol's clinic himself."""
    bob.set_cookie("companion", carol.session)
    for person in (alice, carol):
        assert bob.get(f"/photos/{keep_photo(person, now).id}/thumb").status_code == 200


def test_a_photo_is_served_so_that_nothing_keeps_sniffs_or_embeds_it(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    answer = alice.phone.get(f"/photos/{photo.id}/view", headers=OUR_PAGE)
    lost = alice.phone.get(f"/photos/{uuid4()}/view", headers=OUR_PAGE)
    for one in (answer, lost):
        assert one.headers["Cache-Control"] == "no-store"
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Content-Encoding" not in answer.headers
    for site in ("cross-site", "same-site"):
        refused = alice.phone.get(f"/photos/{photo.id}/view", headers={"Sec-Fetch-Site": site})
        assert reason(refused) == (403, "not_our_page")


def test_a_photo_whose_file_is_away_is_said(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    store().delete(photo.object_names()[0])
    assert reason(alice.phone.get(f"/photos/{photo.id}/view")) == (410, "lost")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Companion_Expression": "grin"}, "no_expression"),
        ({"Companion_Expression": ""}, "no_expression"),
        ({"Companion_Sha256": ""}, "not_whole"),
        ({"Companion_Sha256": "0" * 64}, "not_whole"),
        ({"Companion_Sha256": "x"}, "not_whole"),
    ],
    ids=str,
)
def test_a_photo_that_does_not_say_what_it_is_is_refused(
    alice: Person, now: datetime, headers: dict[str, str], expected: str
) -> None:
    assert reason(put_photo(alice.phone, keep_entry(alice, now), jpeg(), None, **headers)) == (422, expected)


@pytest.mark.parametrize("hints", ["", "{", "[]", '{"a": NaN}', '{"a": "Words, many"}', '{"A b": 1}', '{"a": [1]}'])
def test_a_hint_that_cannot_be_read_never_stops_a_photo(alice: Person, now: datetime, hints: str) -> None:
    answer = put_photo(alice.phone, keep_entry(alice, now), jpeg(), Companion_Hints=hints)
    assert answer.status_code == 201
    assert db.session.query(Photo).one().hints == {}


def test_a_photo_that_is_too_big_is_refused_before_it_is_read(alice: Person, now: datetime) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: Any) -> int:
            raise AssertionError("it was read")

    answer = alice.phone.put(
        f"/api/entries/{keep_entry(alice, now)}/photos/{uuid4()}",
        headers=OUR_PAGE | {"Companion-Sha256": "0" * 64, "Companion-Expression": "rest"},
        environ_overrides={"wsgi.input": Endless(), "CONTENT_LENGTH": str(LARGEST + 1)},
    )
    assert reason(answer) == (413, "too_big")


def test_what_is_no_photo_is_refused(alice: Person, now: datetime) -> None:
    assert reason(put_photo(alice.phone, keep_entry(alice, now), b"<svg/>")) == (422, "not_a_photo")


def test_a_photo_is_erased_under_its_own_entry_only(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    other = keep_entry(alice, now + timedelta(minutes=1))
    assert reason(alice.phone.delete(f"/api/entries/{other}/photos/{photo.id}", headers=OUR_PAGE)) == (404, "not_here")
    assert many(Photo) == 1
