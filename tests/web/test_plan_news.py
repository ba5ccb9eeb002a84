"""Bob moves Alice's plan to his new version; her plan says what is other now, for two weeks."""

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from companion.aftercare.protocol import bundled_values
from companion.aftercare.protocol.edits import flag_in, put_flag
from companion.extensions import db
from companion.models import Practitioner
from companion.models.treatment import course_at
from companion.services.draft import Edit, at_the_desk, change, mark_of
from companion.services.move_plans import mark_of_offers, move_plans, offers
from companion.web.patient.plan_news import TOLD_FOR
from tests.cast import Person, treat_again
from tests.services.test_draft import RULE, rule_of, save, signed, someone, until


@pytest.fixture
def bobs(app: Flask, alice: Person, now: datetime) -> Practitioner:
    return someone("Bob", now)


def move(who: Practitioner, now: datetime) -> UUID:
    version_id = signed(who, now)
    move_plans(who.clinic_id, who.id, version_id, mark_of_offers(offers(who.clinic_id, version_id, now)), now)
    return version_id


def news(alice: Person) -> str:
    """What her plan says of it, without tags; empty where it says nothing."""
    page = alice.phone.get("/plan").text
    found = re.search(r'<section class="notice" aria-labelledby="news-1">.*?</section>', page, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def clock(alice: Person, hours: int) -> str:
    course = course_at(alice.owner[0], alice.treatment_id)
    assert course
    at = course.schedule.treated.treated_at + timedelta(hours=hours)
    return f"until {at.astimezone(course.schedule.zone):%H:%M} on"


def test_a_time_that_moved_is_told_with_the_one_before(alice: Person, bobs: Practitioner, now: datetime) -> None:
    tag = {"If-None-Match": alice.phone.get("/plan").headers["ETag"]}
    save(bobs, until("PT6H"), now)
    move(bobs, now)
    assert alice.phone.get("/plan", headers=tag).status_code == 200
    said = news(alice)
    assert said.startswith("Your clinic changed its advice on ")
    assert f"Lying flat : {clock(alice, 6)}" in said
    assert f"Before: {clock(alice, 4)}" in said
    assert "in other words" not in said


def test_it_is_told_for_two_weeks_and_the_kept_page_follows(alice: Person, bobs: Practitioner, now: datetime) -> None:
    save(bobs, rule_of("no-alcohol", "PT24H") | {"hidden": True}, now)
    move(bobs, now)
    assert "Alcohol : not in your plan any more" in news(alice)
    first = alice.phone.get("/plan")
    later = now + TOLD_FOR + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        assert news(alice) == ""
        after = alice.phone.get("/plan", headers={"If-None-Match": first.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["Companion-Plan"] != first.headers["Companion-Plan"]


def test_two_moves_are_told_as_one(alice: Person, bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    move(bobs, now - timedelta(minutes=30))
    save(bobs, until("PT5H"), now)
    move(bobs, now)
    assert f"Lying flat : {clock(alice, 5)}" in news(alice)
    assert f"Before: {clock(alice, 4)}" in news(alice)
    save(bobs, rule_of(RULE, "PT4H"), now)
    move(bobs, now)
    assert news(alice) == ""  # as it was at first


def test_other_words_and_signs_are_told_as_such(alice: Person, bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT4H", why={"en": "It may help."}), now)
    flag = flag_in(bundled_values(), "rf-breathing")
    assert flag
    more = flag | {"also": [*flag.get("also", []), {"en": "lips turn blue"}]}
    seen = mark_of(at_the_desk(bobs.clinic_id).values, "rf-breathing")
    change(bobs.clinic_id, bobs.id, Edit("rf-breathing", seen, lambda values: put_flag(values, more)), now)
    move(bobs, now)
    said = news(alice)
    assert "Lying flat : said in other words" in said
    assert "Help says more about:" in said
    assert 'href="/help#rf-breathing"' in alice.phone.get("/plan").text


def test_what_was_over_before_is_not_told(alice: Person, bobs: Practitioner, now: datetime) -> None:
    save(bobs, until("PT6H"), now)
    with time_machine.travel(now + timedelta(hours=8), tick=False):
        move(bobs, now + timedelta(hours=8))
        assert news(alice) == ""


def test_a_new_plan_and_one_that_nobody_moved_say_nothing(
    alice: Person, carol: Person, bobs: Practitioner, now: datetime
) -> None:
    save(bobs, until("PT6H"), now)
    move(bobs, now)
    treat_again(alice, now)
    assert alice.phone.get("/plan").text.count('id="news-') == 1
    assert news(carol) == ""
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    carol.phone.get("/plan")
    assert not [one for one in statements if "plan_move" in one]
