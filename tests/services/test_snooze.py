"""What comes at a bad moment is put off, and stays so."""

from datetime import UTC, datetime, timedelta

import pytest

from companion.extensions import db
from companion.models.reminder import End
from companion.services.amend import end
from companion.services.refusal import Refusal
from companion.services.remind import plan_again
from companion.services.snooze import CLOCKS, Until, snooze
from companion.services.wishes import Chosen, choose
from tests.cast import Person
from tests.journal import keep_entry
from tests.services.post import Service, look_from, reach, reminders, worker_at

KEY, LATER = "rm-checkin-3", "rm-checkin-3:later:1"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def at(alice: Person, now: datetime) -> datetime:
    """Nine in the morning of day 3, an hour before the check-in."""
    plan_again(alice.owner, now)
    db.session.commit()
    return datetime(2026, 11, 26, 9, tzinfo=UTC)


def put_off(alice: Person, at: datetime, until: Until, key: str = KEY) -> datetime:
    return snooze(alice.owner, reminders(alice)[key].id, at, until).due_at


@pytest.mark.parametrize(("until", "hour", "day"), [("tonight", 19, 26), ("tomorrow", 10, 27)])
def test_it_comes_then_and_not_before(
    alice: Person, now: datetime, at: datetime, until: Until, hour: int, day: int
) -> None:
    reach(alice, now)
    assert put_off(alice, at, until) == datetime(2026, 11, day, hour, tzinfo=UTC)
    assert (reminders(alice)[KEY].end, reminders(alice)[KEY].next_at) == (End.LATER, None)
    service = Service()
    worker_at(service)(look_from(reminders(alice)[LATER]))
    assert ("Aftercare: a short check-in", "It takes one minute. Open the app to start.") in service.shown
    assert reminders(alice)[LATER].end == End.SENT


def test_planning_again_leaves_it_where_it_is(alice: Person, at: datetime) -> None:
    then = put_off(alice, at, "tonight")
    plan_again(alice.owner, at)
    db.session.commit()
    rows = reminders(alice)
    assert (rows[KEY].next_at, rows[LATER].next_at, rows[LATER].due_at) == (None, then, then)


def test_one_that_was_sent_comes_once_more(alice: Person, now: datetime, at: datetime) -> None:
    reach(alice, now)
    sent_at = look_from(reminders(alice)[KEY])
    worker_at(Service())(sent_at)
    put_off(alice, sent_at, "tonight")
    put_off(alice, sent_at, "tomorrow")
    rows = reminders(alice)
    assert rows[KEY].end == End.SENT, "what was said stays said"
    assert [rows[LATER].end, rows["rm-checkin-3:later:2"].next_at is not None] == [End.LATER, True]


def test_three_times_is_enough(alice: Person, at: datetime) -> None:
    put_off(alice, at, "tonight")
    put_off(alice, at + timedelta(hours=9), "tomorrow", LATER)
    put_off(alice, at + timedelta(days=1), "tonight", "rm-checkin-3:later:2")
    with pytest.raises(Refusal, match="too_late") as refused:
        put_off(alice, at + timedelta(days=1, hours=9), "tomorrow", "rm-checkin-3:later:3")
    assert refused.value.where == "thrice"


def test_never_into_quiet_hours(alice: Person, at: datetime) -> None:
    choose(alice.owner, Chosen({}, "18:00", "11:00", None, names_it=False, email=None), at)
    rows = reminders(alice)
    [key] = [key for key, row in rows.items() if key == KEY and row.next_at]
    for until in CLOCKS:
        with pytest.raises(Refusal) as refused:
            put_off(alice, at, until, key)
        assert refused.value.where == "quiet"


def test_a_visits_reminder_never_comes_after_the_visit(alice: Person, at: datetime) -> None:
    row = reminders(alice)["rm-follow-up-day"]
    morning = row.due_at - timedelta(minutes=30)
    with pytest.raises(Refusal) as refused:
        snooze(alice.owner, row.id, morning, "tomorrow")
    assert refused.value.where == "beyond"


def test_an_hour_that_is_over_and_one_that_was_put_off_before_say_so(alice: Person, at: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        snooze(alice.owner, reminders(alice)[KEY].id, at + timedelta(hours=7, minutes=1), "tonight")
    assert refused.value.where == "over", "it is too late for it"
    put_off(alice, at, "tonight")
    with pytest.raises(Refusal) as refused:
        put_off(alice, at, "tomorrow")
    assert refused.value.where == "before"
    with pytest.raises(Refusal) as refused:
        snooze(alice.owner, reminders(alice)[LATER].id, at + timedelta(hours=10, minutes=1), "tonight")
    assert refused.value.where == "passed"


@pytest.mark.parametrize("key", ["rm-24h", "rm-checkin-7"])
def test_what_cannot_wait_or_is_far_away_stays(alice: Person, at: datetime, key: str) -> None:
    row = reminders(alice)[key]
    with pytest.raises(Refusal) as refused:
        snooze(alice.owner, row.id, at, "tonight")
    assert refused.value.where == "over"
    assert reminders(alice)[key].end == row.end


def test_somebody_elses_is_not_there(alice: Person, carol: Person, at: datetime) -> None:
    with pytest.raises(Refusal, match="not_here"):
        snooze(carol.owner, reminders(alice)[KEY].id, at, "tonight")


def test_whoever_told_us_meanwhile_is_not_asked_tomorrow(alice: Person, at: datetime) -> None:
    put_off(alice, at, "tomorrow")
    keep_entry(alice, at + timedelta(hours=1))
    assert reminders(alice)[LATER].end == End.DONE


def test_a_closed_plan_has_nothing_to_put_off(alice: Person, now: datetime, at: datetime) -> None:
    reach(alice, now)
    sent_at = look_from(reminders(alice)[KEY])
    worker_at(Service())(sent_at)
    end(alice.treatment_id, sent_at)
    with pytest.raises(Refusal, match="too_late"):
        put_off(alice, sent_at, "tonight")
