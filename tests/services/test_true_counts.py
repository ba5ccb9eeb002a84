"""What is said to have come, to be coming or to have failed is true, whatever Alice switched off and on meanwhile."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from companion.adapters.web_push.outcome import Sent, TryLater
from companion.extensions import db
from companion.models import Delivery, Device, Treatment
from companion.models.access import SignedIn
from companion.models.reminder import MISSED, End, reminders_of
from companion.models.treatment import course_of
from companion.services import deliver as delivering
from companion.services.amend import end, reopen
from companion.services.due import facts_of
from companion.services.health import health, say_alive
from companion.services.messages import message_of
from companion.services.post import Post
from companion.services.push_state import ring
from companion.services.remind import plan_again, plan_of
from companion.services.snooze import snooze
from companion.services.subscribe import Offered, subscribe, unsubscribe
from companion.services.wishes import Chosen, choose
from companion.worker import deliveries, heartbeat
from tests.cast import Person, treat_again
from tests.mailed import says_yes, sends_letters
from tests.services.post import Service, alone_due, look_from, phone_of, reach, reminders, target, worker_at

KEY, LATER = "rm-checkin-3", "rm-checkin-3:later:1"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def wish(alice: Person, now: datetime, **kinds: bool) -> None:
    choose(alice.owner, Chosen(kinds, None, None, None, names_it=False, email=None), now)


def switched_off_and_on(alice: Person, now: datetime, days: int) -> None:
    wish(alice, now, milestone=False, care=False, check_in=False)
    wish(alice, now + days * DAY, milestone=True, care=True, check_in=True)


def ended_and_reopened(alice: Person, now: datetime, days: int) -> None:
    end(alice.treatment_id, now)
    reopen(alice.treatment_id, now + days * DAY)


@pytest.mark.parametrize("change", [switched_off_and_on, ended_and_reopened])
def test_what_nobody_wanted_while_it_was_good_did_not_fail(alice: Person, now: datetime, change) -> None:  # type: ignore[no-untyped-def]
    plan_again(alice.owner, now)
    reach(alice, now)
    db.session.commit()
    change(alice, now, 8)
    worker_at(Service())(now + 8 * DAY + MINUTE)
    assert not [row.key for row in reminders(alice).values() if row.end in MISSED]
    assert db.session.get_one(Treatment, alice.treatment_id).missed == 0


@pytest.mark.parametrize("change", [switched_off_and_on, ended_and_reopened])
def test_what_was_put_off_comes_though_it_was_not_wanted_for_a_while(alice: Person, now: datetime, change) -> None:  # type: ignore[no-untyped-def]
    service = Service()
    reach(alice, now)
    then = alone_due(alice, KEY, now)
    later_at = snooze(alice.owner, reminders(alice)[KEY].id, then - MINUTE, "tomorrow").due_at
    change(alice, then, 0)
    assert reminders(alice)[LATER].end is None
    worker_at(service)(later_at + MINUTE)
    assert reminders(alice)[LATER].end == End.SENT


def test_the_sun_of_a_day_is_told_once_however_many_were_treated(alice: Person, now: datetime) -> None:
    june = datetime(2026, 6, 10, 9, tzinfo=UTC)
    for number in range(2):
        treat_again(alice, june + number * 3 * DAY)
    wish(alice, june + 3 * DAY, sun=True)
    suns = [row.key for row in reminders_of(*alice.owner) if row.kind == "sun" and row.next_at]
    assert suns
    assert len(suns) == len(set(suns))


def test_a_check_in_leads_to_its_own_treatment(alice: Person, now: datetime) -> None:
    service, older = Service(), alice.treatment_id
    reach(alice, now)
    then = alone_due(alice, KEY, now)
    newer = treat_again(alice, now + DAY)
    worker_at(service)(then)
    assert any(f"/treatments/{older}/check-in" in message.payload.decode() for message in service.got)
    service.got.clear()
    worker_at(service)(look_from(next(row for row in plan_of(newer) if row.key == KEY)))
    assert any('/check-in"' in message.payload.decode() for message in service.got)
    assert not any(str(newer) in message.payload.decode() for message in service.got)


def test_what_one_phone_showed_did_not_fail_when_another_was_too_late(alice: Person, now: datetime) -> None:
    service = Service(says=lambda message: Sent() if message.target.endpoint.endswith("one") else TryLater(None, "429"))
    reach(alice, now, "one")
    second = Device(
        id=uuid4(), clinic_id=alice.owner[0], patient_id=alice.owner[1], token_hash=b"2" * 32, opened_at=now
    )
    second.seen_at, second.expires_at = now, now + 90 * DAY
    db.session.add(second)
    db.session.commit()
    subscribe(SignedIn(second.id, *alice.owner, now), Offered(target("two"), "key", "en", None), now)
    worker_at(service)(alone_due(alice, KEY, now))
    worker_at(service)(reminders(alice)[KEY].not_after + MINUTE)
    assert reminders(alice)[KEY].end == End.SENT
    assert db.session.get_one(Treatment, alice.treatment_id).missed == 0


def test_a_worker_that_works_in_vain_is_not_well(app: Flask, alice: Person, now: datetime) -> None:
    ring().add()
    reach(alice, now)
    then, service = alone_due(alice, KEY, now), Service(says=lambda _message: TryLater(None, "500"))
    post = Post("worker", service.send)
    for minutes in range(0, 10, 2):
        delivering.deliver(post, lambda: then + minutes * MINUTE)  # noqa: B023
    say_alive(post.worker, then + 10 * MINUTE, post.trouble.failing_at)
    assert not health(then + 10 * MINUTE).is_well
    service.says = lambda _message: Sent()
    delivering.deliver(post, lambda: then + 30 * MINUTE)
    say_alive(post.worker, then + 30 * MINUTE, post.trouble.failing_at)
    assert health(then + 30 * MINUTE).is_well


def test_a_visit_after_the_plan_has_closed_is_told_no_more(alice: Person, now: datetime) -> None:
    """As one that was typed with the wrong year, before forms asked about it."""
    reach(alice, now)
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    treatment.follow_up_at = treatment.treated_at + 14 * DAY
    then = alone_due(alice, "rm-follow-up-2d", now)
    closes_at = course_of(*alice.owner, treatment.id).schedule.ends_at  # type: ignore[union-attr]
    row = reminders(alice)["rm-follow-up-2d"]
    row.due_at, row.next_at, row.not_after = closes_at, closes_at, closes_at + 9 * DAY
    db.session.commit()
    service = Service()
    worker_at(service)(max(then, closes_at) + MINUTE)
    assert (service.got, reminders(alice)["rm-follow-up-2d"].end) == ([], End.OVER)
    treatment.follow_up_at = closes_at + 30 * DAY
    plan_again(alice.owner, now)
    db.session.commit()
    assert not [row for row in reminders(alice).values() if row.next_at and row.due_at >= closes_at]


def working(service: Service, mail: Service | None = None) -> Post:
    return Post("worker", service.send, mail=mail.send if mail else None)  # type: ignore[arg-type]


def is_well(post: Post, at: datetime) -> bool:
    """After the worker's next beat."""
    heartbeat(post)(at)
    return health(at).is_well


