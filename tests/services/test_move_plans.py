"""Plans that run are moved to a new version in one step, with their reminders; nothing moves unseen."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from companion.extensions import db
from companion.models import AuditEvent, PlanMove, Practitioner, Treatment
from companion.models.reminder import reminders_by_key
from companion.models.treatment import Course, course_at
from companion.services.amend import end
from companion.services.draft import Overtaken
from companion.services.enrol import HandOver, hand_over
from companion.services.export import export
from companion.services.move_plans import mark_of_offers, move_plans, offers
from companion.services.remind import plan_again
from tests.cast import Person, enrol_at
from tests.services.test_draft import RULE, rule_of, save, signed, someone, until

MILESTONE = "rm-upright-end"


@pytest.fixture
def now() -> datetime:
    """Noon: no hour of the machine's own day decides what is quiet."""
    return datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def bobs(app: Flask, alice: Person, now: datetime) -> Practitioner:
    plan_again(alice.owner, now - timedelta(hours=1))
    db.session.commit()
    return someone("Bob", now)


@pytest.fixture
def six_hours(bobs: Practitioner, now: datetime) -> UUID:
    save(bobs, until("PT6H"), now)
    return signed(bobs, now)


def move(who: Practitioner, version_id: UUID, now: datetime) -> int:
    seen = mark_of_offers(offers(who.clinic_id, version_id, now))
    return move_plans(who.clinic_id, who.id, version_id, seen, now)


def course(alice: Person) -> Course:
    found = course_at(alice.owner[0], alice.treatment_id)
    assert found
    return found


def ends_at(alice: Person) -> datetime | None:
    return course(alice).schedule.windows_of(RULE)[0].ends_at


def test_a_treatment_keeps_its_version(alice: Person, six_hours: UUID) -> None:
    assert ends_at(alice) == course(alice).schedule.treated.treated_at + timedelta(hours=4)


def test_the_offer_says_whom_it_touches_and_which_window_moves(
    alice: Person, carol: Person, bobs: Practitioner, six_hours: UUID, now: datetime
) -> None:
    found = offers(bobs.clinic_id, six_hours, now)
    assert [offer.course.id for offer in found] == [alice.treatment_id]
    assert [(one.rule.id, one.before[0].ends_at, one.after[0].ends_at) for one in found[0].moved] == [
        (RULE, now + timedelta(hours=2), now + timedelta(hours=4))
    ]


def test_moving_lays_the_plan_and_its_reminders_anew(
    alice: Person, bobs: Practitioner, six_hours: UUID, now: datetime
) -> None:
    treated_at = course(alice).schedule.treated.treated_at
    before = {row.key: row.due_at for row in reminders_by_key(alice.treatment_id).values()}
    assert move(bobs, six_hours, now) == 1
    assert ends_at(alice) == treated_at + timedelta(hours=6)
    after = {row.key: row.due_at for row in reminders_by_key(alice.treatment_id).values()}
    changed = {key for key in after if after[key] != before.get(key)}
    assert changed
    assert {after[key] for key in changed} == {treated_at + timedelta(hours=6)}


def test_who_moved_it_and_when_is_kept(alice: Person, bobs: Practitioner, six_hours: UUID, now: datetime) -> None:
    was = db.session.get_one(Treatment, alice.treatment_id).protocol_version_id
    move(bobs, six_hours, now)
    row = db.session.scalars(select(PlanMove)).one()
    assert (row.treatment_id, row.from_id, row.to_id, row.practitioner_id, row.moved_at) == (
        alice.treatment_id,
        was,
        six_hours,
        bobs.id,
        now,
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(export(alice.owner, now)))) as archive:
        assert str(row.id) in archive.read("aftercare.json").decode()
    deeds = db.session.execute(select(AuditEvent.kind, AuditEvent.patient_id, AuditEvent.object_id)).all()
    assert {("protocol", None, six_hours), ("move", alice.patient.id, alice.treatment_id)} <= set(map(tuple, deeds))


def test_a_list_that_changed_is_not_moved_unseen(
    bobs: Practitioner, six_hours: UUID, app: Flask, now: datetime
) -> None:
    seen = mark_of_offers(offers(bobs.clinic_id, six_hours, now))
    enrol_at(app, "Marlow Street Clinic", now, "Emil")
    with pytest.raises(Overtaken):
        move_plans(bobs.clinic_id, bobs.id, six_hours, seen, now)
    assert db.session.scalars(select(PlanMove)).all() == []


def test_a_plan_that_ended_is_left_alone(alice: Person, bobs: Practitioner, six_hours: UUID, now: datetime) -> None:
    end(alice.treatment_id, now)
    assert offers(bobs.clinic_id, six_hours, now) == []
    assert offers(bobs.clinic_id, six_hours, now + timedelta(days=800)) == []


def test_a_new_treatment_has_the_version_that_stands(
    alice: Person, bobs: Practitioner, six_hours: UUID, now: datetime
) -> None:
    form = HandOver(UUID(int=7), course(alice).schedule.treated, None, None)
    assert hand_over(form, bobs.clinic_id, bobs.id, now)
    assert db.session.get_one(Treatment, form.id).protocol_version_id == six_hours


def test_moving_twice_moves_nothing_more(bobs: Practitioner, six_hours: UUID, now: datetime) -> None:
    assert (move(bobs, six_hours, now), move(bobs, six_hours, now)) == (1, 0)


def test_the_phone_sees_the_new_window_at_its_next_look(
    alice: Person, bobs: Practitioner, six_hours: UUID, now: datetime
) -> None:
    first = alice.phone.get("/now")
    tag = first.headers["ETag"]
    assert alice.phone.get("/now", headers={"If-None-Match": tag}).status_code == 304
    move(bobs, six_hours, now)
    assert alice.phone.get("/now", headers={"If-None-Match": tag}).status_code == 200


def test_words_alone_are_no_window_that_moves(bobs: Practitioner, six_hours: UUID, now: datetime) -> None:
    move(bobs, six_hours, now)
    save(bobs, until("PT6H", why={"en": "It may help."}), now)
    version_id = signed(bobs, now)
    assert [offer.moved for offer in offers(bobs.clinic_id, version_id, now)] == [()]


def test_a_hidden_rule_leaves_the_plan(bobs: Practitioner, alice: Person, now: datetime) -> None:
    save(bobs, rule_of("no-alcohol", "PT24H") | {"hidden": True}, now)
    version_id = signed(bobs, now)
    one = offers(bobs.clinic_id, version_id, now)[0].moved[0]
    assert (one.rule.id, len(one.before), one.after) == ("no-alcohol", 1, ())
