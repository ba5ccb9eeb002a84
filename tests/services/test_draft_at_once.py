"""Several people are at the protocol at the very same moment: nothing of anybody is lost, and one signs."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from companion.aftercare.protocol import bundled_values
from companion.models import Practitioner
from companion.models.sign_off import signed_versions
from companion.services.draft import Edit, Overtaken, at_the_desk, change, mark_of
from companion.services.sign_off import Signature, sign
from tests.cast import Person
from tests.services.test_draft import edit_of, rule_of, save, someone

RULES = ("stay-upright", "no-makeup", "no-tight-headwear", "no-heat", "no-facials", "shade-first-hours")


@pytest.fixture
def bobs(app: Flask, alice: Person, now: datetime) -> Practitioner:
    return someone("Bob", now)


def at_once(app: Flask, do: Callable[[int], object], many: int) -> list[str]:
    """What came of each: `done`, or that it was overtaken."""
    said: list[str] = []

    def one(number: int) -> None:
        with app.app_context():
            try:
                do(number)
                said.append("done")
            except Overtaken:
                said.append("overtaken")

    threads = [threading.Thread(target=one, args=[number]) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_six_rules_at_once_are_six_changes(app: Flask, bobs: Practitioner, now: datetime) -> None:
    clinic_id, who = bobs.clinic_id, bobs.id
    edits = [edit_of(bobs, rule_of(rule, "PT5H") | {"reason": "Ours."}) for rule in RULES]
    assert at_once(app, lambda number: change(clinic_id, who, edits[number], now), len(RULES)) == ["done"] * len(RULES)
    desk = at_the_desk(clinic_id)
    assert desk.edition == len(RULES)
    assert {desk.protocol.rule[rule].window.until for rule in RULES} == {"PT5H"}


def test_one_rule_at_once_is_one_change(app: Flask, bobs: Practitioner, now: datetime) -> None:
    clinic_id, who = bobs.clinic_id, bobs.id
    edits = [edit_of(bobs, rule_of("no-alcohol", f"PT{hours}H")) for hours in (30, 36, 42, 48)]
    assert at_once(app, lambda number: change(clinic_id, who, edits[number], now), 4) == ["done"] + ["overtaken"] * 3


def test_two_who_sign_at_once_make_one_version(app: Flask, bobs: Practitioner, now: datetime) -> None:
    save(bobs, rule_of("no-alcohol", "PT48H"), now)
    clinic_id, who = bobs.clinic_id, bobs.id

    def signs(number: int) -> None:
        sign(clinic_id, who, Signature(f"Dr {number}", "Prescriber", "Two days.", 1), now)

    assert at_once(app, signs, 4) == ["done"] + ["overtaken"] * 3
    assert [one.number for one in signed_versions(clinic_id)] == [1]
    assert at_the_desk(clinic_id).edition == 0


def test_the_first_change_of_a_draft_says_what_it_saw(bobs: Practitioner, now: datetime) -> None:
    stale = Edit("no-alcohol", mark_of(bundled_values(), "no-heat"), lambda values: values | {"rules": []})
    with pytest.raises(Overtaken):
        change(bobs.clinic_id, bobs.id, stale, now)
