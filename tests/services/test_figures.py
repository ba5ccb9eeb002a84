"""Each figure of Alice's clinic, worked out by hand; Carol's clinic has the same and must not count."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from companion.extensions import db
from companion.models import Device, Review, Subscription, Treatment
from companion.models.figures import Span
from companion.models.people import clinic_named
from companion.models.spread import Spread
from companion.services.erase import erase_entry
from companion.services.figure_days import Share
from companion.services.figures import Figures, figures_of
from companion.services.invites import join_code
from companion.services.join import join
from companion.services.looking import look
from companion.services.review import Draft, answer, see
from tests.aftercare.alice import wall
from tests.cast import Person, enrol_at, member_at
from tests.desk import MARLOW, treated_by
from tests.journal import keep_entry
from tests.mailed import says_yes, sends_letters
from tests.pushed import reached
from tests.statements import statements

HARBOUR = "Harbour Clinic"
NOON = datetime(2026, 6, 30, 11, tzinfo=UTC)  # 12:00 in London, a Tuesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def bob(app: Flask) -> UUID:
    return member_at(MARLOW, NOON, "Bob").id


def figures(days: int = 30, now: datetime = NOON) -> Figures:
    """Of Alice's clinic, from so many days before now until tonight."""
    clinic = clinic_named(MARLOW)
    assert clinic
    db.session.expire_all()
    return figures_of(Span(clinic.id, now - days * DAY, now + 12 * HOUR), now)


def treated(app: Flask, ago: timedelta, name: str = "Alice", clinic: str = MARLOW) -> Person:
    """Handed over by Bob so long ago, or by Dana at the other clinic; the phone has opened it."""
    person = enrol_at(app, clinic, NOON - ago, name)
    treated_by(person, member_at(clinic, NOON, "Bob" if clinic == MARLOW else "Dana").id)
    return person


def both(app: Flask, ago: timedelta) -> tuple[Person, Person]:
    return treated(app, ago), treated(app, ago, "Carol", HARBOUR)


def test_nothing_is_divided_by_nothing(app: Flask, bob: UUID) -> None:
    none, found = Share(0, 0), figures()
    assert (found.opened, found.check_ins, found.promise, found.told) == (none, none, none, [])
    assert set(found.ways.values()) == {none}
    assert (found.first_look, found.per_report) == (Spread(), Spread())
    assert none.percent is None


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 3, 33), (1, 400, 1), (399, 400, 99), (400, 400, 100), (0, 9, 0)]
)
def test_all_and_none_are_said_of_all_and_none_alone(part: int, whole: int, percent: int) -> None:
    assert Share(part, whole).percent == percent


def test_plans_handed_over_in_that_time_and_opened(app: Flask, bob: UUID) -> None:
    both(app, 5 * DAY)
    unopened, long_ago = treated(app, 4 * DAY, "Uma"), treated(app, 40 * DAY, "Lou")
    started_alone = enrol_at(app, MARLOW, NOON - DAY, "Sam")
    for device in db.session.scalars(select(Device).where(Device.patient_id == unopened.patient.id)):
        db.session.delete(device)
    db.session.commit()
    assert figures().opened == Share(1, 2)
    assert figures(days=50).opened == Share(2, 3)
    assert started_alone.treatment_id != long_ago.treatment_id


def test_what_provably_arrives(app: Flask, bob: UUID) -> None:
    """Push: Alice. E-mail: Eve. Doubt: Tim, whose phone left one unshown for three days. Ended: Lea."""
    sends_letters(app)
    alice, carol = both(app, 5 * DAY)
    for number, person in enumerate((alice, carol)):
        reached(person.owner, NOON, f"place-{number}")
    says_yes(treated(app, 5 * DAY, "Eve"), NOON)
    tim, lea = treated(app, 5 * DAY, "Tim"), treated(app, 5 * DAY, "Lea")
    place = db.session.get_one(Subscription, reached(tim.owner, NOON, "tim"))
    place.awaited_at = NOON - timedelta(days=3)
    reached(lea.owner, NOON, "lea")
    db.session.get_one(Treatment, lea.treatment_id).ended_at = NOON
    db.session.commit()
    assert figures().ways == {"push": Share(1, 3), "email": Share(1, 3), "none": Share(1, 3)}
    place.awaited_at = NOON - timedelta(days=3) + timedelta(seconds=1)
    db.session.commit()
    assert figures().ways["push"] == Share(2, 3)


