"""Staff are told by push and e-mail, on a clock of ours: once, not after the answer; else somebody else is."""

import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Gone, Outcome, Sent, TryLater
from companion.extensions import db
from companion.models import Clinic, Practitioner, StaffSubscription
from companion.models.staff import Role
from companion.models.untold import Untold
from companion.services.cover import promise
from companion.services.escalate import escalate, pass_on
from companion.services.post import Post
from companion.services.review import Draft, answer
from companion.services.staff_mailbox import give_address
from companion.services.staff_reach import ways_told
from companion.services.team import change_role, end_access
from companion.worker import tellings
from tests.cast import Person, member_at, staff_at
from tests.desk import MARLOW, colleague, id_of, told, treated_by
from tests.journal import keep_entry
from tests.mailed import sends_letters
from tests.services.post import Service
from tests.services.telling import MailRoom, has_phone, places, reads_mail, signed_in, teller, telling_of
from tests.statements import statements
from tests.web.desk_form import many

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture
def bobs(bob: FlaskClient, alice: Person, now: datetime) -> UUID:
    """Bob's id; he treated Alice and has a phone, and his clinic is always open."""
    db.session.get_one(Clinic, alice.patient.clinic_id).hours = "Mo-Su 00:00-24:00"
    treated_by(alice, id_of("Bob"))
    has_phone(id_of("Bob"), now, "bob")
    return id_of("Bob")


@pytest.fixture
def danas(app: Flask, now: datetime, alice: Person, bobs: UUID) -> UUID:
    """Dana's id: the second person of that clinic, without any device yet."""
    id = colleague(app, now, "Dana")[1]
    promise(alice.owner[0], bobs, 8, id, now)
    return id


@pytest.fixture
def olgas(app: Flask, now: datetime, bobs: UUID) -> UUID:
    """Olga's id: she owns the clinic, and has a phone."""
    staff_at(app, MARLOW, now, "Olga", Role.OWNER)
    has_phone(id_of("Olga"), now, "olga")
    return id_of("Olga")


