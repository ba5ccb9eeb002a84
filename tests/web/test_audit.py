"""Who did or saw what: written down before the bytes leave, read, narrowed and taken out by the owner alone."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from companion.extensions import db
from companion.models import AuditEvent, Patient, Practitioner
from companion.models.audit import By, Kind
from companion.models.staff import Role
from companion.services.audit import SITTING, Seen, note, note_looks
from tests.authenticator import Device
from tests.cast import Person, enrol_at, staff_at
from tests.conftest import OUR_PAGE
from tests.desk import MARLOW, id_of
from tests.journal import keep_entry, keep_photo
from tests.staff_door import enrol, sign_in
from tests.statements import statements
from tests.web.desk_form import send
from tests.web.entry_page import give, page_of

AUDIT = "/practitioner/audit"


@pytest.fixture
def owner(app: Flask, alice: Person, now: datetime) -> FlaskClient:
    """Olga owns Alice's clinic."""
    return staff_at(app, MARLOW, now, "Olga", Role.OWNER)


def rows(*kinds: Kind) -> list[AuditEvent]:
    db.session.expire_all()
    asked = select(AuditEvent).where(AuditEvent.kind.in_(kinds)).order_by(AuditEvent.done_at)
    return list(db.session.scalars(asked))


def told(page: str) -> list[str]:
    """The rows of a page, without the time: `Bob | looked at a photo | Alice`."""
    found = re.findall(r'<li><span class="when">.*?</span>(.*?)</li>', page, re.DOTALL)
    return [" | ".join(part.strip() for part in re.split(r"<[^>]+>", row) if part.strip()) for row in found]


def fill(alice: Person, by: UUID, many: int, now: datetime) -> None:
    """That many looks, one every minute, the newest now."""
    for minute in range(many):
        facts = {"patient_id": alice.patient.id, "object_id": uuid4()}
        note(alice.owner[0], by, Kind.PHOTO, now - timedelta(minutes=minute), **facts)
    db.session.commit()


def test_a_photo_that_leaves_is_written_down_once_a_sitting_whatever_its_size(
    bob: FlaskClient, alice: Person, now: datetime
) -> None:
    photo = keep_photo(alice, now)
    photo_id, patient_id = photo.id, alice.patient.id
    for size in ("thumb", "view", "thumb"):
        assert bob.get(f"/photos/{photo_id}/{size}").status_code == 200
    row = rows(Kind.PHOTO)[0]
    assert (row.practitioner_id, row.patient_id, row.object_id) == (id_of("Bob"), patient_id, photo_id)
    again = [Seen(Kind.PHOTO, photo_id, patient_id)]
    note_looks(row.clinic_id, id_of("Bob"), again, row.done_at + SITTING)
    assert len(rows(Kind.PHOTO)) == 2


def test_alice_who_looks_at_her_own_photo_is_not_written_down(bob: FlaskClient, alice: Person, now: datetime) -> None:
    """Nor is she where somebody who works there is signed in on the same tablet."""
    photo = keep_photo(alice, now).id
    session = bob.get_cookie("companion-staff")
    assert session
    alice.phone.set_cookie("companion-staff", session.value)
    assert alice.phone.get(f"/photos/{photo}/view").status_code == 200
    assert rows(Kind.PHOTO) == []