def test_check_ins_of_those_asked_for(app: Flask, bob: UUID) -> None:
    """Ten days: days 1, 3 and 7 were asked. Something came on 1 (twice) and on 7; on 4 nobody asked."""
    alice, carol = both(app, 10 * DAY)
    since = NOON - 10 * DAY
    for day in (1, 7, 4):
        keep_entry(alice, since + day * DAY, kind="fine")
        keep_entry(carol, since + day * DAY, kind="fine")
    keep_entry(alice, since + DAY + HOUR, scores={"bruise": 1})
    assert figures().check_ins == Share(2, 3)
    assert figures(days=4).check_ins == Share(1, 1)
    assert figures(days=2).check_ins == Share(0, 0)
    assert figures(now=since + DAY + 2 * HOUR).check_ins == Share(0, 0)  # that day is not over yet


def test_whoever_left_or_came_late_is_asked_no_more_than_the_plan_did(app: Flask, bob: UUID) -> None:
    left, late = treated(app, 10 * DAY, "Lea"), treated(app, 10 * DAY, "Pia")
    db.session.get_one(Treatment, left.treatment_id).ended_at = NOON - 8 * DAY
    db.session.get_one(Treatment, late.treatment_id).opened_at = NOON - 5 * DAY
    db.session.commit()
    keep_entry(left, NOON - 9 * DAY, kind="fine")
    assert figures().check_ins == Share(1, 2)  # Lea's day 1, and Pia's day 7, on which nothing came


def test_a_plan_that_joined_counts_from_then_on(app: Flask, bob: UUID) -> None:
    """Sam started alone ten days ago and joined five days ago: of days 1, 3 and 7 the last one counts."""
    sam = enrol_at(app, "Elsewhere", NOON - 10 * DAY, "Sam")
    early = keep_entry(sam, NOON - 9 * DAY, kind="fine")
    clinic = clinic_named(MARLOW)
    assert clinic
    assert join(sam.owner, join_code(clinic.id, NOON - 5 * DAY), "Yes.", NOON - 5 * DAY)
    db.session.expire_all()
    keep_entry(sam, NOON - 3 * DAY, kind="fine")
    see(clinic.id, bob, early, NOON)
    found = figures()
    assert found.check_ins == Share(1, 1)
    assert found.first_look == Spread(beyond=1)  # what came before was received elsewhere
    assert found.opened == Share(0, 0)


def test_the_first_look_at_each_line(app: Flask, bob: UUID) -> None:
    """Looked at after 1, 2, 3, ... 10 hours, one not yet. Half within 5 h, nine of ten within 9 h."""
    alice, carol = both(app, 6 * DAY)
    since, dana = NOON - 5 * DAY, member_at(HARBOUR, NOON, "Dana").id
    for hours in range(1, 11):
        entry = keep_entry(alice, since + hours * MINUTE, scores={"pain": 1})
        see(alice.owner[0], bob, entry, since + hours * MINUTE + hours * HOUR)
    keep_entry(alice, since, kind="fine")
    see(carol.owner[0], dana, keep_entry(carol, since, kind="fine"), NOON)
    assert figures().first_look == Spread(10, 5 * 60, 9 * 60, beyond=1)


def test_a_correction_is_the_same_line_and_a_second_look_is_not_the_first(app: Flask, bob: UUID) -> None:
    alice, since = treated(app, 6 * DAY), NOON - 5 * DAY
    wrong = keep_entry(alice, since, scores={"pain": 2})
    right = keep_entry(alice, since + HOUR, scores={"pain": 1}, supersedes_id=wrong)
    see(alice.owner[0], bob, right, since + 3 * HOUR)
    answer(alice.owner[0], bob, right, Draft("Fine."), since + 20 * HOUR)
    assert figures().first_look == Spread(1, 180, 180)
    assert figures(days=4).first_look == Spread()
    erase_entry(alice.owner, right, NOON)
    assert figures().first_look == Spread()


