"""What Alice has due is written with its cause, and planned again only what is new changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from companion.aftercare.reminders import planned as plan
from companion.extensions import db
from companion.models import Clinic, Treatment
from companion.models.reminder import End, reminders_of
from companion.models.treatment import course_of
from companion.services.amend import correct, end, reopen
from companion.services.enrol import HandOver, hand_over
from companion.services.remind import first_look, plan_again, wishes_for
from companion.services.staff import add_practitioner
from companion.services.wishes import Chosen, choose
from tests.cast import Person
from tests.journal import keep_entry
from tests.services.post import reach, reminders

NOTHING = Chosen({}, None, None, None, names_it=False, email=None)


def planned(alice: Person, now: datetime) -> dict[str, tuple[datetime, datetime | None]]:
    plan_again(alice.owner, now)
    db.session.commit()
    return {key: (row.due_at, row.next_at) for key, row in reminders(alice).items()}


@pytest.fixture
def now() -> datetime:
    """Noon of a winter's day: no hour of the machine's own day decides what is quiet."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_hand_over_writes_what_is_due(alice: Person, now: datetime) -> None:
    course = course_of(*alice.owner, alice.treatment_id)
    bob = add_practitioner(db.session.get_one(Clinic, alice.owner[0]), "Bob", now)
    assert course
    form = HandOver(uuid4(), course.schedule.treated, "Alice", now + timedelta(days=14))
    owner = hand_over(form, alice.owner[0], bob.id, now)
    assert owner
    assert len(reminders_of(*owner)) > 5
    plan_again(owner, now)
    assert not db.session.new, "the hand-over wrote all of it"


def test_planning_twice_changes_nothing(alice: Person, now: datetime) -> None:
    first = planned(alice, now)
    assert {"rm-24h", "rm-checkin-3", "rm-follow-up-2d"} <= set(first)
    assert not any(key.startswith("rm-sun") for key in first), "the sun is for whoever asks for it"
    assert planned(alice, now + timedelta(minutes=5)) == first


def test_what_was_due_before_it_was_planned_stays_away(alice: Person, now: datetime) -> None:
    assert "rm-4h" not in planned(alice, now + timedelta(hours=9))


def test_a_moved_visit_moves_its_reminders_alone(alice: Person, now: datetime) -> None:
    before = planned(alice, now)
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    assert course.follow_up_at
    correct(alice.treatment_id, course.schedule.treated, course.follow_up_at + timedelta(days=1), now)
    after = {key: (row.due_at, row.next_at) for key, row in reminders(alice).items()}
    moved = {key for key in before if before[key] != after[key]}
    assert moved == {"rm-follow-up-2d", "rm-follow-up-day"}


def test_without_a_visit_there_is_one_to_book(alice: Person, now: datetime) -> None:
    planned(alice, now)
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    correct(alice.treatment_id, course.schedule.treated, None, now)
    rows = reminders(alice)
    assert rows["rm-follow-up-day"].end == End.OVER
    assert rows["rm-follow-up-book"].next_at


def test_a_plan_that_ended_has_nothing_due_and_is_due_again_when_reopened(alice: Person, now: datetime) -> None:
    before = planned(alice, now)
    end(alice.treatment_id, now)
    assert {row.next_at for row in reminders(alice).values()} == {None}
    reopen(alice.treatment_id, now)
    assert {key: (row.due_at, row.next_at) for key, row in reminders(alice).items()} == before


def test_nobody_is_asked_on_a_day_on_which_they_told_it(alice: Person, now: datetime) -> None:
    planned(alice, now)
    asked = reminders(alice)["rm-checkin-3"].due_at
    keep_entry(alice, asked - timedelta(hours=1))
    assert reminders(alice)["rm-checkin-3"].end == End.DONE
    assert reminders(alice)["rm-checkin-7"].next_at
    assert planned(alice, now)["rm-checkin-3"][1] is None, "planning again asks no more either"


def test_a_kind_goes_off_and_comes_on_again(alice: Person, now: datetime) -> None:
    planned(alice, now)
    choose(alice.owner, Chosen({"check_in": False, "sun": True}, None, None, None, names_it=False, email=None), now)
    rows = reminders(alice)
    assert rows["rm-checkin-3"].end == End.OVER
    choose(alice.owner, NOTHING, now)
    assert reminders(alice)["rm-checkin-3"].next_at


def test_a_phone_in_another_zone_keeps_the_clock_on_the_wall(alice: Person, now: datetime) -> None:
    before = planned(alice, now)
    reach(alice, now, zone="America/New_York")
    after = {key: row.due_at for key, row in reminders(alice).items()}
    assert after["rm-checkin-3"] - before["rm-checkin-3"][0] == timedelta(hours=5)
    assert after["rm-24h"] == before["rm-24h"][0], "what has elapsed keeps its instant"


def test_quiet_hours_of_her_own(alice: Person, now: datetime) -> None:
    planned(alice, now)
    choose(alice.owner, Chosen({}, "21:00", "11:30", None, names_it=False, email=None), now)
    assert reminders(alice)["rm-checkin-3"].due_at == datetime(2026, 11, 26, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", range(15, 30))
def test_nothing_is_looked_at_just_before_it_is_quiet(alice: Person, now: datetime, minute: int) -> None:
    """A worker that comes half a minute later would keep it until the morning."""
    visit = datetime(2026, 12, 7, 21, minute, tzinfo=UTC)
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = visit
    looked_at = planned(alice, now)["rm-follow-up-2d"][1]
    assert looked_at
    assert visit - timedelta(days=2) <= looked_at <= datetime(2026, 12, 5, 21, 29, tzinfo=UTC)


@pytest.mark.parametrize("minute", [1, 2, 5, 10])
def test_nothing_is_looked_at_just_before_it_is_over(alice: Person, now: datetime, minute: int) -> None:
    """Her visit is so soon after the quiet hours that the ten minutes of the others would be too long."""
    visit = datetime(2026, 12, 7, 8, minute, tzinfo=UTC)
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = visit
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    wishes = wishes_for(course, None)
    [ring] = [one for one in plan(course.schedule, visit, wishes) if one.key == "rm-follow-up-day"]
    looks = [first_look(replace(course, id=uuid4()), ring, wishes) for _ in range(200)]
    assert all(look == ring.due_at or look < visit - timedelta(minutes=1) for look in looks)
    assert len(set(looks)) > 10 or minute == 1, "the others' looks are spread"