def test_a_warning_sign_is_told_at_once_in_words_that_say_nothing(
    alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    has_phone(danas, now, "dana")
    entry = keep_entry(alice, now, flags=["rf-ptosis"], note="My left eye")
    service = Service()
    assert teller(service)(now) == 2
    assert sorted(places(service)) == ["bob", "dana"]
    assert service.shown == [("Please look now", "Something waits on your Today page.")] * 2
    message = service.got[0]
    assert (message.urgency, message.ttl) == ("high", 24 * 3600)
    payload = json.loads(message.payload)
    assert payload["notification"]["navigate"].rpartition("/")[0].endswith("/practitioner/told")
    for word in ("Alice", "eye", "Daxxify", "forehead", str(entry), str(alice.patient.id)):
        assert word not in message.payload.decode()
    assert telling_of(entry, bobs).pushed_at == now
    assert teller(service)(now + HOUR) == 0


def test_two_messages_of_one_line_have_one_topic_and_of_two_lines_two(
    alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    first = keep_entry(alice, now, flags=["rf-ptosis"])
    service = Service()
    teller(service)(now)
    keep_entry(alice, now + SECOND, flags=["rf-ptosis"], scores={"bruise": 1}, supersedes_id=first)
    keep_entry(alice, now + SECOND, flags=["rf-ptosis"])
    teller(service)(now + SECOND)
    topics = [message.topic for message in service.got if message.target.endpoint.endswith("bob")]
    assert (len(topics), len(set(topics))) == (3, 2)


def test_it_goes_by_e_mail_too_with_a_way_to_stop(
    app: Flask, alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    sends_letters(app)
    reads_mail(danas, now, "dana@example.org")
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    room = MailRoom()
    teller(Service(), mail=room.send)(now)
    [letter] = [one for one in room.got if one.subject == "Please look now"]
    assert letter.to == "dana@example.org"
    assert "http://localhost:8000/practitioner\n" in letter.text
    assert dict(letter.more)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Alice" not in letter.text
    assert telling_of(entry, danas).mailed_at == now


def test_an_address_that_nobody_confirmed_gets_nothing_but_the_question(
    app: Flask, alice: Person, bobs: UUID, danas: UUID, now: datetime
) -> None:
    sends_letters(app)
    give_address(signed_in(danas, now), "dana@example.org", "en", now)
    keep_entry(alice, now, flags=["rf-ptosis"])
    room = MailRoom()
    teller(Service(), mail=room.send)(now)
    assert [one.subject for one in room.got] == ["Is this your e-mail address?"]


def test_what_a_worker_left_when_it_died_is_told_again_by_another(alice: Person, bobs: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])

    def dies(_message: Message) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        teller(Service(dies), "first")(now)
    db.session.rollback()
    service = Service()
    assert teller(service, "second")(now + 59 * SECOND) == 0
    assert teller(service, "second")(now + 60 * SECOND) == 1
    assert (places(service), telling_of(entry, bobs).pushed_at) == (["bob"], now + 60 * SECOND)
    assert teller(service, "first")(now + HOUR) == 0


def test_two_workers_tell_it_once(app: Flask, alice: Person, bobs: UUID, now: datetime) -> None:
    for _ in range(6):
        keep_entry(alice, now, flags=["rf-ptosis"])
    service, begin = Service(), threading.Barrier(4)

    def work(name: str) -> None:
        with app.app_context():
            begin.wait()
            for _ in range(8):
                teller(service, name)(now)

    threads = [threading.Thread(target=work, args=(str(one),)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(service.got) == 6


def test_whoever_is_reached_by_nothing_is_named_and_the_owner_is_told(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    entry = keep_entry(alice, now - 9 * HOUR, scores={"bruise": 1})
    escalate(now)
    service = Service()
    assert teller(service)(now) == 1
    assert telling_of(entry, danas).failed_at == now
    assert teller(service)(now) == 1
    assert (places(service), told(entry)) == (["olga"], {(danas, "late"), (olgas, "late")})


def test_whoever_went_to_the_front_desk_is_told_no_more_and_somebody_else_is(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    has_phone(danas, now, "dana")
    entry = keep_entry(alice, now - 9 * HOUR, scores={"bruise": 1})
    escalate(now)
    change_role(db.session.get_one(Practitioner, danas), Role.FRONT_DESK, olgas, now)
    service = Service()
    while teller(service)(now):
        pass
    assert places(service) == ["olga"]
    assert told(entry) == {(danas, "late"), (olgas, "late")}


def test_one_that_cannot_be_passed_on_holds_up_nothing_behind_it(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (keep_entry(alice, now - hours * HOUR, scores={"bruise": 1}) for hours in (10, 9))
    for at in (now - HOUR, now):
        escalate(at)

    def breaks(one: Untold, at: datetime) -> None:
        if one.entry_id == first:
            raise ValueError(first)
        pass_on(one, at)

    service = Service()
    with monkeypatch.context() as broke:
        broke.setattr("companion.services.tell_staff.pass_on", breaks)
        assert [teller(service)(now), teller(service)(now)] == [2, 1]
    assert (told(first), told(second)) == ({(danas, "late")}, {(danas, "late"), (olgas, "late")})
    teller(service)(now + 2 * MINUTE)
    assert (olgas, "late") in told(first)


def test_where_one_of_two_is_told_nobody_else_is_woken(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    service = Service()
    while teller(service)(now):
        pass
    assert places(service) == ["bob"]
    assert telling_of(entry, danas).failed_at == now


def test_an_endpoint_that_is_gone_is_asked_no_more_and_somebody_else_is_told(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    has_phone(danas, now, "dana")
    entry = keep_entry(alice, now - 9 * HOUR, scores={"bruise": 1})
    escalate(now)
    service = Service(lambda message: Gone() if message.target.endpoint.endswith("dana") else Sent())
    while teller(service)(now):
        pass
    assert places(service) == ["dana", "olga"]
    assert telling_of(entry, danas).failed_at == now
    assert not ways_told(alice.owner[0])[danas].is_reached


def test_a_service_that_is_down_is_tried_again_and_after_minutes_somebody_else_is_told(
    alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    has_phone(danas, now, "dana")
    entry = keep_entry(alice, now - 9 * HOUR, scores={"bruise": 1})
    escalate(now)
    service = Service(
        lambda message: TryLater(None, "status 503") if message.target.endpoint.endswith("dana") else Sent()
    )
    at = now
    while at < now + 10 * MINUTE:
        teller(service)(at)
        at += 5 * SECOND
    assert places(service).count("olga") == 1
    failed_at = telling_of(entry, danas).failed_at
    assert failed_at and now + 30 * SECOND < failed_at < now + 4 * MINUTE
    service.says = lambda _message: Sent()
    teller(service)(at + 15 * MINUTE)
    assert telling_of(entry, danas).pushed_at == at + 15 * MINUTE


@pytest.mark.parametrize("how", ["answer", "correction"])
def test_nothing_is_told_after_an_answer_or_a_correction(
    alice: Person, bobs: UUID, danas: UUID, now: datetime, how: str
) -> None:
    """Also to whoever would have been next in the same step."""
    has_phone(danas, now, "dana")
    entry = keep_entry(alice, now, flags=["rf-ptosis"])

    def says(_message: Message) -> Outcome:
        if how == "answer":
            answer(alice.owner[0], bobs, entry, Draft("Please call us."), now)
        else:
            keep_entry(alice, now, kind="fine", supersedes_id=entry)
        return Sent()

    service = Service(says)
    teller(service)(now)
    teller(service)(now + HOUR)
    assert len(service.got) == 1


def test_what_is_late_after_the_doors_closed_waits_until_they_open_and_a_warning_sign_does_not(
    alice: Person, bobs: UUID, danas: UUID
) -> None:
    db.session.get_one(Clinic, alice.patient.clinic_id).hours = "Mo-Fr 09:00-18:00"
    has_phone(danas, MONDAY, "dana")
    service, evening = Service(), MONDAY.replace(hour=22)
    entry = keep_entry(alice, MONDAY.replace(hour=9), scores={"bruise": 1})
    escalate(evening)  # the worker was away
    teller(service)(evening)
    assert service.got == []
    opens = MONDAY.replace(day=3, hour=9)
    assert telling_of(entry, danas).next_at == opens
    keep_entry(alice, evening, flags=["rf-ptosis"])
    teller(service)(evening)
    assert sorted(places(service)) == ["bob", "dana"]
    teller(service)(opens)
    assert places(service)[2:] == ["dana"]


def test_what_is_late_when_the_doors_close_is_told_then(alice: Person, bobs: UUID, danas: UUID) -> None:
    db.session.get_one(Clinic, alice.patient.clinic_id).hours = "Mo-Fr 09:00-18:00"
    has_phone(danas, MONDAY, "dana")
    keep_entry(alice, MONDAY.replace(hour=7), scores={"bruise": 1})
    closing = MONDAY.replace(hour=18, minute=1)
    escalate(closing)
    service = Service()
    teller(service)(closing)
    assert places(service) == ["dana"]


def test_whoever_left_is_told_nothing_more(
    app: Flask, alice: Person, bobs: UUID, danas: UUID, olgas: UUID, now: datetime
) -> None:
    has_phone(danas, now, "dana")
    keep_entry(alice, now, flags=["rf-ptosis"])
    end_access(member_at(MARLOW, now, "Dana"), bobs, now)
    service = Service()
    while teller(service)(now):
        pass
    assert places(service) == ["bob"]
    assert many(StaffSubscription) == 2


def test_where_nothing_waits_a_step_reads_once_and_writes_nothing(alice: Person, bobs: UUID, now: datetime) -> None:
    step = teller(Service())
    with statements() as asked:
        assert step(now) == 0
    assert len(asked) == 1
    assert asked[0].startswith("SELECT")


def test_the_worker_takes_that_step(alice: Person, bobs: UUID, now: datetime) -> None:
    keep_entry(alice, now, flags=["rf-ptosis"])
    service = Service()
    tellings(Post("worker", service.send))(now)
    assert places(service) == ["bob"]