def test_what_failed_and_waits_no_more_is_no_trouble(app: Flask, alice: Person, now: datetime) -> None:
    """Her phone cannot be reached; then she switches reminders off, and nothing waits."""
    ring().add()
    reach(alice, now)
    post, then = working(Service(says=lambda _message: TryLater(None, "timeout"))), alone_due(alice, KEY, now)
    delivering.deliver(post, lambda: then)
    assert not is_well(post, then + 3 * MINUTE)
    unsubscribe(phone_of(alice, then), then + 3 * MINUTE)
    delivering.deliver(post, lambda: then + 4 * MINUTE)
    assert reminders(alice)[KEY].end == End.UNREACHABLE
    assert is_well(post, then + 5 * MINUTE)


def test_a_way_that_fails_is_not_hidden_by_another(app: Flask, alice: Person, carol: Person, now: datetime) -> None:
    """Letters leave, and no push; or the reverse."""
    ring().add()
    sends_letters(app)
    says_yes(alice, now)
    reach(carol, now)
    for person in (alice, carol):
        then = alone_due(person, KEY, now)
    busy, well = Service(says=lambda _message: TryLater(None, "status 503")), Service()
    for pushes, letters in ((busy, well), (well, busy)):
        post = working(pushes, letters)
        for person in (alice, carol):
            row = reminders(person)[KEY]
            row.due_at, row.next_at, row.end = then, then, None
            db.session.commit()
        delivering.deliver(post, lambda: then)
        assert well.got
        assert not is_well(post, then + 3 * MINUTE)
        db.session.query(Delivery).delete()


def test_what_cannot_even_be_looked_up_holds_up_no_other(
    app: Flask, alice: Person, carol: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, says = Service(), facts_of
    for person in (alice, carol):
        reach(person, now, str(person.patient.id))
        then = alone_due(person, KEY, now)

    def breaks(all_due, *told, **more):  # type: ignore[no-untyped-def]
        if alice.patient.id in {due.patient_id for due in all_due}:
            raise ValueError("a schedule that cannot be laid")
        return says(all_due, *told, **more)

    monkeypatch.setattr(delivering, "facts_of", breaks)
    worker_at(service)(then + 11 * MINUTE)
    assert (reminders(carol)[KEY].end, reminders(alice)[KEY].end) == (End.SENT, None)
    monkeypatch.undo()
    worker_at(service)(then + 40 * MINUTE)
    assert reminders(alice)[KEY].end == End.SENT


def test_one_that_breaks_holds_up_no_other(
    app: Flask, alice: Person, carol: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, says = Service(), message_of
    for person in (alice, carol):
        reach(person, now, str(person.patient.id))
        then = alone_due(person, KEY, now)

    def breaks(*told):  # type: ignore[no-untyped-def]
        if told[2].patient_id == alice.patient.id:
            raise KeyError("a word that is not there")
        return says(*told)

    monkeypatch.setattr(delivering, "message_of", breaks)
    post = Post("worker", service.send)
    delivering.deliver(post, lambda: then + 11 * MINUTE)
    assert reminders(carol)[KEY].end == End.SENT
    assert reminders(alice)[KEY].end is None
    monkeypatch.undo()
    worker_at(service)(then + 40 * MINUTE)
    assert reminders(alice)[KEY].end == End.SENT


def test_a_step_that_breaks_off_is_noted(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post("worker", Service().send)
    monkeypatch.setattr("companion.worker.deliver", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliveries(post)(now)
    assert post.trouble.failing_at == now
