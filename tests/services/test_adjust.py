"""Bob changes a rule for Alice: kept with who, when and why, told by her plan, and taken back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from companion.aftercare.adjusting import Adjusted
from companion.extensions import db
from companion.models import Adjustment, Channel, Grant
from companion.models.channel import Way
from companion.models.people import clinic_named
from companion.models.treatment import Course, course_of
from companion.services.adjust import Wanted, adjust, undo, why_of
from companion.services.channel import settle
from companion.services.join import leave
from companion.services.publish import open_house
from companion.services.refusal import Refusal
from companion.services.remind import plan_again
from companion.services.staff import add_practitioner
from tests.cast import Person
from tests.services.post import reminders

LONGER = Wanted(Adjusted("no-alcohol", "PT48H"))
WHY = "She bruises easily."


@pytest.fixture
def now() -> datetime:
    """Noon: no hour of the machine's own day decides what is quiet."""
    return datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def bob_id(alice: Person, now: datetime) -> UUID:
    clinic = clinic_named("Marlow Street Clinic")
    assert clinic
    practitioner = add_practitioner(clinic, "Bob", now)
    db.session.commit()
    return practitioner.id


def course(person: Person) -> Course:
    found = course_of(*person.owner, person.treatment_id)
    assert found
    return found


def end_of(person: Person, rule: str) -> datetime | None:
    return max((w.ends_at for w in course(person).schedule.windows_of(rule) if w.ends_at), default=None)


def rows() -> list[Adjustment]:
    return list(db.session.scalars(select(Adjustment).order_by(Adjustment.adjusted_at)))


def test_a_change_stands_until_it_is_taken_back(alice: Person, bob_id: UUID, now: datetime) -> None:
    treated_at = course(alice).schedule.treated.treated_at
    adjust(alice.owner, course(alice), LONGER, bob_id, now)
    assert end_of(alice, "no-alcohol") == treated_at + timedelta(hours=48)
    [row] = rows()
    assert (row.rule, row.until, row.practitioner_id, row.adjusted_at) == ("no-alcohol", "PT48H", bob_id, now)
    undo(alice.owner, row.id, bob_id, now + timedelta(hours=1))
    undo(alice.owner, row.id, bob_id, now + timedelta(hours=2))
    assert end_of(alice, "no-alcohol") == treated_at + timedelta(hours=24)
    assert (row.undone_by, row.undone_at) == (bob_id, now + timedelta(hours=1))


def test_another_change_takes_the_place_of_the_one_before(alice: Person, bob_id: UUID, now: datetime) -> None:
    adjust(alice.owner, course(alice), LONGER, bob_id, now)
    adjust(alice.owner, course(alice), LONGER, bob_id, now + timedelta(minutes=1))
    assert len(rows()) == 1
    adjust(alice.owner, course(alice), Wanted(Adjusted("no-alcohol", None), WHY), bob_id, now + timedelta(hours=1))
    assert [row.undone_at is None for row in rows()] == [False, True]
    assert course(alice).schedule.treated.adjusted == (Adjusted("no-alcohol", None),)
    assert end_of(alice, "no-alcohol") is None


def test_reminders_are_planned_again_with_the_change(alice: Person, bob_id: UUID, now: datetime) -> None:
    plan_again(alice.owner, now)
    db.session.commit()
    before = reminders(alice)["rm-4h"].due_at
    adjust(alice.owner, course(alice), Wanted(Adjusted("stay-upright", "PT6H")), bob_id, now)
    assert reminders(alice)["rm-4h"].due_at == before + timedelta(hours=2)
    adjust(alice.owner, course(alice), Wanted(Adjusted("stay-upright", None), WHY), bob_id, now)
    assert reminders(alice)["rm-4h"].end == "over"
    undo(alice.owner, rows()[-1].id, bob_id, now)
    assert (reminders(alice)["rm-4h"].due_at, reminders(alice)["rm-4h"].end) == (before, None)


