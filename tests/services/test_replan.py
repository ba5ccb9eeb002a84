"""What was said is said once; what still waits is never lost, whatever Alice changes about it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from companion.extensions import db
from companion.models import Treatment
from companion.models.reminder import End
from companion.services.remind import plan_again, tell_zone
from companion.services.snooze import snooze
from companion.services.wishes import Chosen, choose
from tests.cast import Person, treat_again
from tests.services.post import Service, look_from, reach, reminders, worker_at

CHECK_IN, VISIT = "rm-checkin-3", "rm-follow-up-day"
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    """Noon of a winter's day in London."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def service(app: Flask, alice: Person, now: datetime) -> Service:
    """Takes all that is sent to Alice's phone; her plan is laid."""
    plan_again(alice.owner, now)
    reach(alice, now)
    return Service()


def quiet(alice: Person, starts: str, until: str, now: datetime) -> None:
    choose(alice.owner, Chosen({}, starts, until, None, names_it=False, email=None), now)


def move_visit(alice: Person, to: datetime, now: datetime) -> None:
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = to
    plan_again(alice.owner, now)
    db.session.commit()


def sent_at(alice: Person, service: Service, key: str) -> datetime:
    """It is sent; when."""
    then = look_from(reminders(alice)[key])
    worker_at(service)(then)
    assert reminders(alice)[key].end == End.SENT
    return then


@pytest.mark.parametrize("change", ["quiet hours", "zone"])
def test_what_was_sent_is_not_sent_again_in_other_hours(alice: Person, service: Service, change: str) -> None:
    then = sent_at(alice, service, CHECK_IN)
    if change == "zone":
        tell_zone(alice.owner, "America/New_York", then + HOUR)
        db.session.commit()
    else:
        quiet(alice, "21:30", "11:30", then + timedelta(minutes=5))
    assert reminders(alice)[CHECK_IN].next_at is None
    topic, take = service.got[-1].topic, worker_at(service)
    for minutes in range(0, 14 * 60, 15):
        take(then + timedelta(minutes=minutes))
    assert [one.topic for one in service.got].count(topic) == 1


@pytest.mark.parametrize("change", ["quiet hours", "zone", "off and on"])
def test_what_waits_is_never_lost_when_its_instant_moves_into_the_past(
    alice: Person, service: Service, change: str
) -> None:
    quiet(alice, "21:30", "11:00", look_from(reminders(alice)[CHECK_IN]) - 20 * HOUR)
    row = reminders(alice)[CHECK_IN]
    then = row.due_at - timedelta(minutes=20)
    if change == "quiet hours":
        quiet(alice, "21:30", "10:00", then)
    elif change == "zone":
        tell_zone(alice.owner, "Asia/Tokyo", then)
        db.session.commit()
    else:
        then = row.due_at + timedelta(seconds=5)
        for is_on in (False, True):
            choose(alice.owner, Chosen({"check_in": is_on}, "21:30", "11:00", None, names_it=False, email=None), then)
    assert reminders(alice)[CHECK_IN].next_at is not None
    worker_at(service)(then + timedelta(minutes=15))
    is_evening_there = change == "zone"  # too late for that day in Tokyo, which Now says
    assert reminders(alice)[CHECK_IN].end == (End.EXPIRED if is_evening_there else End.SENT)


def test_a_milestone_that_a_correction_moved_into_the_past_is_said(alice: Person, service: Service) -> None:
    row = reminders(alice)["rm-4h"]
    then = row.due_at - timedelta(minutes=20)
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    treatment.treated_at -= timedelta(minutes=30)
    plan_again(alice.owner, then)
    db.session.commit()
    worker_at(service)(then + timedelta(minutes=1))
    assert reminders(alice)["rm-4h"].end == End.SENT


def test_a_visit_that_moves_into_this_morning_is_still_said(alice: Person, service: Service) -> None:
    visit = db.session.get_one(Treatment, alice.treatment_id).follow_up_at
    assert visit
    this_morning = visit.replace(hour=8, minute=30) - timedelta(days=3)
    move_visit(alice, this_morning + HOUR, this_morning)
    worker_at(service)(this_morning + timedelta(minutes=1))
    assert reminders(alice)[VISIT].end == End.SENT


def test_of_another_visit_it_is_said_again(alice: Person, service: Service) -> None:
    then = sent_at(alice, service, VISIT)
    visit = db.session.get_one(Treatment, alice.treatment_id).follow_up_at
    assert visit
    move_visit(alice, visit + timedelta(days=4), then)
    assert sent_at(alice, service, VISIT) > then + timedelta(days=3)


def test_what_was_put_off_goes_with_the_visit_that_it_spoke_of(alice: Person, service: Service) -> None:
    visit = db.session.get_one(Treatment, alice.treatment_id).follow_up_at
    assert visit
    evening = visit.replace(hour=21, minute=0)
    move_visit(alice, evening, visit - timedelta(days=5))
    then = sent_at(alice, service, VISIT)
    later = snooze(alice.owner, reminders(alice)[VISIT].id, then, "tonight")
    assert later.next_at
    move_visit(alice, evening + timedelta(days=14), then + HOUR)
    assert reminders(alice)[later.key].end == End.OVER


def test_what_was_put_off_stays_when_quiet_hours_change(alice: Person, service: Service) -> None:
    then = sent_at(alice, service, CHECK_IN)
    later = snooze(alice.owner, reminders(alice)[CHECK_IN].id, then, "tonight")
    quiet(alice, "21:30", "11:30", then + timedelta(minutes=5))
    assert reminders(alice)[later.key].next_at == later.due_at
    assert reminders(alice)[CHECK_IN].next_at is None


def test_two_products_of_one_day_say_it_in_one_place(alice: Person, service: Service, now: datetime) -> None:
    treat_again(alice, now - timedelta(hours=2) + timedelta(minutes=5))
    plan_again(alice.owner, now)
    db.session.commit()
    take = worker_at(service)
    then = look_from(reminders(alice)["rm-4h"])
    for minutes in range(0, 20, 5):
        take(then + timedelta(minutes=minutes))
    topics = [one.topic for one in service.got]
    assert (len(topics), len(set(topics))) == (2, 1)
