"""Bob sees what Alice sent, whoever waited longest first, and answers once; she reads it."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Entry, Erased, Practitioner, Review
from companion.models.journal_lines import count_unreviewed, unreviewed_of
from companion.services.calendar import open_feed
from companion.services.erase import erase_entry
from companion.services.export import export
from companion.services.journal import Receipt, lines_of
from companion.services.mailbox import give_address
from companion.services.photos import store
from companion.services.refusal import Refusal
from companion.services.review import Draft, answer, see
from tests.cast import Person
from tests.journal import keep_entry, keep_photo
from tests.mailed import ADDRESS, says_yes, sends_letters, went_by_mail
from tests.pushed import reached
from tests.web.desk_form import many

HOUR = timedelta(hours=1)


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    """Bob's id."""
    return db.session.scalars(select(Practitioner.id).where(Practitioner.name == "Bob")).one()


def waiting(person: Person) -> list[UUID]:
    return [entry.id for entry in unreviewed_of(person.patient.clinic_id, person.treatment_id)]


def test_who_waited_longest_comes_first(alice: Person, bobs: UUID, now: datetime) -> None:
    first, second = keep_entry(alice, now), keep_entry(alice, now + HOUR)
    assert waiting(alice) == [first, second]
    see(alice.patient.clinic_id, bobs, first, now)
    assert waiting(alice) == [second]
    assert count_unreviewed(alice.patient.clinic_id, [alice.treatment_id, uuid4()]) == {alice.treatment_id: 1}


def test_a_correction_withdraws_what_it_corrects_and_is_to_be_seen_itself(
    alice: Person, bobs: UUID, now: datetime
) -> None:
    first = keep_entry(alice, now, scores={"pain": 9})
    see(alice.patient.clinic_id, bobs, first, now)
    second = keep_entry(alice, now, scores={"pain": 1}, supersedes_id=first)
    assert waiting(alice) == [second]
    assert not lines_of(alice.owner)[0].is_seen
    third = keep_entry(alice, now, scores={"pain": 2}, supersedes_id=second)
    assert waiting(alice) == [third]
    assert many(Entry) == 3


def test_alice_reads_who_saw_it_and_the_answer(alice: Person, bobs: UUID, now: datetime) -> None:
    one, clinic = keep_entry(alice, now), alice.patient.clinic_id
    see(clinic, bobs, one, now)
    see(clinic, bobs, one, now + HOUR)
    answer(clinic, bobs, one, Draft(" Normal for day 1. "), now + HOUR)
    (line,) = lines_of(alice.owner)
    assert line.now.receipts == (Receipt(bobs, "Bob", now, "Normal for day 1.", now + HOUR),)
    assert b"Normal" not in (db.session.scalars(select(Review.answer)).one() or b"")


def test_an_answer_stays_as_it_was_read(alice: Person, bobs: UUID, now: datetime) -> None:
    one, clinic = keep_entry(alice, now), alice.patient.clinic_id
    answer(clinic, bobs, one, Draft("Normal for day 1."), now)
    with pytest.raises(Refusal, match="answered"):
        answer(clinic, bobs, one, Draft("Come in."), now)
    assert lines_of(alice.owner)[0].now.receipts[0].answer == "Normal for day 1."


@pytest.mark.parametrize(("text", "reason"), [(" ", "empty"), ("x" * 2001, "too_long")])
def test_an_answer_has_a_length(alice: Person, bobs: UUID, now: datetime, text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        answer(alice.patient.clinic_id, bobs, keep_entry(alice, now), Draft(text), now)


def test_another_clinic_sees_and_answers_nothing(alice: Person, carol: Person, bobs: UUID, now: datetime) -> None:
    one = keep_entry(alice, now)
    with pytest.raises(Refusal, match="not_here"):
        see(carol.patient.clinic_id, bobs, one, now)
    with pytest.raises(Refusal, match="not_here"):
        answer(carol.patient.clinic_id, bobs, one, Draft("x"), now)
    assert many(Review) == 0


def test_an_entry_goes_with_every_version_photo_and_review(
    app: Flask, alice: Person, bobs: UUID, now: datetime
) -> None:
    photo = keep_photo(alice, now)
    first = photo.entry_id
    see(alice.patient.clinic_id, bobs, first, now)
    second = keep_entry(alice, now, supersedes_id=first)
    kept = keep_entry(alice, now)
    erase_entry(alice.owner, second, now)
    assert [line.now.entry.id for line in lines_of(alice.owner)] == [kept]
    assert (many(Review), many(Erased), list(store().names())) == (0, 3, [])
    erase_entry(alice.owner, first, now)
    assert waiting(alice) == [kept]


def test_a_line_has_the_photos_of_all_its_versions(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    second = keep_entry(alice, now, supersedes_id=photo.entry_id)
    keep_photo(alice, now + HOUR, second, seed=1)
    (line,) = lines_of(alice.owner)
    assert [kept.entry_id for kept in line.photos] == [photo.entry_id, second]


def test_the_newest_line_comes_first_and_other_treatments_can_be_left_out(
    alice: Person, carol: Person, now: datetime
) -> None:
    first, second = keep_entry(alice, now), keep_entry(alice, now + HOUR)
    keep_entry(carol, now)
    assert [line.now.entry.id for line in lines_of(alice.owner)] == [second, first]
    assert lines_of(alice.owner, treatment_id=carol.treatment_id) == []


def test_everything_goes_into_the_zip(app: Flask, alice: Person, carol: Person, bobs: UUID, now: datetime) -> None:
    keep_entry(carol, now, note="Of Carol")
    photo = keep_photo(alice, now)
    answer(alice.patient.clinic_id, bobs, photo.entry_id, Draft("Normal."), now)
    keep_entry(alice, now, note="Sore 🌿", supersedes_id=photo.entry_id)
    lost = keep_photo(alice, now, seed=1)
    store().delete(lost.object_names()[0])
    sends_letters(app)
    says_yes(alice, now)
    give_address(carol.owner, "of-carol@example.org", "en", now)
    went_by_mail(alice, now)
    place = reached(alice.owner, now, "exported")
    open_feed(alice.owner, now)
    chunks = list(export(alice.owner, now))
    assert len(chunks) > 2
    archive = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    assert archive.testzip() is None
    story = json.loads(archive.read("aftercare.json"))
    assert (story["first_name"], len(story["treatments"]), len(story["journal"])) == ("Alice", 1, 2)
    texts = json.dumps(story, ensure_ascii=False)
    assert "Sore 🌿" in texts
    assert "Normal." in texts
    assert "Of Carol" not in texts
    assert "of-carol" not in texts
    assert "token" not in texts
    reminders = story["reminders"]
    assert [box["address"] for box in reminders["mailboxes"]] == [ADDRESS]
    assert [place["id"] for place in reminders["subscriptions"]] == [str(place)]
    assert [feed["made_at"] for feed in reminders["calendar"]] == [now.isoformat()]
    assert "fcm.googleapis.com" not in texts, "whoever reads the file must reach no phone"
    assert [try_["outcome"] for try_ in reminders["tries"]] == ["sent"]
    assert len(reminders["planned"]) >= 8
    files = [name for name in archive.namelist() if name.startswith("photos/")]
    assert len(files) == 2
    assert sum(archive.read(name)[8:12] == b"WEBP" for name in files) == 1
    assert sum(name.endswith(".missing.txt") for name in files) == 1
