"""Unanswered past the promise it goes to the second person, once; a warning sign at once. On a clock of ours."""

import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Clinic, Telling, Waiting
from companion.models.telling import Why
from companion.services.cover import hand_to, promise, take_back
from companion.services.escalate import escalate, tell
from companion.services.refusal import Refusal
from companion.services.review import Draft, answer, see
from tests.cast import Person
from tests.desk import colleague, id_of, told, treated_by
from tests.journal import keep_entry
from tests.web.desk_form import many

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def bobs(bob: FlaskClient, alice: Person) -> UUID:
    """Bob's id; he treated Alice, and his clinic is always open."""
    db.session.get_one(Clinic, alice.patient.clinic_id).hours = "Mo-Su 00:00-24:00"
    treated_by(alice, id_of("Bob"))
    return id_of("Bob")


@pytest.fixture
def danas(app: Flask, now: datetime, bobs: UUID) -> UUID:
    return colleague(app, now, "Dana")[1]


@pytest.fixture
def eves(app: Flask, now: datetime, bobs: UUID) -> UUID:
    return colleague(app, now, "Eve")[1]


def waits_for_a_worker() -> int:
    return db.session.query(Telling).filter(Telling.next_at.is_not(None)).count()


def due(entry: UUID) -> datetime:
    return db.session.get_one(Waiting, entry).due_at


def test_nobody_else_is_told_before_the_promise_is_over(alice: Person, bobs: UUID, danas: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    assert due(entry) == now + 8 * HOUR
    assert escalate(now + 8 * HOUR - SECOND) == 0
    assert told(entry) == set()
    assert escalate(now + 8 * HOUR) == 1
    assert told(entry) == {(danas, "late")}
    assert escalate(now + 9 * HOUR) == 0
    assert many(Telling) == 1


def test_the_clinics_second_person_is_told_alone(
    alice: Person, bobs: UUID, danas: UUID, eves: UUID, now: datetime
) -> None:
    promise(alice.owner[0], bobs, 2, eves, now)
    entry = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 2 * HOUR)
    assert told(entry) == {(eves, "late")}


def test_under_a_cover_the_second_person_is_told_as_well(
    alice: Person, bobs: UUID, danas: UUID, eves: UUID, now: datetime
) -> None:
    promise(alice.owner[0], bobs, 2, eves, now)
    hand_to(alice.owner[0], bobs, danas, (now, now + 48 * HOUR), now)
    entry = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 2 * HOUR)
    assert told(entry) == {(danas, "late"), (eves, "late")}
    take_back(alice.owner[0], bobs, now)
    after = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 2 * HOUR)
    assert told(after) == {(eves, "late")}


def test_without_a_second_person_everybody_else_is_told(
    alice: Person, bobs: UUID, danas: UUID, eves: UUID, now: datetime
) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 8 * HOUR)
    assert told(entry) == {(danas, "late"), (eves, "late")}


def test_of_a_warning_sign_both_are_told_at_once_and_nobody_twice(
    alice: Person, bobs: UUID, danas: UUID, eves: UUID, now: datetime
) -> None:
    promise(alice.owner[0], bobs, 2, eves, now)
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    assert told(entry) == {(bobs, "urgent"), (eves, "urgent")}
    escalate(now + 2 * HOUR)
    assert many(Telling) == 2


