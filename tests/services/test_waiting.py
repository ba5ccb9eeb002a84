"""What waits for somebody: the urgent first, until it is answered; what its patient puts right moves with it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Look, Telling, Waiting
from companion.services.cover import promise
from companion.services.erase import erase_entry
from companion.services.join import _move
from companion.services.looking import look
from companion.services.review import Draft, answer, see
from tests.cast import Person
from tests.desk import id_of, told, waits
from tests.journal import keep_entry
from tests.web.desk_form import many

HOUR = timedelta(hours=1)


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    return id_of("Bob")


def row(line: UUID) -> Waiting:
    db.session.expire_all()
    return db.session.get_one(Waiting, line)


def test_the_urgent_come_first_then_who_waited_longest(alice: Person, bobs: UUID, now: datetime) -> None:
    fine = keep_entry(alice, now - 4 * HOUR, kind="fine")
    sore = keep_entry(alice, now - 3 * HOUR, scores={"bruise": 1})
    today = keep_entry(alice, now - 2 * HOUR, scores={"pain": 8})
    breath = keep_entry(alice, now - HOUR, flags=["rf-breathing"])
    uneven = keep_entry(alice, now, flags=["rf-brow-uneven"])
    assert waits(alice) == [breath, today, uneven, fine, sore]


def test_to_be_seen_is_enough_unless_it_is_urgent(alice: Person, bobs: UUID, now: datetime) -> None:
    calm, grave = keep_entry(alice, now, scores={"bruise": 1}), keep_entry(alice, now, flags=["rf-ptosis"])
    see(alice.owner[0], bobs, calm, now)
    see(alice.owner[0], bobs, grave, now)
    assert waits(alice) == [grave]
    answer(alice.owner[0], bobs, grave, Draft("Please call us."), now)
    assert waits(alice) == []


def test_put_right_it_keeps_its_place_and_loses_its_urgency(alice: Person, bobs: UUID, now: datetime) -> None:
    calm = keep_entry(alice, now - 2 * HOUR, kind="fine")
    grave = keep_entry(alice, now - HOUR, flags=["rf-ptosis"])
    assert waits(alice) == [grave, calm]
    assert told(grave) == {(bobs, "urgent")}
    right = keep_entry(alice, now, scores={"bruise": 1}, supersedes_id=grave)
    assert waits(alice) == [calm, right]
    assert told(grave) == set() == told(right)
    assert row(grave).since_at == now - HOUR


def test_put_right_after_it_was_answered_it_waits_anew(alice: Person, bobs: UUID, now: datetime) -> None:
    first = keep_entry(alice, now - 2 * HOUR, scores={"bruise": 1})
    answer(alice.owner[0], bobs, first, Draft("This is normal."), now - HOUR)
    worse = keep_entry(alice, now, flags=["rf-infection"], supersedes_id=first)
    assert waits(alice) == [worse]
    assert row(first).since_at == now
    assert told(worse) == {(bobs, "urgent")}


def test_what_is_judged_higher_by_an_earlier_entry_waits_again(alice: Person, bobs: UUID, now: datetime) -> None:
    """Swelling 2 was calm alone; that it was 1 the hour before comes in late, and it rose."""
    from_day_three = now + timedelta(days=3)
    later = keep_entry(alice, from_day_three, scores={"swelling": 2})
    see(alice.owner[0], bobs, later, now)
    assert waits(alice) == []
    before = keep_entry(alice, from_day_three - HOUR, scores={"swelling": 1})
    assert waits(alice) == [later, before]


def test_what_is_erased_waits_no_more_and_leaves_no_trace(alice: Person, bobs: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    look(alice.owner, entry, bobs, now)
    erase_entry(alice.owner, entry, now)
    assert (many(Waiting), many(Telling), many(Look)) == (0, 0, 0)


def test_it_waits_where_its_patient_went(alice: Person, carol: Person, bobs: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now - HOUR, flags=["rf-ptosis"])
    harbour = carol.patient.clinic_id
    promise(alice.owner[0], bobs, 2, None, now)
    _move(alice.owner, harbour, now)
    assert row(entry).clinic_id == harbour
    assert told(entry) == set()


def test_the_promise_of_its_day_holds(alice: Person, bobs: UUID, now: datetime) -> None:
    before = keep_entry(alice, now, kind="fine")
    due = row(before).due_at
    promise(alice.owner[0], bobs, 1, None, now)
    after = keep_entry(alice, now, kind="fine")
    assert row(before).due_at == due > row(after).due_at
