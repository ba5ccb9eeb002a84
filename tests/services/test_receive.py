"""An entry is received once, however often it is sent, and nobody learns of anybody else's."""

import sqlite3
import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from companion.extensions import db
from companion.models import Entry, Patient, Treatment
from companion.services.erase import erase_entry
from companion.services.join import _move
from companion.services.journal import lines_of
from companion.services.receive import receive_entry
from companion.services.refusal import Refusal
from tests.cast import Person, treat_again
from tests.journal import keep_entry, noted
from tests.web.desk_form import many

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def why(person: Person, now: datetime, entry_id: UUID | None = None, **parts: Any) -> tuple[str, str | None]:
    """The reason of a refusal, and the part that is meant."""
    with pytest.raises(Refusal) as refused:
        receive_entry(person.owner, entry_id or uuid4(), noted(person, now, **parts), now)
    return refused.value.reason, refused.value.where


def entry(entry_id: UUID) -> Entry:
    return db.session.get_one(Entry, entry_id)


def test_all_fine_is_an_entry(alice: Person, now: datetime) -> None:
    kept = entry(keep_entry(alice, now, kind="fine"))
    assert (kept.kind, kept.scores, kept.flags, kept.urgency, kept.because) == ("fine", {}, [], "none", [])
    assert (kept.noted_at, kept.received_at, kept.first_id) == (now, now, kept.id)


def test_everything_that_was_told_is_kept_and_the_texts_are_sealed(alice: Person, now: datetime) -> None:
    parts = {
        "scores": {"bruise": 2, "pain": 8},
        "flags": ["rf-dry-eye"],
        "places": [{"zone": "brow-left", "size": "coin"}, {"zone": "frown"}],
        "course": "worse",
        "note": "Blue, since this morning. 🌿",
        "question": "May I use my cream?",
    }
    kept = entry(keep_entry(alice, now, **parts))
    assert (kept.scores, kept.flags, kept.course) == ({"bruise": 2, "pain": 8}, ["rf-dry-eye"], "worse")
    assert kept.places == [{"zone": "brow-left", "size": "coin"}, {"zone": "frown", "size": None}]
    assert b"Blue" not in (kept.note or b"")
    line = lines_of(alice.owner)[0]
    assert (line.now.note, line.now.question) == (parts["note"], parts["question"])


def test_it_is_judged_when_it_comes(alice: Person, now: datetime) -> None:
    kept = entry(keep_entry(alice, now, flags=["rf-dry-eye"], scores={"pain": 8}))
    assert (kept.urgency, kept.because) == ("same_day", ["pain", "rf-dry-eye"])


