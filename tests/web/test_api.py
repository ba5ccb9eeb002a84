"""What the phone sends by itself is answered in JSON, and a refusal says what to do next."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.config import Quota
from companion.models import Entry, Photo
from companion.services.admit import close_phones
from companion.services.journal import lines_of
from companion.services.photos import store
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_entry, keep_photo, put_entry, put_photo, told
from tests.web.desk_form import many
from tests.web.refused import reason
from tests.web.test_access import phone_with


def test_an_entry_is_received_with_its_hash_and_urgency(alice: Person, now: datetime) -> None:
    one, body = uuid4(), told(alice, now, scores={"pain": 8}, note="Sore")
    first = put_entry(alice.phone, body, one)
    again = put_entry(alice.phone, body, one)
    assert (first.status_code, again.status_code, many(Entry)) == (201, 200, 1)
    said = first.get_json()
    assert said == again.get_json()
    assert (said["id"], said["urgency"], said["because"]) == (str(one), "same_day", ["pain"])
    assert len(said["sha256"]) == 64
    assert datetime.fromisoformat(said["received_at"]).tzinfo


def test_the_hash_is_that_of_the_bytes_that_were_sent(alice: Person, now: datetime) -> None:
    body = json.dumps(told(alice, now)).encode()
    digest = hashlib.sha256(body).hexdigest()
    sent = {"data": body, "content_type": "application/json"}
    path = f"/api/entries/{uuid4()}"
    answer = alice.phone.put(path, headers=OUR_PAGE | {"Companion-Sha256": digest}, **sent)
    assert (answer.status_code, answer.get_json()["sha256"]) == (201, digest)
    wrong = alice.phone.put(path, headers=OUR_PAGE | {"Companion-Sha256": "0" * 64}, **sent)
    assert reason(wrong) == (422, "not_whole")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"note": "x" * 2001}, (422, "too_long")),
        ({"question": "x" * 2001}, (422, "too_long")),
        ({"scores": {"bruse": 1}}, (422, "misfit")),
        ({"scores": {"bruise": "1"}}, (422, "unreadable")),
        ({"scores": {"bruise": True}}, (422, "unreadable")),
        ({"flags": ["rf-nothing"]}, (422, "misfit")),
        ({"places": [{"zone": "elbow"}]}, (422, "misfit")),
        ({"places": [{"zone": "chin", "size": "zzzz"}]}, (422, "misfit")),
        ({"kind": "fine", "flags": ["rf-ptosis"]}, (422, "unreadable")),
        ({"kind": "fine", "note": "Not so fine"}, (422, "unreadable")),
        ({"kind": "all well"}, (422, "unreadable")),
        ({"course": "up"}, (422, "unreadable")),
        ({"colour": "blue"}, (422, "unreadable")),
        ({"noted_at": "2026-11-22T10:00:00"}, (422, "unreadable")),
        ({"noted_at": "0001-01-01T00:00:00+14:00"}, (422, "unreadable")),
        ({"noted_at": "9999-12-31T23:59:59-14:00"}, (422, "unreadable")),
        ({"treatment_id": "x"}, (422, "unreadable")),
        ({"treatment_id": "00000000-0000-0000-0000-000000000000"}, (404, "not_here")),
        ({"note": "x" * 70_000}, (413, "too_big")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_entry_that_cannot_be_taken_is_refused_in_a_sentence(
    alice: Person, now: datetime, parts: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert reason(put_entry(alice.phone, told(alice, now) | parts)) == expected
    assert many(Entry) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"note": "\\ud800"}', b"[" * 5000, b'{"a":' * 5000], ids=repr
)
def test_what_is_no_entry_is_refused(alice: Person, body: bytes) -> None:
    answer = alice.phone.put(f"/api/entries/{uuid4()}", data=body, headers=OUR_PAGE)
    assert reason(answer) == (422, "unreadable")


def test_text_of_two_thousand_letters_of_any_kind_is_taken(alice: Person, now: datetime) -> None:
    texts = {"note": "\U0001f33f" * 2000, "question": "\x00" * 2000}
    assert put_entry(alice.phone, told(alice, now, **texts)).status_code == 201


def test_a_sign_that_no_keyboard_types_is_left_out(alice: Person, now: datetime) -> None:
    put_entry(alice.phone, told(alice, now, scores={"pain": 1}, note="So\0re", question="\0"))
    [line] = lines_of(alice.owner)
    assert (line.now.note, line.now.question) == ("Sore", None)


def test_conflicts_are_told_apart(alice: Person, carol: Person, now: datetime) -> None:
    one = uuid4()
    put_entry(alice.phone, told(alice, now), one)
    assert reason(put_entry(alice.phone, told(alice, now, note="Sore"), one)) == (409, "changed")
    assert reason(put_entry(carol.phone, told(carol, now), one)) == (404, "not_here")
    put_entry(alice.phone, told(alice, now, supersedes_id=str(one)))
    assert reason(put_entry(alice.phone, told(alice, now, supersedes_id=str(one)))) == (409, "superseded")
    assert alice.phone.delete(f"/api/entries/{one}", headers=OUR_PAGE).status_code == 204
    assert reason(put_entry(alice.phone, told(alice, now), one)) == (410, "erased")


def test_one_too_many_is_told_when_to_come_again(app: Flask, alice: Person, now: datetime) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], quota=Quota(entries=1, photos=1, megabytes=1))
    entry_id = uuid4()
    assert put_entry(alice.phone, told(alice, now), entry_id).status_code == 201
    answer = put_entry(alice.phone, told(alice, now))
    assert reason(answer) == (429, "too_often")
    assert 0 < int(answer.headers["Retry-After"]) <= 86400
    assert put_photo(alice.phone, entry_id, jpeg()).status_code == 201
    assert reason(put_photo(alice.phone, entry_id, jpeg(1))) == (429, "too_often")


def test_a_phone_without_a_session_hears_why(app: Flask, alice: Person, browser: FlaskClient, now: datetime) -> None:
    """Bare, closed by time, or revoked: only the last one destroys what the phone keeps."""
    bare = put_entry(browser, told(alice, now))
    assert reason(bare) == (401, "signed_out")
    assert "Companion-Session" not in bare.headers
    closed = put_entry(phone_with(app, alice, expires_at=now), told(alice, now))
    assert (reason(closed), closed.headers["Companion-Session"]) == ((401, "signed_out"), "closed")
    close_phones(alice.owner, now)
    revoked = put_entry(alice.phone, told(alice, now))
    assert (reason(revoked), revoked.headers["Companion-Session"]) == ((401, "signed_out"), "revoked")
    assert many(Entry) == 0


def test_erasing_again_is_fine_and_another_patients_is_not_here(alice: Person, carol: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    entry, path = f"/api/entries/{photo.entry_id}", f"/api/entries/{photo.entry_id}/photos/{photo.id}"
    for one in (path, entry):
        assert reason(carol.phone.delete(one, headers=OUR_PAGE)) == (404, "not_here")
        for _ in range(2):
            assert alice.phone.delete(one, headers=OUR_PAGE).status_code == 204
    assert (many(Entry), many(Photo), list(store().names())) == (0, 0, [])


def test_everything_can_be_taken_along(alice: Person, now: datetime) -> None:
    keep_photo(alice, now)
    answer = alice.phone.get("/api/export")
    assert answer.mimetype == "application/zip"
    assert 'filename="aftercare.zip"' in answer.headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert [name.partition("/")[0] for name in names] == ["aftercare.json", "photos"]


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/entries/x", "/api/entries/1/photos/2/3"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH"])
def test_any_other_path_is_refused_in_the_same_words(alice: Person, path: str, method: str) -> None:
    assert reason(alice.phone.open(path, method=method, headers=OUR_PAGE)) == (404, "not_here")


def test_a_crash_is_json_too(app: Flask, alice: Person, now: datetime) -> None:
    app.testing = False
    app.extensions["companion.photos"] = None
    assert reason(put_photo(alice.phone, keep_entry(alice, now), jpeg())) == (500, "broke")