def test_the_reason_is_sealed(alice: Person, bob_id: UUID, now: datetime) -> None:
    adjust(alice.owner, course(alice), Wanted(Adjusted("no-alcohol", "PT2H"), f" {WHY} "), bob_id, now)
    [row] = rows()
    assert row.why
    assert WHY.encode() not in row.why
    assert why_of(alice.owner, row) == WHY


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Wanted(Adjusted("no-alcohol", "PT2H")), "no_reason"),
        (Wanted(Adjusted("no-alcohol", None), " "), "no_reason"),
        (Wanted(Adjusted("no-alcohol", "PT48H"), "x" * 501), "too_long"),
        (Wanted(Adjusted("tell-other-clinicians", None), WHY), "never_weaker"),
        (Wanted(Adjusted("masseter-soft-food", "PT48H")), "no_such_rule"),
    ],
)
def test_what_is_refused_changes_nothing(
    alice: Person, bob_id: UUID, now: datetime, wanted: Wanted, reason: str
) -> None:
    with pytest.raises(Refusal) as refused:
        adjust(alice.owner, course(alice), wanted, bob_id, now)
    assert refused.value.reason == reason
    assert rows() == []


def test_it_is_measured_by_the_protocol_and_not_by_the_change_before(
    alice: Person, bob_id: UUID, now: datetime
) -> None:
    adjust(alice.owner, course(alice), Wanted(Adjusted("tell-other-clinicians", "P20W"), WHY), bob_id, now)
    adjust(alice.owner, course(alice), Wanted(Adjusted("tell-other-clinicians", "P17W"), WHY), bob_id, now)
    adjust(alice.owner, course(alice), Wanted(Adjusted("no-alcohol", None), WHY), bob_id, now)
    adjust(alice.owner, course(alice), LONGER, bob_id, now)
    assert course(alice).schedule.treated.adjusted == (
        Adjusted("no-alcohol", "PT48H"),
        Adjusted("tell-other-clinicians", "P17W"),
    )


def test_nobody_takes_back_what_is_of_another_clinic(alice: Person, carol: Person, bob_id: UUID, now: datetime) -> None:
    adjust(alice.owner, course(alice), LONGER, bob_id, now)
    for row_id in (rows()[0].id, uuid4()):
        with pytest.raises(Refusal, match="not_here"):
            undo(carol.owner, row_id, bob_id, now)
    assert rows()[0].undone_at is None


def test_two_at_once_leave_one_change_and_the_other_is_told(
    alice: Person, bob_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The colleague's row came between what stood being ended and the new one being written."""
    before = course(alice)
    adjust(alice.owner, before, LONGER, bob_id, now)
    monkeypatch.setattr("companion.services.adjust.undo_adjustments", lambda *_: None)
    with pytest.raises(Refusal, match="busy"):
        adjust(alice.owner, before, Wanted(Adjusted("no-alcohol", "P3D")), bob_id, now)
    assert [row.until for row in rows()] == ["PT48H"]


def test_changes_and_the_end_of_a_hand_over_go_where_the_patient_goes(
    alice: Person, bob_id: UUID, now: datetime
) -> None:
    """From a clinic back to the house: the plan stays as it was for her."""
    house, _version = open_house(now)
    db.session.add(Grant(clinic_id=alice.owner[0], patient_id=alice.owner[1], purpose="join", wording="", given_at=now))
    adjust(alice.owner, course(alice), LONGER, bob_id, now)
    settle(alice.owner, alice.treatment_id, Way.NOTHING, bob_id, now)
    treated_at = course(alice).schedule.treated.treated_at
    leave(alice.owner, now)
    moved = course_of(house.id, alice.patient.id, alice.treatment_id)
    assert moved
    assert moved.schedule.windows_of("no-alcohol")[0].ends_at == treated_at + timedelta(hours=48)
    clinics = {row.clinic_id for row in (*rows(), *db.session.scalars(select(Channel)))}
    assert clinics == {house.id}