def test_a_rise_is_seen_against_the_newest_earlier_value_of_that_score(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    keep_entry(alice, day_five - 3 * HOUR, scores={"bruise": 1})
    keep_entry(alice, day_five - 2 * HOUR, scores={"pain": 1})
    assert entry(keep_entry(alice, day_five - HOUR, scores={"bruise": 1})).urgency == "none"
    assert entry(keep_entry(alice, day_five, scores={"bruise": 2})).urgency == "same_day"


def test_a_correction_is_no_rise_over_what_it_corrects(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    first = keep_entry(alice, day_five, scores={"bruise": 1})
    assert entry(keep_entry(alice, day_five, scores={"bruise": 2}, supersedes_id=first)).urgency == "none"


def test_what_was_corrected_does_not_count_any_more(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    first = keep_entry(alice, day_five, scores={"bruise": 1})
    keep_entry(alice, day_five - HOUR, scores={"bruise": 2}, supersedes_id=first)
    assert entry(keep_entry(alice, day_five + HOUR, scores={"bruise": 2})).urgency == "none"


def test_another_treatment_is_another_story(alice: Person, now: datetime) -> None:
    keep_entry(alice, now + 5 * DAY - HOUR, scores={"bruise": 1})
    again = treat_again(alice, now - DAY)
    kept = entry(keep_entry(alice, now + 5 * DAY, scores={"bruise": 2}, treatment_id=again))
    assert kept.urgency == "none"


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(days=400)])
def test_a_phone_with_a_wrong_clock_is_not_less_urgent(alice: Person, now: datetime, wrong: timedelta) -> None:
    """A headache on day four is for today, whatever year the phone thinks it is."""
    later = now + 4 * DAY
    told = noted(alice, later + wrong, scores={"headache": 1})
    kept = receive_entry(alice.owner, uuid4(), told, later).entry
    assert (kept.urgency, kept.noted_at) == ("same_day", later + wrong)


def test_the_same_again_is_the_same_row(alice: Person, now: datetime) -> None:
    one, told = uuid4(), noted(alice, now, scores={"pain": 1, "bruise": 0}, note="Sore")
    first = receive_entry(alice.owner, one, told, now)
    again = noted(alice, now, note="Sore", scores={"bruise": 0, "pain": 1}, question="", flags=[])
    second = receive_entry(alice.owner, one, again, now + HOUR)
    assert (first.is_new, second.is_new, second.entry.received_at, many(Entry)) == (True, False, now, 1)


@pytest.mark.parametrize(
    "other", [{"note": "Very sore"}, {"scores": {"pain": 2}}, {"kind": "fine"}, {"course": "same"}]
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


def test_twenty_at_once_are_one_row(app: Flask, alice: Person, now: datetime) -> None:
    one, told, owner = uuid4(), noted(alice, now, note="Sore"), alice.owner
    got: list[bool | str] = []

    def send() -> None:
        with app.app_context():
            try:
                got.append(receive_entry(owner, one, told, now).is_new)
            except Refusal as refused:
                got.append(refused.reason)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 19 + [True]
    assert many(Entry) == 1


def test_two_corrections_at_once_are_one_newer_version(app: Flask, alice: Person, now: datetime) -> None:
    first, owner = keep_entry(alice, now), alice.owner
    told = [noted(alice, now, note=str(number), supersedes_id=first) for number in range(8)]
    got: list[str] = []

    def send(number: int) -> None:
        with app.app_context():
            try:
                receive_entry(owner, uuid4(), told[number], now)
                got.append("kept")
            except Refusal as refused:
                got.append(refused.reason)

    threads = [threading.Thread(target=send, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["kept"] + ["superseded"] * 7


def test_an_entry_moves_with_its_patient(alice: Person, carol: Person, now: datetime) -> None:
    owner, harbour = alice.owner, carol.patient.clinic_id
    keep_entry(alice, now, note="Sore")
    _move(owner, harbour, now)
    assert lines_of(owner) == []
    assert lines_of((harbour, owner[1]))[0].now.note == "Sore"


def test_an_entry_that_meets_a_move_is_sent_again(alice: Person, carol: Person, now: datetime) -> None:
    """The session was read before the move, the row would be written after it."""
    told, owner = noted(alice, now), alice.owner
    db.session.get_one(Patient, alice.patient.id).clinic_id = carol.patient.clinic_id
    db.session.commit()
    assert db.session.scalars(select(Treatment.clinic_id).where(Treatment.id == alice.treatment_id)).one() == owner[0]
    with pytest.raises(Refusal, match="busy"):
        receive_entry(owner, uuid4(), told, now)
    assert many(Entry) == 0


def test_no_byte_of_the_database_holds_a_note(app: Flask, alice: Person, now: datetime) -> None:
    canary = uuid4().hex
    keep_entry(alice, now, note=f"My {canary}", question=f"Is {canary} fine?")
    folder = app.config["COMPANION"].instance
    rows = sqlite3.connect(folder / "companion.sqlite")
    assert rows.execute("SELECT count(*) FROM entry WHERE note IS NOT NULL").fetchone() == (1,)
    rows.close()
    assert not [file.name for file in folder.glob("*.sqlite*") if canary.encode() in file.read_bytes()]
