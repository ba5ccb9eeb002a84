"""The sun comes again for whoever says that they are outdoors."""

from datetime import UTC, datetime, timedelta

import pytest

from companion.extensions import db
from companion.models.reminder import End
from companion.models.treatment import courses_of
from companion.models.wishes import wishes_of
from companion.services.later_sun import sun_ends_at
from companion.services.remind import tell_zone
from companion.services.reminder_list import left_out
from companion.services.wishes import Chosen, choose, go_outdoors
from tests.cast import Person
from tests.services.post import Service, look_from, reach, reminders, worker_at

SUN = Chosen({"sun": True}, None, None, None, names_it=False, email=None)
NAIROBI, LONDON = "Africa/Nairobi", "Europe/London"
NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)  # in Nairobi, where the sun is strong from eight on
TODAY, SECOND, THIRD = "rm-sun:2026-11-24", "rm-sun:2026-11-24:2", "rm-sun:2026-11-24:3"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def sunny(alice: Person, now: datetime) -> datetime:
    """Half an hour after the first sun reminder of a day, which was sent."""
    reach(alice, now, zone="Africa/Nairobi")
    choose(alice.owner, SUN, now)
    first = min((row for row in reminders(alice).values() if row.kind == "sun"), key=lambda row: row.due_at)
    worker_at(Service())(first.due_at + timedelta(minutes=11))
    assert reminders(alice)[first.key].end == End.SENT
    return first.due_at + timedelta(minutes=30)


def suns(alice: Person) -> dict[str, datetime | None]:
    return {key: row.next_at for key, row in reminders(alice).items() if row.kind == "sun" and key.count(":") > 1}


def test_outdoors_plans_the_next_of_the_day_where_the_first_was_sent(alice: Person, sunny: datetime) -> None:
    assert suns(alice) == {}
    go_outdoors(alice.owner, sunny, outdoors=True)
    [due_at] = suns(alice).values()
    assert due_at == sunny + timedelta(minutes=90), "two hours after the first"


def test_outdoors_late_in_the_day_counts_from_then(alice: Person, sunny: datetime) -> None:
    late = sunny + timedelta(hours=4)
    go_outdoors(alice.owner, late, outdoors=True)
    [due_at] = suns(alice).values()
    assert due_at == late + timedelta(hours=2)


def ends_at(alice: Person, now: datetime) -> datetime | None:
    row = wishes_of(alice.patient.id)
    return sun_ends_at(courses_of(*alice.owner), row, now) if row else None


def test_until_when_it_comes_again_is_the_last_that_may_come(alice: Person, sunny: datetime) -> None:
    """Every one of the day is sent and plans the next: the last of them is the one that was named."""
    go_outdoors(alice.owner, sunny, outdoors=True)
    named, told_at, today = ends_at(alice, sunny), [], str(sunny.date())
    while waiting := [row for row in reminders(alice).values() if today in row.key and row.next_at]:
        told_at.append(waiting[0].due_at)
        worker_at(Service())(look_from(waiting[0]))
    assert len(told_at) > 1
    assert told_at[-1] == named


def test_after_the_last_or_on_a_dull_day_none_is_named(alice: Person, sunny: datetime) -> None:
    evening = sunny.replace(hour=17)
    go_outdoors(alice.owner, evening, outdoors=True)
    assert ends_at(alice, evening) is None


def test_indoors_again_there_is_none_and_outdoors_again_there_is(alice: Person, sunny: datetime) -> None:
    go_outdoors(alice.owner, sunny, outdoors=True)
    go_outdoors(alice.owner, sunny, outdoors=False)
    assert list(suns(alice).values()) == [None]
    go_outdoors(alice.owner, sunny, outdoors=True)
    go_outdoors(alice.owner, sunny, outdoors=True)
    [due_at] = suns(alice).values()
    assert due_at


@pytest.fixture
def in_nairobi(alice: Person, now: datetime) -> None:
    """Her phone is there, and cannot be reached; she has not asked for the sun."""
    tell_zone(alice.owner, NAIROBI, now)
    db.session.commit()


@pytest.mark.usefixtures("in_nairobi")
def test_who_asks_for_the_sun_at_noon_and_is_outdoors_hears_of_it(alice: Person) -> None:
    choose(alice.owner, SUN, NOON)
    go_outdoors(alice.owner, NOON, outdoors=True)
    assert suns(alice) == {SECOND: NOON + timedelta(hours=2)}
    assert ends_at(alice, NOON) == NOON + timedelta(hours=6)


@pytest.mark.usefixtures("in_nairobi")
def test_one_that_came_to_nobody_does_not_end_the_day(alice: Person, now: datetime) -> None:
    choose(alice.owner, SUN, now)
    for key, outdoors_at in ((TODAY, NOON), (SECOND, NOON + timedelta(hours=3))):
        worker_at(Service())(look_from(reminders(alice)[key]))
        assert reminders(alice)[key].end == End.UNREACHABLE
        go_outdoors(alice.owner, outdoors_at, outdoors=True)
    assert suns(alice) == {SECOND: None, THIRD: NOON + timedelta(hours=4)}


@pytest.mark.parametrize(("zone", "chosen"), [(LONDON, {"sun": True}), (NAIROBI, {"sun": False})])
def test_a_dull_day_and_whoever_wants_none_hear_of_no_sun(
    alice: Person, now: datetime, zone: str, chosen: dict[str, bool]
) -> None:
    tell_zone(alice.owner, zone, now)
    choose(alice.owner, Chosen(chosen, None, None, None, names_it=False, email=None), NOON)
    go_outdoors(alice.owner, NOON, outdoors=True)
    assert suns(alice) == {}


@pytest.mark.usefixtures("in_nairobi")
def test_before_the_days_first_that_one_is_enough(alice: Person, now: datetime) -> None:
    choose(alice.owner, SUN, now)
    go_outdoors(alice.owner, reminders(alice)[TODAY].due_at - timedelta(hours=1), outdoors=True)
    assert suns(alice) == {}


@pytest.mark.usefixtures("in_nairobi")
@pytest.mark.parametrize(("until", "many"), [("08:00", 0), ("11:30", 1)])
def test_whoever_sleeps_into_the_sun_of_every_day_reads_that_none_comes(alice: Person, until: str, many: int) -> None:
    row = choose(alice.owner, Chosen({"sun": True}, "22:00", until, None, names_it=False, email=None), NOON)
    assert left_out(courses_of(*alice.owner), row, NOON, "en").count("When the sun may be strong") == many
