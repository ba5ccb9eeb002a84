"""Alice's phone hears that there is an answer: discreetly, at once where it is urgent, else not at night."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from companion.extensions import db
from companion.models import Reminder
from companion.models.push import Receipts, receipts_in, receipts_of_kind
from companion.models.reminder import ANSWER, End, answer_key
from companion.services.erase import erase_entry
from companion.services.review import Draft, answer
from companion.services.subscribe import was_shown
from companion.services.tell_answer import read_answer
from tests.cast import Person
from tests.desk import id_of
from tests.journal import keep_entry
from tests.services.post import Service, reach, reminders, worker_at

DAYTIME = datetime(2026, 11, 24, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return DAYTIME - timedelta(hours=1)


@pytest.fixture
def bobs(bob: FlaskClient, alice: Person, now: datetime) -> UUID:
    reach(alice, now)
    db.session.execute(delete(Reminder))
    db.session.commit()
    return id_of("Bob")


def answered(alice: Person, bobs: UUID, at: datetime, reply: str | None = "normal", **parts: object) -> UUID:
    return answer(alice.owner[0], bobs, keep_entry(alice, at, **parts), Draft("Normal.", reply), at)


def test_it_is_told_once_and_says_nothing_of_a_treatment(alice: Person, bobs: UUID) -> None:
    service = Service()
    review = answered(alice, bobs, DAYTIME)
    assert [worker_at(service)(DAYTIME), worker_at(service)(DAYTIME)] == [1, 0]
    assert service.shown == [("Aftercare: there is news", "Open the app to read it.")]
    assert b"/journal" in service.got[0].payload
    assert reminders(alice)[answer_key(review, rings=False)].end == End.SENT


@pytest.mark.parametrize(
    ("reply", "flags", "rings"),
    [("normal", [], False), (None, [], False), ("call", [], True), (None, ["rf-ptosis"], True)],
)
def test_only_what_cannot_wait_rings_at_night(
    alice: Person, bobs: UUID, reply: str | None, flags: list[str], rings: bool
) -> None:
    service = Service()
    answered(alice, bobs, NIGHT, reply, flags=flags)
    worker_at(service)(NIGHT)
    assert len(service.got) == rings
    worker_at(service)(NEXT_MORNING)
    assert len(service.got) == 1


def test_the_desk_sees_that_a_phone_showed_it(alice: Person, bobs: UUID) -> None:
    service = Service()
    review = answered(alice, bobs, DAYTIME)
    worker_at(service)(DAYTIME)
    key = answer_key(review, rings=False)
    assert receipts(alice)[key].sent_at == DAYTIME
    was_shown(alice.owner, delivery_of(service), DAYTIME)
    assert receipts(alice)[key].shown_at == DAYTIME


def test_what_was_read_needs_no_telling(alice: Person, carol: Person, bobs: UUID) -> None:
    service = Service()
    review = answered(alice, bobs, DAYTIME)
    assert not read_answer(carol.owner, review, DAYTIME)
    assert read_answer(alice.owner, review, DAYTIME)
    worker_at(service)(DAYTIME)
    assert service.got == []
    assert reminders(alice)[answer_key(review, rings=False)].end == End.DONE


def test_what_was_erased_is_told_no_more(alice: Person, bobs: UUID) -> None:
    service, entry = Service(), keep_entry(alice, DAYTIME)
    answer(alice.owner[0], bobs, entry, Draft("Normal."), DAYTIME)
    erase_entry(alice.owner, entry, DAYTIME)
    worker_at(service)(DAYTIME)
    assert service.got == []


def delivery_of(service: Service) -> UUID:
    return UUID(json.loads(service.got[0].payload)["notification"]["data"]["delivery"])


def receipts(person: Person) -> dict[str, Receipts]:
    return receipts_in(db.session.execute(receipts_of_kind(*person.owner, ANSWER)))