def test_the_promise_is_kept_by_a_look_or_of_a_warning_sign_by_an_answer(app: Flask, bob: UUID) -> None:
    """Eight open hours from 10:00: until 18:00. Kept, late, seen in time but not answered, still within it."""
    both(app, 6 * DAY)
    alice, clinic = treated(app, 6 * DAY, "Ann"), clinic_named(MARLOW)
    assert clinic
    at = wall("2026-06-25T10:00", "Europe/London")  # a Thursday, open from 9 to 18
    kept, late = keep_entry(alice, at, scores={"pain": 1}), keep_entry(alice, at, scores={"pain": 2})
    sign = keep_entry(alice, at, flags=["rf-ptosis"])
    see(clinic.id, bob, kept, at + 8 * HOUR)
    see(clinic.id, bob, late, at + 10 * HOUR)
    see(clinic.id, bob, sign, at + HOUR)
    keep_entry(alice, NOON - HOUR, kind="fine")
    assert figures().promise == Share(1, 3)
    answer(clinic.id, bob, sign, Draft("Please call us."), at + 9 * HOUR)
    answer(clinic.id, bob, kept, Draft("All as it should be."), NOON)  # later than promised, but it was seen in time
    assert figures().promise == Share(1, 3)
    assert figures(days=2).promise == Share(0, 0)


def test_the_time_for_one_report(app: Flask, bob: UUID) -> None:
    """From opening to the first deed: 8 s, 20 s, 40 s; one walked away, one was seen in the list of the journal."""
    alice, carol = both(app, 6 * DAY)
    since = NOON - DAY
    for number, seconds in enumerate((8, 20, 40, 601)):
        opened, entry = since + number * HOUR, keep_entry(alice, since, kind="fine")
        look(alice.owner, entry, bob, opened)
        for ahead in range(15, seconds, 15):
            look(alice.owner, entry, bob, opened + timedelta(seconds=ahead))
        see(alice.owner[0], bob, entry, opened + timedelta(seconds=seconds))
    see(alice.owner[0], bob, keep_entry(alice, since, kind="fine"), NOON)
    other = keep_entry(carol, since, kind="fine")
    look(carol.owner, other, member_at(HARBOUR, NOON, "Dana").id, since)
    see(carol.owner[0], member_at(HARBOUR, NOON, "Dana").id, other, since + MINUTE)
    assert figures().per_report == Spread(3, 20, 40, beyond=1)


def test_whoever_left_a_report_and_comes_back_begins_anew(app: Flask, bob: UUID) -> None:
    alice, at = treated(app, 6 * DAY), NOON - HOUR
    entry = keep_entry(alice, at, kind="fine")
    look(alice.owner, entry, bob, at)
    look(alice.owner, entry, bob, at + 2 * MINUTE)  # the lease of 45 seconds was over
    see(alice.owner[0], bob, entry, at + 2 * MINUTE + timedelta(seconds=12))
    assert figures().per_report == Spread(1, 12, 12)
    again = db.session.scalars(select(Review)).one()
    answer(alice.owner[0], bob, entry, Draft("Fine."), NOON)
    assert again.started_at == at + 2 * MINUTE


def test_what_was_told_by_product_and_day(app: Flask, bob: UUID) -> None:
    """Five told of day 1: a bruise by two, one of them twice. Four of day 2. A slip is no check-in."""
    both(app, 6 * DAY)
    since = NOON - 6 * DAY
    people = [treated(app, 6 * DAY, f"Patient {number}") for number in range(5)]
    for number, person in enumerate(people):
        keep_entry(person, since + DAY, scores={"bruise": 2 if number < 2 else 0, "pain": 0})
        if number:
            keep_entry(person, since + 2 * DAY, scores={"bruise": 3})
    keep_entry(people[0], since + DAY + HOUR, scores={"bruise": 1})
    keep_entry(people[0], since + 2 * DAY, kind="slip", rule="no-alcohol")
    carol = treated(app, 6 * DAY, "Carol", HARBOUR)
    keep_entry(carol, since + DAY, scores={"headache": 3})
    [told] = figures().told
    assert told.product == "daxxify"
    assert [(day.number, day.treatments, day.named) for day in told.days] == [
        (1, 5, {"bruise": Share(2, 5)}),
        (2, None, {}),
    ]


def test_however_many_there_are_as_many_statements(app: Flask, bob: UUID) -> None:
    treated(app, 6 * DAY)
    figures()
    with statements() as few:
        figures()
    for number in range(4):
        keep_entry(treated(app, 5 * DAY, f"Patient {number}"), NOON - DAY, scores={"pain": 2})
    with statements() as many:
        figures()
    assert len(few) == len(many) <= 8  # one of them is the test's own
