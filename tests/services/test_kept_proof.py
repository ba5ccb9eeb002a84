"""What Alice's phone said of a reminder stays said, and stays known of that phone, wherever it is reached next."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from companion.adapters.web_push.outcome import Gone
from companion.extensions import db
from companion.models import Delivery, Subscription
from companion.models.push import Receipts, receipts_of
from companion.models.reminder import End
from companion.services.push_state import phones_reached
from companion.services.subscribe import send_test, unsubscribe, was_opened, was_shown
from tests.cast import Person
from tests.mailed import says_yes, sends_letters
from tests.services.post import Service, alone_due, phone_of, reach, reminders, worker_at
from tests.services.test_deliver import KEY
from tests.services.test_letters import send_it_again

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def renewed(alice: Person, now: datetime) -> None:
    """Another endpoint, as after new push keys too."""
    reach(alice, now, "renewed")


def switched_off_and_on(alice: Person, now: datetime) -> None:
    unsubscribe(phone_of(alice, now), now)
    reach(alice, now, "renewed")


def forgotten_and_renewed(alice: Person, now: datetime) -> None:
    db.session.scalars(select(Subscription)).one().gone_at = now
    db.session.commit()
    reach(alice, now, "renewed")


CHANGES = [renewed, switched_off_and_on, forgotten_and_renewed]


def shown_once(alice: Person, now: datetime) -> datetime:
    """Her phone showed a check-in; when."""
    reach(alice, now)
    then = alone_due(alice, KEY, now)
    worker_at(Service())(then)
    assert was_opened(alice.owner, db.session.scalars(select(Delivery.id)).one(), then + SECOND)
    return then + SECOND


def told(alice: Person) -> Receipts:
    db.session.expire_all()
    return receipts_of(*alice.owner)[reminders(alice)[KEY].id]


def way(alice: Person, now: datetime) -> str:
    db.session.expire_all()
    [phone] = phones_reached(alice.owner, now)
    return phone.way


@pytest.mark.parametrize("change", [*CHANGES, lambda alice, now: unsubscribe(phone_of(alice, now), now)])
def test_shown_and_opened_stay(alice: Person, now: datetime, change) -> None:  # type: ignore[no-untyped-def]
    then = shown_once(alice, now)
    before = told(alice)
    assert before.shown_at == before.opened_at == then
    change(alice, then + MINUTE)
    assert told(alice) == before


@pytest.mark.parametrize("change", CHANGES)
def test_proof_stays_so_that_no_letter_goes_beside(app: Flask, alice: Person, now: datetime, change) -> None:  # type: ignore[no-untyped-def]
    sends_letters(app)
    says_yes(alice, now)
    then = shown_once(alice, now)
    change(alice, then + MINUTE)
    assert way(alice, then + MINUTE) == "proven"
    service, letters = Service(), Service()
    send_it_again(alice, then + 2 * MINUTE)
    worker_at(service, mail=letters.send)(then + 2 * MINUTE)  # type: ignore[arg-type]
    assert [message.target.endpoint[-7:] for message in service.got] == ["renewed"]
    assert letters.got == []


def test_what_went_to_another_phone_is_no_letter(alice: Person, carol: Person, now: datetime) -> None:
    """Carol signs in where Alice was: what Alice's list says stays, and Carol sees nothing of it."""
    then = shown_once(alice, now)
    before = told(alice)
    reach(carol, then + MINUTE)
    assert (told(alice), before.mailed_at) == (before, None)
    assert db.session.scalars(select(Subscription.patient_id)).one() == carol.patient.id
    assert way(carol, then + MINUTE) == "on"


def test_switched_off_it_is_sent_nothing(alice: Person, now: datetime) -> None:
    then = shown_once(alice, now)
    unsubscribe(phone_of(alice, then), then)
    assert phones_reached(alice.owner, then) == []
    send_it_again(alice, then + MINUTE)
    service = Service()
    worker_at(service)(then + MINUTE)
    assert (service.got, reminders(alice)[KEY].end) == ([], End.UNREACHABLE)


def test_a_place_of_before_that_is_gone_does_not_end_the_new_one(alice: Person, now: datetime) -> None:
    """Its push service moved the phone while the worker was on its way to the old place."""
    reach(alice, now)
    then = alone_due(alice, KEY, now)

    def says(_message: object) -> Gone:
        reach(alice, then, "renewed")
        return Gone()

    worker_at(Service(says))(then)
    db.session.expire_all()
    assert db.session.scalars(select(Subscription.gone_at)).one() is None


def test_one_that_was_just_taken_leaves_no_doubt(alice: Person, now: datetime) -> None:
    """Four days after the last one, as plans have it; in doubt once it stayed unshown for three days."""
    then = shown_once(alice, now)
    later = then + 4 * DAY
    send_test(phone_of(alice, later), later)
    worker_at(Service())(later)
    assert way(alice, later + SECOND) == "proven"
    assert way(alice, later + 3 * DAY) == "doubt"
    newest = select(Delivery.id).order_by(Delivery.tried_at.desc()).limit(1)
    assert was_shown(alice.owner, db.session.scalars(newest).one(), later + 3 * DAY)
    assert way(alice, later + 3 * DAY) == "proven"


def test_a_receipt_of_an_older_one_leaves_the_newer_one_awaited(alice: Person, now: datetime) -> None:
    reach(alice, now)
    for days in range(3):
        send_test(phone_of(alice, now), now + days * DAY)
        worker_at(Service())(now + days * DAY)
    first, second, _third = db.session.scalars(select(Delivery).order_by(Delivery.tried_at)).all()
    assert way(alice, now + 2 * DAY) == "doubt"
    assert was_shown(alice.owner, first.id, now + 2 * DAY)
    assert db.session.scalars(select(Subscription.awaited_at)).one() == second.tried_at


def test_a_phone_that_is_quicker_than_the_worker_leaves_nothing_awaited(alice: Person, now: datetime) -> None:
    """Its receipt comes before it was written down that a service took the message."""
    reach(alice, now)
    send_test(phone_of(alice, now), now)

    def sends(messages):  # type: ignore[no-untyped-def]
        for message, outcome in Service().send(messages):
            assert was_shown(alice.owner, db.session.scalars(select(Delivery.id)).one(), now + SECOND)
            yield message, outcome

    service = Service()
    service.send = sends  # type: ignore[method-assign]
    worker_at(service)(now)
    assert way(alice, now + 9 * DAY) == "proven"