def test_a_photo_of_which_the_look_cannot_be_written_down_does_not_leave(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = keep_photo(alice, now).id

    def fail(*_all: object) -> None:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("INSERT", {}, full)

    monkeypatch.setattr("companion.web.looks.note_looks", fail)
    answer = bob.get(f"/photos/{photo}/view")
    assert (answer.status_code, answer.mimetype) == (507, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"


def test_reading_and_answering_entries_is_written_down_with_one_statement_a_page(
    bob: FlaskClient, alice: Person, now: datetime
) -> None:
    words = [keep_entry(alice, now - timedelta(minutes=minute), question="May I?") for minute in range(3)]
    silent = keep_entry(alice, now, kind="fine")
    with statements() as asked:
        assert bob.get(page_of(alice, words[0])).status_code == 200
    assert len([one for one in asked if "INSERT INTO audit_event" in one]) == 1
    assert {row.object_id for row in rows(Kind.WORDS)} == set(words)
    give(bob, alice, silent, answer="All as it should be.")
    bob.get(f"/practitioner/treatments/{alice.treatment_id}/journal")
    bob.get(f"/practitioner/treatments/{alice.treatment_id}/sheet")
    assert [row.object_id for row in rows(Kind.ANSWER)] == [silent]
    assert [row.object_id for row in rows(Kind.SHEET)] == [alice.treatment_id]
    assert {row.object_id for row in rows(Kind.WORDS)} == set(words)


def test_a_patient_is_told_who_looked_and_what_they_did_themselves_is_there_too(
    bob: FlaskClient, owner: FlaskClient, alice: Person, now: datetime
) -> None:
    photo = keep_photo(alice, now).id
    bob.get(f"/photos/{photo}/view")
    archive = zipfile.ZipFile(io.BytesIO(alice.phone.get("/api/export").data))
    looks = json.loads(archive.read("aftercare.json"))["audit"]
    assert {(one["name"], one["kind"], one["by"]) for one in looks} == {
        ("Bob", "photo", "staff"),
        (None, "export", "patient"),
    }
    alice.phone.post(f"/journal/photos/{photo}/erasure", headers=OUR_PAGE)
    page = owner.get(AUDIT).text
    assert {"The patient | deleted a photo | Alice", "Bob | looked at a photo | Alice"} <= set(told(page))
    assert "The patient | downloaded all that is kept of them | Alice" in told(page)


def test_the_owner_reads_fifty_at_a_time_and_narrows_them_by_addresses(
    app: Flask, owner: FlaskClient, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    fill(alice, id_of("Bob"), 120, now)
    second = enrol_at(app, MARLOW, now, "Béa")
    note(second.owner[0], id_of("Olga"), Kind.SHEET, now, patient_id=second.patient.id, object_id=second.treatment_id)
    db.session.commit()
    assert "1–50 of 121" in owner.get(AUDIT).text
    assert "101–121 of 121" in owner.get(f"{AUDIT}?page=3").text
    assert told(owner.get(f"{AUDIT}?kind=sheet").text) == ["Olga | opened the sheet for a visit | Béa"]
    assert "1–50 of 120" in owner.get(f"{AUDIT}?who={id_of('Bob')}").text
    found = send(owner, f"{AUDIT}/patient", {"name": "bé", "kind": "sheet"})
    assert found.location == f"{AUDIT}?kind=sheet&patient={second.patient.id}"
    assert "About Béa" in owner.get(found.location).text
    day = (now - timedelta(days=9)).date()
    assert "Nothing of this kind is here." in owner.get(f"{AUDIT}?until={day}").text
    assert "1–50 of 121" in owner.get(f"{AUDIT}?since={day}").text


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("since=yesterday", "Type days as in", 'value="yesterday"'),
        ("since=2026-03-08&until=2026-03-07", "comes before the first", 'value="2026-03-08"'),
        ("kind=gossip", "Choose again below", ""),
        ("who=x", "Choose again below", ""),
    ],
)
def test_what_cannot_be_read_is_kept_and_nothing_is_shown_for_it(
    owner: FlaskClient, query: str, said: str, kept: str
) -> None:
    answer = owner.get(f"{AUDIT}?{query}")
    assert answer.status_code == 422
    assert said in answer.text and kept in answer.text


def test_a_name_that_many_have_is_chosen_from_and_one_that_nobody_has_is_kept(
    app: Flask, owner: FlaskClient, carol: Person, alice: Person, now: datetime
) -> None:
    other = enrol_at(app, MARLOW, now, "Alicia")
    page = send(owner, f"{AUDIT}/patient", {"name": "ali"}).text
    assert "2 patients of that name" in page
    assert all(f"patient={one.patient.id}" in page for one in (alice, other))
    refused = send(owner, f"{AUDIT}/patient", {"name": "Carol"})
    assert (refused.status_code, 'value="Carol"' in refused.text) == (422, True)


def test_rows_of_another_clinic_are_never_there_nor_the_name_of_somebody_who_left(
    owner: FlaskClient, carol: Person, alice: Person, now: datetime
) -> None:
    note(carol.owner[0], By.PATIENT, Kind.EXPORT, now, patient_id=carol.patient.id)
    note(alice.owner[0], By.PATIENT, Kind.EXPORT, now, patient_id=alice.patient.id)
    db.session.get_one(Patient, alice.patient.id).clinic_id = carol.owner[0]
    db.session.commit()
    page = owner.get(AUDIT).text
    assert [row.partition(" (")[0] for row in told(page)] == [
        "The patient | downloaded all that is kept of them | No name"
    ]
    assert "Carol" not in owner.get(f"{AUDIT}?patient={carol.patient.id}").text
    assert told(owner.get(f"{AUDIT}?patient={carol.patient.id}").text) == []
    assert "Carol" not in send(owner, f"{AUDIT}/file").text


def test_six_statements_whatever_there_is(owner: FlaskClient, bob: FlaskClient, alice: Person, now: datetime) -> None:
    fill(alice, id_of("Bob"), 1, now)
    with statements() as few:
        owner.get(AUDIT)
    fill(alice, id_of("Bob"), 120, now)
    narrowed = f"{AUDIT}?patient={alice.patient.id}&who={id_of('Bob')}&kind=photo&page=2"
    with statements() as more:
        owner.get(narrowed)
    assert len(few) == len(more) == 6, more


def test_the_file_is_for_a_spreadsheet_and_is_written_down_itself(
    app: Flask, owner: FlaskClient, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    evil = enrol_at(app, MARLOW, now, "=HYPERLINK(1)")
    fill(evil, id_of("Bob"), 3, now)
    answer = send(owner, f"{AUDIT}/file", {"who": str(id_of("Bob"))})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    head, *lines = csv.reader(io.StringIO(answer.text))
    assert head[:3] == ["when (UTC)", "who", "what"]
    assert [line[1:5] for line in lines] == [["Bob", "photo", "", "'=HYPERLINK(1)"]] * 3
    assert [row.practitioner_id for row in rows(Kind.AUDIT)] == [id_of("Olga")]


def test_the_team_as_it_changes_is_written_down(app: Flask, owner: FlaskClient, bob: FlaskClient) -> None:
    send(owner, "/practitioner/team", {"name": "Fay", "role": "front desk"})
    fay = db.session.scalars(select(Practitioner.id).where(Practitioner.name == "Fay")).one()
    send(owner, f"/practitioner/team/{fay}/role", {"role": "practitioner"})
    send(owner, f"/practitioner/team/{fay}/ending")
    send(owner, "/practitioner/account/recovery-codes")
    send(owner, "/practitioner/clinic/promise", {"hours": "6"})
    send(owner, "/practitioner/clinic/logo/removal")
    assert set(told(owner.get(AUDIT).text)) == {
        "Olga | made a link for Fay",
        "Olga | made Fay practitioner",
        "Olga | ended the access of Fay",
        "Olga | made new recovery codes",
        "Olga | promised an answer within 6 open hours",
        "Olga | took the logo down",
    }


def test_ways_in_are_written_down_and_a_refusal_for_too_many_tries_once(
    app: Flask, owner: FlaskClient, token: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device()
    enrol(app.test_client(), token, device)
    assert sign_in(app.test_client(), device).status_code == 303
    monkeypatch.setattr("companion.services.challenges.count_try", lambda *_all: now)
    for _ in range(2):
        assert sign_in(app.test_client(), device).status_code == 429
    bobs = {"Bob | made a passkey", "Bob | signed in with a passkey", "Bob | was refused: too many tries to sign in"}
    assert bobs | {"A command on the server | made a link for Bob"} == set(told(owner.get(AUDIT).text))
    assert len(rows(Kind.REFUSED)) == 1
