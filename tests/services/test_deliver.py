"""What is due reaches Alice's phone once, or is tried again, or ends and says why."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Gone, Outcome, Refused, Sent, TryLater
from companion.aftercare.protocol import bundled, say
from companion.extensions import db
from companion.models import Delivery, Device, Subscription
from companion.models.queue import claim, finish, put_off
from companion.models.reminder import Due, End
from companion.services.admit import close_phones
from companion.services.refusal import Refusal
from companion.services.subscribe import send_test, was_opened, was_shown
from companion.services.wishes import Chosen, choose
from tests.cast import Person
from tests.journal import keep_entry
from tests.services.post import Service, alone_due, look_from, phone_of, reach, reminders, worker_at

KEY = "rm-checkin-3"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def due_at(alice: Person, now: datetime) -> datetime:
    """When the worker looks at the check-in of day 3, the only thing that is due."""
    return alone_due(alice, KEY, now)


def deliveries() -> list[Delivery]:
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.tried_at)))


def test_it_is_sent_once_at_its_time(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    service = Service()
    step = worker_at(service)
    assert step(due_at - timedelta(seconds=2)) == 0
    assert [step(due_at), step(due_at)] == [1, 0]
    assert service.shown == [("Aftercare: a short check-in", "It takes one minute. Open the app to start.")]
    assert reminders(alice)[KEY].end == End.SENT
    [row] = deliveries()
    assert (row.outcome, row.attempt) == ("sent", 1)
    assert db.session.scalars(select(Subscription.accepted_at)).one() == due_at


def test_it_says_what_it_is_about_only_where_she_chose_that(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    service = Service()
    choose(alice.owner, Chosen({"sun": False}, None, None, None, names_it=True, email=None), now)
    worker_at(service)(due_at)
    told = bundled().reminder[KEY]
    assert (say(told.title), say(told.body)) in service.shown


def test_a_message_lives_no_longer_than_its_reminder(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    service = Service()
    worker_at(service)(due_at)
    [message] = service.got
    assert message.ttl == int((reminders(alice)[KEY].not_after - due_at).total_seconds())


def test_a_subscription_that_is_gone_is_asked_no_more(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    worker_at(Service(lambda _: Gone()))(due_at)
    assert reminders(alice)[KEY].end == End.UNREACHABLE
    assert db.session.scalars(select(Subscription.gone_at)).one() == due_at
    with pytest.raises(Refusal, match="gone"):
        reach(alice, due_at)
    assert db.session.scalars(select(Subscription.gone_at)).one() == due_at, "the same one does not come back"
    reach(alice, due_at, "new")
    assert db.session.scalars(select(Subscription.gone_at)).one() is None


def test_without_a_phone_it_says_so(alice: Person, due_at: datetime) -> None:
    service = Service()
    worker_at(service)(due_at)
    assert (reminders(alice)[KEY].end, service.got) == (End.UNREACHABLE, [])


def test_a_phone_that_was_signed_out_hears_nothing(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    close_phones(alice.owner, now)
    service = Service()
    worker_at(service)(due_at)
    assert service.got == []


def test_a_service_in_trouble_is_asked_again_later(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    answers: list[Outcome] = [TryLater(None, "status 503"), TryLater(timedelta(minutes=20), "status 429"), Sent()]
    step = worker_at(Service(lambda _: answers.pop(0)))
    step(due_at)
    again = look_from(reminders(alice)[KEY])
    assert timedelta(seconds=15) <= again - due_at <= timedelta(minutes=1)
    step(again)
    later = look_from(reminders(alice)[KEY])
    assert later - again >= timedelta(minutes=20), "as the service asked"
    step(later)
    assert reminders(alice)[KEY].end == End.SENT
    assert [row.outcome for row in deliveries()] == ["later", "later", "sent"]


def test_what_is_too_late_is_never_sent_and_says_so(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    service = Service(lambda _: TryLater(None, "status 500"))
    step, at = worker_at(service), due_at
    for _ in range(200):
        if (row := reminders(alice)[KEY]).next_at is None:
            break
        at = look_from(row)
        step(at)
    assert row.end == End.EXPIRED
    assert all(tried.tried_at < row.not_after for tried in deliveries())
    asleep = Service()
    row.next_at, row.end = due_at, None
    db.session.commit()
    worker_at(asleep)(row.not_after)
    assert (asleep.got, reminders(alice)[KEY].end) == ([], End.EXPIRED)


def test_of_two_phones_only_the_one_that_was_missed_is_tried_again(
    alice: Person, now: datetime, due_at: datetime
) -> None:
    reach(alice, now)
    second = Device(clinic_id=alice.owner[0], patient_id=alice.owner[1], token_hash=b"2" * 32, opened_at=now)
    second.seen_at, second.expires_at = now, now + timedelta(days=90)
    db.session.add(second)
    db.session.commit()
    db.session.query(Subscription).update({"device_id": second.id})
    reach(alice, now, "two")
    busy = {"two"}

    def says(message: Message) -> Outcome:
        is_busy = any(message.target.endpoint.endswith(place) for place in busy)
        return TryLater(None, "status 503") if is_busy else Sent()

    service = Service(says)
    worker_at(service)(due_at)
    busy.clear()
    worker_at(service)(look_from(reminders(alice)[KEY]))
    assert [message.target.endpoint[-3:] for message in service.got].count("one") == 1
    assert reminders(alice)[KEY].end == End.SENT


def test_a_refusal_ends_it_and_keeps_the_phone(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    worker_at(Service(lambda _: Refused(413, "too_large")))(due_at)
    assert reminders(alice)[KEY].end == End.REFUSED
    assert db.session.scalars(select(Subscription.gone_at)).one() is None


def test_what_she_told_meanwhile_is_not_asked(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)
    keep_entry(alice, due_at - timedelta(hours=1))
    row = reminders(alice)[KEY]
    row.next_at, row.end = due_at, None  # as if it had been planned anew
    db.session.commit()
    service = Service()
    worker_at(service)(due_at)
    assert (service.got, reminders(alice)[KEY].end) == ([], End.DONE)


def test_a_worker_that_slept_over_its_lease_ends_nothing(alice: Person, now: datetime, due_at: datetime) -> None:
    [slow] = claim("slow", due_at, due_at + timedelta(minutes=1), 10)
    db.session.commit()
    assert claim("other", due_at, due_at + timedelta(minutes=1), 10) == []
    [quick] = claim("quick", due_at + timedelta(minutes=2), due_at + timedelta(minutes=3), 10)
    assert isinstance(quick, Due)
    assert not finish(slow, End.SENT, due_at + timedelta(minutes=2))
    assert not put_off(slow, due_at + timedelta(minutes=9))
    assert finish(quick, End.SENT, due_at + timedelta(minutes=2))
    assert not finish(quick, End.SENT, due_at + timedelta(minutes=2))


def test_a_try_is_written_down_before_it_is_made(alice: Person, now: datetime, due_at: datetime) -> None:
    reach(alice, now)

    def dies(_message: Message) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker_at(Service(dies))(due_at)
    db.session.rollback()
    [row] = deliveries()
    assert row.outcome is None
    service = Service()
    worker_at(service, "another")(due_at + timedelta(seconds=61))
    assert len(service.got) == 1
    assert reminders(alice)[KEY].end == End.SENT


def test_the_phone_tells_that_it_was_shown_and_opened(
    alice: Person, carol: Person, now: datetime, due_at: datetime
) -> None:
    reach(alice, now)
    worker_at(Service())(due_at)
    [row] = deliveries()
    later = due_at + timedelta(seconds=5)
    assert not was_shown(carol.owner, row.id, later)
    assert was_shown(alice.owner, row.id, later)
    assert was_opened(alice.owner, row.id, later + timedelta(seconds=5))
    [row] = deliveries()
    assert (row.shown_at, row.opened_at) == (later, later + timedelta(seconds=5))


def test_a_test_is_due_at_once(alice: Person, now: datetime) -> None:
    reach(alice, now)
    send_test(phone_of(alice, now), now)
    service = Service()
    worker_at(service)(now)
    assert service.shown == [("It works", "Reminders reach this phone.")]
