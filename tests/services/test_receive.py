"""An entry is received once, however often it is sent, and nobody learns of anybody else's."""

import sqlite3
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from companion.models import Entry
from companion.services.erase import erase_entry
from companion.services.journal import lines_of
from companion.services.receive import receive_entry
from companion.services.refusal import Refusal
from tests.cast import Person, treat_again
from tests.journal import keep_entry, noted
from tests.services.kept import entry
from tests.web.desk_form import many

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def why(person: Person, now: datetime, entry_id: UUID | None = None, **parts: Any) -> tuple[str, str | None]:
    """The reason of a refusal, and the part that is meant."""
    with pytest.raises(Refusal) as refused:
        receive_entry(person.owner, entry_id or uuid4(), noted(person, now, **parts), now)
    return refused.value.reason, refused.value.where


def test_all_fine_is_an_entry(alice: Person, now: datetime) -> None:
    kept = entry(keep_entry(alice, now, kind="fine"))
    assert (kept.kind, kept.scores, kept.flags, kept.urgency, kept.because) == ("fine", {}, [], "none", [])
    assert (kept.noted_at, kept.received_at, kept.first_id) == (now, now, kept.id)


def test_everything_that_was_told_is_kept_and_the_texts_are_sealed(alice: Person, now: datetime) -> None:
    parts = {
        "scores": {"bruise": 2, "pain": 8},
        "flags": ["rf-dry-eye"],
        "places": [{"zone": "brow-left", "size": "pea"}, {"zone": "frown"}],
        "course": "worse",
        "note": "Blue, since this morning. 🌿",
        "question": "May I use my cream?",
    }
    kept = entry(keep_entry(alice, now, **parts))
    assert (kept.scores, kept.flags, kept.course) == ({"bruise": 2, "pain": 8}, ["rf-dry-eye"], "worse")
    assert kept.places == [{"zone": "brow-left", "size": "pea"}, {"zone": "frown", "size": None}]
    assert b"Blue" not in (kept.note or b"")
    line = lines_of(alice.owner)[0]
    assert (line.now.note, line.now.question) == (parts["note"], parts["question"])


def test_the_same_again_is_the_same_row(alice: Person, now: datetime) -> None:
    one, told = uuid4(), noted(alice, now, scores={"pain": 1, "bruise": 0}, note="Sore")
    first = receive_entry(alice.owner, one, told, now)
    again = noted(alice, now, note="Sore", scores={"bruise": 0, "pain": 1}, question="", flags=[])
    second = receive_entry(alice.owner, one, again, now + HOUR)
    assert (first.is_new, second.is_new, second.entry.received_at, many(Entry)) == (True, False, now, 1)


@pytest.mark.parametrize(
    "other",
    [{"note": "Very sore"}, {"scores": {"pain": 2}}, {"kind": "slip", "rule": "no-alcohol"}, {"course": "same"}],
)
def test_the_same_id_with_other_content_is_refused(alice: Person, now: datetime, other: dict[str, Any]) -> None:
    one = uuid4()
    receive_entry(alice.owner, one, noted(alice, now, note="Sore", scores={"pain": 1}), now)
    assert why(alice, now, one, **({"note": "Sore", "scores": {"pain": 1}} | other)) == ("changed", None)
    assert lines_of(alice.owner)[0].now.note == "Sore"


def test_nobody_learns_that_an_id_exists(alice: Person, carol: Person, now: datetime) -> None:
    hers = keep_entry(alice, now)
    assert why(carol, now, hers) == ("not_here", None)
    assert why(carol, now, treatment_id=alice.treatment_id) == ("not_here", None)
    assert why(carol, now, treatment_id=uuid4()) == ("not_here", None)
    assert why(carol, now, supersedes_id=hers) == ("not_here", None)
    assert why(carol, now, supersedes_id=uuid4()) == ("not_here", None)
    assert many(Entry) == 1


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"scores": {"bruse": 1}}, "scores"),
        ({"scores": {"bruise": 4}}, "scores"),
        ({"flags": ["rf-nothing"]}, "flags"),
        ({"places": [{"zone": "elbow"}]}, "places"),
        ({"kind": "slip"}, "rule"),
        ({"kind": "slip", "rule": "no-fun"}, "rule"),
        ({"rule": "no-alcohol"}, "rule"),
    ],
    ids=str,
)
def test_what_the_protocol_does_not_know_is_refused(
    alice: Person, now: datetime, parts: dict[str, Any], where: str
) -> None:
    assert why(alice, now, **parts) == ("misfit", where)
    assert many(Entry) == 0


def test_a_slip_names_its_rule_and_is_kept_for_the_visit(alice: Person, now: datetime) -> None:
    kept = entry(keep_entry(alice, now, kind="slip", rule="no-alcohol"))
    assert (kept.kind, kept.rule, kept.urgency) == ("slip", "no-alcohol", "none")


def test_there_is_one_newer_version(alice: Person, now: datetime) -> None:
    first = keep_entry(alice, now, scores={"pain": 9})
    second = keep_entry(alice, now, scores={"pain": 1}, supersedes_id=first)
    assert why(alice, now, supersedes_id=first) == ("superseded", None)
    third = keep_entry(alice, now, supersedes_id=second)
    assert {entry(id).first_id for id in (first, second, third)} == {first}
    (line,) = lines_of(alice.owner)
    assert [version.entry.id for version in line.versions] == [first, second, third]


def test_an_entry_does_not_supersede_itself_or_one_of_another_treatment(alice: Person, now: datetime) -> None:
    one, again = uuid4(), treat_again(alice, now - DAY)
    assert why(alice, now, one, supersedes_id=one) == ("not_here", None)
    first = keep_entry(alice, now)
    assert why(alice, now, treatment_id=again, supersedes_id=first) == ("not_here", None)


def test_what_was_erased_does_not_come_back(alice: Person, carol: Person, now: datetime) -> None:
    one = keep_entry(alice, now)
    erase_entry(alice.owner, one, now)
    assert why(alice, now, one) == ("erased", None)
    assert why(alice, now, supersedes_id=one) == ("erased", None)
    assert why(carol, now, supersedes_id=one) == ("not_here", None)


def test_so_many_a_day_and_again_tomorrow(app: Flask, alice: Person, carol: Person, now: datetime) -> None:
    allowed = app.config["COMPANION"].quota.entries
    for _ in range(allowed):
        keep_entry(alice, now)
    with pytest.raises(Refusal) as refused:
        keep_entry(alice, now)
    assert refused.value.reason == "too_often"
    assert refused.value.until
    assert now < refused.value.until <= now + DAY
    assert keep_entry(carol, now)
    assert keep_entry(alice, refused.value.until)


def test_no_byte_of_the_database_holds_a_note(app: Flask, alice: Person, now: datetime) -> None:
    canary = uuid4().hex
    keep_entry(alice, now, note=f"My {canary}", question=f"Is {canary} fine?")
    folder = app.config["COMPANION"].instance
    rows = sqlite3.connect(folder / "companion.sqlite")
    assert rows.execute("SELECT count(*) FROM entry WHERE note IS NOT NULL").fetchone() == (1,)
    rows.close()
    assert not [file.name for file in folder.glob("*.sqlite*") if canary.encode() in file.read_bytes()]
