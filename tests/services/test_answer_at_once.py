"""Two practitioners answer the same entry at the same moment: one answer, and the other hears of it."""

import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from companion.extensions import db
from companion.models import Reminder, Review
from companion.models.reminder import ANSWER
from companion.services.journal import lines_of
from companion.services.refusal import Refusal
from companion.services.review import Draft, answer
from tests.cast import Person
from tests.desk import colleague
from tests.journal import keep_entry


@pytest.fixture
def eight(app: Flask, alice: Person, now: datetime) -> list[UUID]:
    """Practitioners of Alice's clinic."""
    return [colleague(app, now, f"Practitioner {number}")[1] for number in range(8)]


def test_one_answer_of_eight_and_seven_who_hear_of_it(
    app: Flask, alice: Person, eight: list[UUID], now: datetime
) -> None:
    entry, clinic = keep_entry(alice, now, scores={"bruise": 1}), alice.owner[0]
    got: list[str] = []
    ready = threading.Barrier(len(eight))

    def give(who: UUID) -> None:
        with app.app_context():
            ready.wait()
            try:
                answer(clinic, who, entry, Draft(f"Words of {who}"), now)
                got.append("given")
            except Refusal as refusal:
                got.append(refusal.reason)

    threads = [threading.Thread(target=give, args=[who]) for who in eight]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["given", *["other_answer"] * 7]
    given = [receipt for receipt in lines_of(alice.owner)[0].now.receipts if receipt.answer]
    assert len(given) == 1
    assert db.session.scalar(select(func.count()).where(Reminder.kind == ANSWER)) == 1


def test_the_database_itself_lets_one_through(alice: Person, eight: list[UUID], now: datetime) -> None:
    """Whatever the program forgets to ask."""
    entry = keep_entry(alice, now, scores={"bruise": 1})
    answer(alice.owner[0], eight[0], entry, Draft("First"), now)
    db.session.add(
        Review(
            id=uuid4(),
            clinic_id=alice.owner[0],
            patient_id=alice.owner[1],
            entry_id=entry,
            practitioner_id=eight[1],
            seen_at=now,
        )
    )
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(update(Review).where(Review.practitioner_id == eight[1]).values(answers_id=entry))
    db.session.rollback()


def test_the_same_one_sent_twice_is_one(alice: Person, eight: list[UUID], now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    first = answer(alice.owner[0], eight[0], entry, Draft("Normal."), now)
    assert answer(alice.owner[0], eight[0], entry, Draft("Normal."), now + timedelta(seconds=1)) == first
