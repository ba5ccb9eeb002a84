"""Clocks are put right and machines sleep: nothing is sent twice, before its time, too late, or into the night."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Sent, TryLater
from companion.extensions import db
from companion.models import Delivery
from companion.models.reminder import End
from companion.services.deliver import deliver
from companion.services.post import Post
from companion.services.remind import plan_again
from companion.services.subscribe import send_test
from companion.services.wishes import Chosen, choose
from tests.cast import Person
from tests.services.post import Service, look_from, phone_of, reach, reminders, worker_at

KEY, SECOND, DAY = "rm-checkin-3", "rm-checkin-7", "2026-11-26"  # asked at 10:00, good until 16:00
BACK, ON = timedelta(hours=-2), timedelta(hours=3)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{clock}Z")


@pytest.fixture
def due_at(alice: Person, now: datetime) -> datetime:
    """When the worker looks at the check-in of day 3, the only thing that is due."""
    plan_again(alice.owner, now)
    reach(alice, now)
    for key, row in reminders(alice).items():
        if key != KEY:
            row.next_at, row.end = None, End.OVER
    db.session.commit()
    return look_from(reminders(alice)[KEY])


def due_again(alice: Person, due: datetime, not_after: datetime) -> datetime:
    """The same, moved to then, which is when the worker looks at it."""
    row = reminders(alice)[KEY]
    row.due_at, row.next_at, row.not_after = due, due, not_after
    db.session.commit()
    return due


class Hands:
    """A clock, and a post that sends by it; `moves`: how far the clock jumps while each message is on its way."""

    def __init__(self, at: datetime, *moves: timedelta) -> None:
        self.at, self.moves = at, list(moves)

    def post(self, service: Service, name: str = "worker") -> Callable[[], int]:
        post = Post(name, service.send)
        return lambda: deliver(post, lambda: self.at)

    def sends(self, _message: Message) -> Outcome:
        self.at += self.moves.pop(0) if self.moves else timedelta(0)
        return Sent()


def two_due(alice: Person, at: datetime) -> None:
    """The check-in of day 7 is due beside the other."""
    rows = reminders(alice)
    first, second = rows[KEY], rows[SECOND]
    second.due_at, second.not_after = first.due_at + timedelta(seconds=1), first.not_after
    second.next_at, second.end, second.ended_at = at, None, None
    db.session.commit()


def test_a_clock_put_back_two_hours_says_nothing_twice(alice: Person, due_at: datetime) -> None:
    service = Service()
    step = worker_at(service)
    assert step(due_at) == 1
    assert [step(due_at + BACK + timedelta(minutes=minute)) for minute in range(0, 300, 10)] == [0] * 30
    assert len(service.got) == 1


def test_a_clock_put_on_three_hours_sends_what_is_still_good_once_and_nothing_that_is_not(
    alice: Person, due_at: datetime
) -> None:
    service = Service()
    step = worker_at(service)
    assert [step(due_at + ON), step(due_at + ON), step(due_at)] == [1, 0, 0]
    assert (len(service.got), reminders(alice)[KEY].end) == (1, End.SENT)
    due_again(alice, at("10:00"), at("12:59"))
    reminders(alice)[KEY].end = None
    db.session.execute(delete(Delivery))
    db.session.commit()
    step(at("10:00") + ON)
    assert (len(service.got), reminders(alice)[KEY].end) == (1, End.EXPIRED)


def test_a_clock_put_back_amid_a_batch_holds_the_rest_until_its_time(alice: Person, due_at: datetime) -> None:
    hands = Hands(due_at, BACK)
    two_due(alice, due_at)
    service = Service(hands.sends)
    step = hands.post(service)
    step()
    assert len(service.got) == 1
    assert reminders(alice)[SECOND].next_at == reminders(alice)[SECOND].due_at, "not before it is due"
    while hands.at < due_at + timedelta(minutes=1):
        hands.at += timedelta(minutes=1)
        step()
        assert len(service.got) == 1 + (hands.at >= reminders(alice)[SECOND].due_at)
    assert len({message.topic for message in service.got}) == 2


def test_a_worker_that_slept_amid_a_batch_leaves_the_rest_to_whoever_took_it(alice: Person, due_at: datetime) -> None:
    hands = Hands(due_at)
    two_due(alice, due_at)
    other = Service()

    def sleeps(_message: Message) -> Outcome:
        hands.at += ON
        worker_at(other, "other")(hands.at)
        return Sent()

    service = Service(sleeps)
    hands.post(service)()
    assert (len(service.got), len(other.got)) == (1, 2), "the first is in doubt, the second is nobody's but the other's"
    first, again, second = [message.topic for message in (*service.got, *other.got)]
    assert first == again != second
    assert [reminders(alice)[key].end for key in (KEY, SECOND)] == [End.SENT, End.SENT]


def test_a_worker_that_slept_until_it_was_too_late_sends_nothing(alice: Person, due_at: datetime) -> None:
    two_due(alice, due_at)
    hands = Hands(due_at, timedelta(hours=8))
    service = Service(hands.sends)
    step = hands.post(service)
    step()
    step()
    assert (len(service.got), reminders(alice)[SECOND].end) == (1, End.EXPIRED)


def test_what_waits_at_a_push_service_does_not_ring_at_night(alice: Person, due_at: datetime) -> None:
    service = Service()
    worker_at(service)(due_again(alice, at("21:00"), at("21:00") + timedelta(hours=12)))
    assert [message.ttl for message in service.got] == [30 * 60]


def test_her_own_quiet_hours_count_where_her_phone_is(alice: Person, now: datetime, due_at: datetime) -> None:
    service = Service()
    choose(alice.owner, Chosen({}, "20:00", "07:00", None, names_it=False, email=None), now)
    reach(alice, now, zone="America/New_York")
    worker_at(service)(due_again(alice, at("20:00"), at("20:00") + timedelta(hours=12)))
    assert [message.ttl for message in service.got] == [5 * 3600], "until 20:00 in New York"


def test_a_test_lives_as_long_as_it_is_good_and_rings_at_night(alice: Person, now: datetime, due_at: datetime) -> None:
    service = Service()
    for sent_at in (at("21:25"), at("23:00")):
        send_test(phone_of(alice, sent_at), sent_at)
        worker_at(service)(sent_at)
    assert [message.ttl for message in service.got if message.urgency == "high"] == [600, 600]


def test_a_worker_that_comes_late_waits_for_the_morning(alice: Person, due_at: datetime) -> None:
    service = Service()
    step = worker_at(service)
    due_again(alice, at("21:00"), at("21:00") + timedelta(hours=12))
    step(at("23:00"))
    assert (service.got, reminders(alice)[KEY].next_at) == ([], at("08:00") + timedelta(days=1))
    step(at("08:00") + timedelta(days=1))
    assert (len(service.got), reminders(alice)[KEY].end) == (1, End.SENT)


def test_what_is_too_late_in_the_morning_ends_in_the_evening(alice: Person, due_at: datetime) -> None:
    service = Service()
    due_again(alice, at("21:00"), at("21:00") + timedelta(hours=6))
    worker_at(service)(at("23:00"))
    assert (service.got, reminders(alice)[KEY].end) == ([], End.EXPIRED)


def test_a_service_that_asks_to_wait_into_the_night_is_asked_in_the_morning(alice: Person, due_at: datetime) -> None:
    busy = Service(lambda _: TryLater(timedelta(hours=1), "status 429"))
    due_again(alice, at("21:00"), at("21:00") + timedelta(hours=12))
    worker_at(busy)(at("21:00"))
    assert reminders(alice)[KEY].next_at == at("08:00") + timedelta(days=1)


def test_a_batch_that_reaches_into_the_night_stops_there(alice: Person, due_at: datetime) -> None:
    due_again(alice, at("21:29:50"), at("21:00") + timedelta(hours=12))
    two_due(alice, at("21:29:50"))
    hands = Hands(at("21:29:50"), timedelta(seconds=20))
    service = Service(hands.sends)
    hands.post(service)()
    assert len(service.got) == 1
