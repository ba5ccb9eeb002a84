"""A clinic changes its own protocol: one draft, nothing overwritten unseen, signed by somebody with a name."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from companion.aftercare.protocol import bundled, bundled_values
from companion.aftercare.protocol.edits import Values, flag_in, put_flag, put_rule, rule_in
from companion.extensions import db
from companion.models import Practitioner, ProtocolVersion, SignOff
from companion.models.people import clinic_named
from companion.models.protocol import protocol_of
from companion.models.sign_off import signed_versions, standing_version
from companion.models.staff import practitioner_named
from companion.services.draft import Edit, Overtaken, Unsound, at_the_desk, change, mark_of, throw_away
from companion.services.refusal import Refusal
from companion.services.sign_off import Signature, sign
from companion.services.staff import add_practitioner
from tests.cast import Person

RULE = "stay-upright"


@pytest.fixture
def bobs(app: Flask, alice: Person, now: datetime) -> Practitioner:
    return someone("Bob", now)


def someone(name: str, now: datetime) -> Practitioner:
    clinic = clinic_named("Marlow Street Clinic")
    assert clinic
    found = practitioner_named(clinic.id, name) or add_practitioner(clinic, name, now)
    db.session.commit()
    return found


def until(span: str, **more: object) -> Values:
    rule = rule_in(bundled_values(), RULE)
    assert rule
    return rule | {"window": rule["window"] | {"until": span}} | more


def edit_of(who: Practitioner, rule: Values) -> Edit:
    """The edit of somebody who has just opened the form."""
    seen = mark_of(at_the_desk(who.clinic_id).values, rule["id"])
    return Edit(rule["id"], seen, lambda values: put_rule(values, rule))


def save(who: Practitioner, rule: Values, now: datetime) -> None:
    change(who.clinic_id, who.id, edit_of(who, rule), now)


def signed(who: Practitioner, now: datetime, said: str = "Six hours upright.") -> UUID:
    edition = at_the_desk(who.clinic_id).edition
    return sign(who.clinic_id, who.id, Signature("Dr Bob Ek", "Prescriber", said, edition), now)


def test_a_clinic_begins_with_the_program_s_file(bobs: Practitioner) -> None:
    desk = at_the_desk(bobs.clinic_id)
    assert (desk.edition, desk.base) == (0, bundled())
    assert desk.protocol.rules == bundled().rules


def test_a_change_stands_in_the_draft_with_who_and_when(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    desk = at_the_desk(bobs.clinic_id)
    assert desk.protocol.rule[RULE].window.until == "PT6H"
    assert (desk.edition, desk.touches[RULE].name, desk.touches[RULE].changed_at) == (1, "Bob", now)


def test_two_people_may_change_different_rules_at_once(bobs: Practitioner, now: datetime) -> None:
    carol = someone("Carol", now)
    mine, hers = edit_of(bobs, until("PT6H")), edit_of(carol, rule_of("no-alcohol", "PT48H"))
    change(bobs.clinic_id, bobs.id, mine, now)
    change(carol.clinic_id, carol.id, hers, now)
    rules = at_the_desk(bobs.clinic_id).protocol.rule
    assert (rules[RULE].window.until, rules["no-alcohol"].window.until) == ("PT6H", "PT48H")


def test_the_same_rule_is_not_overwritten_unseen(bobs: Practitioner, now: datetime) -> None:
    carol = someone("Carol", now)
    mine = edit_of(bobs, until("PT6H"))
    save(carol, until("PT3H"), now)
    with pytest.raises(Overtaken) as told:
        change(bobs.clinic_id, bobs.id, mine, now)
    assert told.value.touch
    assert told.value.touch.name == "Carol"
    assert at_the_desk(bobs.clinic_id).protocol.rule[RULE].window.until == "PT3H"


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (until("PT9H"), "until"),
        (until("PT4H") | {"window": {"from": "PT5H", "until": "PT4H"}}, "until"),
        (until("PT4H", title={"en": "x" * 41}), "en"),
        (until("PT4H", why={"en": "It ends {soon}."}), "en"),
        (until("PT4H", evidence="label"), "evidence"),
    ],
)
def test_what_would_break_the_protocol_is_not_kept(bobs: Practitioner, now: datetime, rule: Values, where: str) -> None:
    with pytest.raises(Unsound) as told:
        save(bobs, rule, now)
    assert where in {path[-1] for path, _ in told.value.findings}
    assert at_the_desk(bobs.clinic_id).edition == 0


def test_a_value_that_no_source_gives_needs_its_reason(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT9H", reason="Our own count of 200 patients."), now)
    assert at_the_desk(bobs.clinic_id).protocol.rule[RULE].window.until == "PT9H"


def test_a_red_flag_is_not_weakened_by_any_edit(bobs: Practitioner, now: datetime) -> None:
    flag = flag_in(bundled_values(), "rf-breathing")
    assert flag
    seen = mark_of(bundled_values(), "rf-breathing")
    weaker = flag | {"urgency": "follow_up"}
    with pytest.raises(Unsound):
        change(bobs.clinic_id, bobs.id, Edit(flag["id"], seen, lambda values: put_flag(values, weaker)), now)


def test_signing_makes_the_version_of_new_treatments(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    version_id = signed(bobs, now)
    assert standing_version(bobs.clinic_id) == version_id
    meta = protocol_of(version_id).meta
    assert (meta.version, meta.signed_off) == ("1", f"Dr Bob Ek, Prescriber, {now:%Y-%m-%d}")
    one = signed_versions(bobs.clinic_id)[0]
    assert (one.number, one.name, one.role, one.said, one.signed_at) == (
        1,
        "Dr Bob Ek",
        "Prescriber",
        "Six hours upright.",
        now,
    )
    assert at_the_desk(bobs.clinic_id).edition == 0


def test_a_draft_that_changed_is_not_signed_unseen(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    edition = at_the_desk(bobs.clinic_id).edition
    save(someone("Carol", now), until("PT3H"), now)
    with pytest.raises(Overtaken):
        sign(bobs.clinic_id, bobs.id, Signature("Bob", "Prescriber", "Six hours.", edition), now)
    assert standing_version(bobs.clinic_id) is None


def test_a_page_of_a_draft_that_is_gone_signs_no_later_one(bobs: Practitioner, now: datetime) -> None:
    carol = someone("Carol", now)
    save(bobs, until("PT6H"), now)
    stale = at_the_desk(bobs.clinic_id).edition
    signed(carol, now)
    save(carol, until("PT3H"), now)
    with pytest.raises(Overtaken):
        sign(bobs.clinic_id, bobs.id, Signature("Bob", "Prescriber", "Six hours.", stale), now)
    with pytest.raises(Overtaken):
        throw_away(bobs.clinic_id, stale)


def test_a_version_never_changes(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    version = db.session.get_one(ProtocolVersion, signed(bobs, now))
    version.body = "{}"
    with pytest.raises(TypeError):
        db.session.commit()
    db.session.rollback()


def test_nothing_is_signed_twice_without_a_change(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    signed(bobs, now)
    save(bobs, until("PT3H"), now)
    save(bobs, until("PT6H"), now)
    with pytest.raises(Refusal):
        signed(bobs, now)


def test_a_draft_is_thrown_away_by_whoever_saw_it(bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    with pytest.raises(Overtaken):
        throw_away(bobs.clinic_id, 7)
    throw_away(bobs.clinic_id, 1)
    assert at_the_desk(bobs.clinic_id).edition == 0


def test_versions_are_counted_for_each_clinic(bobs: Practitioner, now: datetime) -> None:
    for hours in (6, 3):
        save(bobs, until(f"PT{hours}H"), now)
        signed(bobs, now + timedelta(minutes=hours))
    assert [one.number for one in signed_versions(bobs.clinic_id)] == [2, 1]
    assert db.session.scalars(select(SignOff.number).where(SignOff.clinic_id != bobs.clinic_id)).all() == []


def rule_of(rule_id: str, span: str) -> Values:
    rule = rule_in(bundled_values(), rule_id)
    assert rule
    return rule | {"window": rule["window"] | {"until": span}}