def test_what_was_answered_is_told_to_nobody(alice: Person, bobs: UUID, danas: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    assert waits_for_a_worker() == 2
    answer(alice.owner[0], bobs, entry, Draft("Please call us."), now)
    assert waits_for_a_worker() == 0
    assert escalate(now + 9 * HOUR) == 0


def test_what_was_late_and_then_put_right_is_late_as_it_stands(
    alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    first = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 8 * HOUR)
    right = keep_entry(alice, now + 8 * HOUR, scores={"bruise": 2}, supersedes_id=first)
    assert told(first) == set()
    escalate(now + 9 * HOUR)
    assert told(right) == {(danas, "late")}


def test_no_message_leaves_for_an_alert_that_was_withdrawn(
    alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    assert waits_for_a_worker() == 2
    keep_entry(alice, now + SECOND, scores={"bruise": 1}, supersedes_id=entry)
    assert waits_for_a_worker() == 0


def test_workers_at_once_tell_it_once(app: Flask, alice: Person, bobs: UUID, danas: UUID, now: datetime) -> None:
    for _ in range(5):
        keep_entry(alice, now, scores={"bruise": 1})
    counts: list[int] = []

    def work() -> None:
        with app.app_context():
            counts.append(escalate(now + 9 * HOUR))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 5 == many(Telling)


def test_two_who_cover_for_each_other_lead_nowhere(alice: Person, bobs: UUID, danas: UUID, now: datetime) -> None:
    hand_to(alice.owner[0], bobs, danas, (now, now + HOUR), now)
    hand_to(alice.owner[0], danas, bobs, (now, now + HOUR), now)
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    assert told(entry) == {(danas, "urgent")}


@pytest.mark.parametrize(("hours", "reason"), [((0, 0), "backwards"), ((-3, -1), "over"), ((0, 24 * 40), "too_long")])
def test_a_cover_is_for_days_to_come(
    alice: Person, bobs: UUID, danas: UUID, now: datetime, hours: tuple[int, int], reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        hand_to(alice.owner[0], bobs, danas, (now + hours[0] * HOUR, now + hours[1] * HOUR), now)


def test_nobody_hands_over_to_a_stranger_or_to_themselves(
    alice: Person, carol: Person, carols_practitioner: FlaskClient, bobs: UUID, now: datetime
) -> None:
    for who in (bobs, id_of("Dana"), uuid4(), None):
        with pytest.raises(Refusal, match="nobody"):
            hand_to(alice.owner[0], bobs, who, (now, now + HOUR), now)


def test_whoever_works_alone_is_told_themselves(alice: Person, bobs: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 8 * HOUR)
    assert told(entry) == {(bobs, "late")}


def test_a_second_person_who_is_away_is_not_led_back_to_who_did_not_answer(
    alice: Person, bobs: UUID, danas: UUID, eves: UUID, now: datetime
) -> None:
    promise(alice.owner[0], bobs, 2, eves, now)
    hand_to(alice.owner[0], eves, bobs, (now, now + 48 * HOUR), now)
    entry = keep_entry(alice, now, scores={"bruise": 1})
    escalate(now + 2 * HOUR)
    assert told(entry) == {(danas, "late"), (eves, "late")}


def test_one_that_breaks_holds_up_nothing_behind_it(
    alice: Person, bobs: UUID, danas: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = keep_entry(alice, now - SECOND, scores={"bruise": 1}), keep_entry(alice, now, scores={"bruise": 1})

    def breaks(row: Waiting, why: Why, at: datetime) -> None:
        if row.entry_id == broken:
            raise ValueError(broken)
        tell(row, why, at)

    with monkeypatch.context() as broke:
        broke.setattr("companion.services.escalate.tell", breaks)
        assert escalate(now + 8 * HOUR) == 1
        assert (told(broken), told(sound)) == (set(), {(danas, "late")})
    assert escalate(now + 8 * HOUR) == 0
    assert escalate(now + 10 * HOUR) == 1
    assert told(broken) == {(danas, "late")}


@pytest.mark.parametrize("is_seen", [False, True])
def test_what_rises_before_its_late_message_left_is_told_at_once(
    alice: Person, bobs: UUID, danas: UUID, now: datetime, is_seen: bool
) -> None:
    from_day_three = now + timedelta(days=3)
    entry = keep_entry(alice, from_day_three, scores={"swelling": 2})
    escalate(from_day_three + 8 * HOUR)
    assert told(entry) == {(danas, "late")}
    if is_seen:
        see(alice.owner[0], bobs, entry, from_day_three + 9 * HOUR)
    keep_entry(alice, from_day_three - HOUR, scores={"swelling": 1})
    assert told(entry) == {(danas, "urgent"), (bobs, "urgent")}
