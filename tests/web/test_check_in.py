"""Alice says how she is, without script: what is kept, what she is told, and what is never lost."""

import html
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from companion.aftercare.protocol import bundled, say
from companion.extensions import db
from companion.models import Entry, Photo, ProtocolVersion
from companion.models.protocol import protocol_of
from tests.cast import Person, enrol_at, treat_again
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_entry


def save(person: Person, **answers: Any) -> TestResponse:
    form = {"id": str(uuid4()), "treatment_id": str(person.treatment_id)} | answers
    return person.phone.post("/check-in", data=form, headers=OUR_PAGE)


def told(person: Person, answer: TestResponse) -> str:
    """The page that answers."""
    assert answer.status_code == 303, answer.text
    return person.phone.get(answer.location).text


def entries() -> list[Entry]:
    return list(db.session.scalars(select(Entry).order_by(Entry.received_at, Entry.noted_at)))


def said(page: str) -> list[str]:
    """The urgency on an answer, and its sentence."""
    found = re.search(r'data-urgency="(\w+)".*?data-say>(.*?)</p>', page, re.S)
    assert found
    return [found[1], html.unescape(re.sub("<[^>]+>", "", found[2]))]


def carried(page: str) -> Any:
    """What the page carries for the script."""
    found = re.search(r"<script[^>]*data-check-in>(.*?)</script>", page, re.S)
    assert found
    return json.loads(found[1])


def test_all_fine_is_an_entry(alice: Person) -> None:
    page = told(alice, save(alice, kind="fine"))
    assert [(entry.kind, entry.scores, entry.urgency) for entry in entries()] == [("fine", {}, "none")]
    assert said(page) == ["none", say(bundled().answers.triage.none)]
    assert "all clear" not in page.lower()


def test_all_fine_is_one_tap_on_now(alice: Person, now: datetime) -> None:
    """Of her latest treatment, without script."""
    chin = treat_again(alice, now - timedelta(minutes=5))
    page = alice.phone.get("/now").text
    assert '<button type="submit" class="button" name="kind" value="fine">All fine</button>' in page
    told(alice, alice.phone.post("/check-in", data={"kind": "fine"}, headers=OUR_PAGE))
    assert [(entry.kind, entry.treatment_id) for entry in entries()] == [("fine", chin)]


def test_all_that_she_ticked_and_typed_is_kept(alice: Person) -> None:
    answers: dict[str, Any] = {
        "bruise": "2",
        "swelling": "0",
        "pain": "3",
        "flag": ["rf-ptosis", "rf-mouth"],
        "course": "worse",
    }
    answers |= {"zone": ["eye-left", "frown"], "size-eye-left": "pea", "size-chin": "grape"}
    page = told(alice, save(alice, **answers, note=" Blue.\r\nSore. ", question="Is it normal?"))
    (entry,) = entries()
    assert (entry.kind, entry.scores) == ("check_in", {"bruise": 2, "swelling": 0, "pain": 3})
    assert (entry.flags, entry.course) == (["rf-ptosis", "rf-mouth"], "worse")
    assert entry.places == [{"zone": "eye-left", "size": "pea"}, {"zone": "frown", "size": None}]
    assert said(page)[0] == entry.urgency == "same_day"
    form = alice.phone.get(f"/entries/{entry.id}/correction").text
    assert ">\nBlue.\nSore.</textarea>" in form
    assert ">\nIs it normal?</textarea>" in form


def test_what_no_protocol_has_is_left_out(alice: Person) -> None:
    answers: dict[str, Any] = {
        "bruise": "4",
        "flag": ["rf-nothing"],
        "zone": ["elbow"],
        "rule": "no-fun",
        "course": "great",
        "pain": "8",
    }
    told(alice, save(alice, **answers))
    (entry,) = entries()
    assert (entry.kind, entry.scores, entry.flags, entry.places, entry.course) == (
        "check_in",
        {"pain": 8},
        [],
        [],
        None,
    )


@pytest.mark.parametrize(
    ("days", "before", "answers", "urgency", "flag"),
    [
        (0, {}, {"pain": "6"}, "none", None),
        (0, {}, {"pain": "7"}, "same_day", None),
        (4, {"bruise": 1}, {"bruise": "2"}, "same_day", None),
        (4, {"bruise": 2}, {"bruise": "2"}, "none", None),
        (0, {}, {"asymmetry": "1"}, "follow_up", "rf-brow-uneven"),
        (0, {}, {"flag": "rf-breathing"}, "emergency_now", "rf-breathing"),
        (0, {}, {"flag": ["rf-ptosis", "rf-double-vision"]}, "emergency_now", None),
    ],
)
def test_the_answer_says_how_urgent_it_is(
    app: Flask,
    now: datetime,
    days: int,
    before: dict[str, int],
    answers: dict[str, Any],
    urgency: str,
    flag: str | None,
) -> None:
    alice = enrol_at(app, "Marlow Street Clinic", now - timedelta(days=days, hours=1), "Alice")
    if before:
        keep_entry(alice, now - timedelta(hours=1), scores=before)
    page = told(alice, save(alice, **answers))
    text = bundled().flag[flag].say if flag else getattr(bundled().answers.triage, urgency)
    filled = say(text).replace("{emergency_number}", "999").replace("{call_clinic}", "Call the clinic today.")
    assert said(page) == [urgency, filled]
    assert entries()[-1].urgency == urgency
    assert ("tel:999" in page) == (urgency == "emergency_now")
    assert ("tel:02079460142" in page) == (urgency == "same_day")


def test_the_answer_asks_what_has_to_be_looked_at_next(alice: Person) -> None:
    page = told(alice, save(alice, swelling="3"))
    assert all(say(bundled().flag[flag].ask) in page for flag in ("rf-allergy", "rf-infection", "rf-lump"))


def test_nothing_at_all_is_no_entry(alice: Person) -> None:
    answer = save(alice)
    assert answer.status_code == 422
    assert "Tick or write something first." in answer.text
    assert entries() == []


def test_a_text_that_is_too_long_comes_back_with_all_that_was_typed(alice: Person) -> None:
    answers: dict[str, Any] = {
        "bruise": "2",
        "zone": "chin",
        "size-chin": "pea",
        "flag": "rf-lump",
        "rule": "no-alcohol",
    }
    answer = save(alice, **answers, note="a" * 2001, question="Why?")
    assert answer.status_code == 422
    assert "The text is too long." in answer.text
    assert "a" * 2001 in answer.text
    for kept in ('name="bruise" value="2" checked', 'value="rf-lump" checked', 'value="no-alcohol" checked'):
        assert kept in answer.text
    assert '<option value="pea" selected>' in answer.text
    assert ">\nWhy?</textarea>" in answer.text
    assert entries() == []


def test_a_form_sent_twice_is_one_entry_and_a_changed_one_is_another(alice: Person) -> None:
    same: dict[str, Any] = {"id": str(uuid4()), "bruise": "1"}
    answers = [save(alice, **form) for form in (same, same | {"bruise": "2"})]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [entry.scores for entry in entries()] == [{"bruise": 1}, {"bruise": 2}]
    assert answers[0].location != answers[1].location


def test_a_photo_that_is_refused_holds_nothing_up(alice: Person) -> None:
    files: dict[str, Any] = {"frown": (io.BytesIO(jpeg()), "a.jpg"), "rest": (io.BytesIO(b"no photo"), "b.jpg")}
    files["close_up"] = [(io.BytesIO(jpeg(seed)), f"{seed}.jpg") for seed in (1, 2)]
    page = told(alice, save(alice, pain="8", **files))
    assert [entry.scores for entry in entries()] == [{"pain": 8}]
    assert sorted(db.session.scalars(select(Photo.expression))) == ["close_up", "close_up", "frown"]
    assert "At rest: We cannot read this kind of file." in page
    assert "Frown:" not in page


def test_no_photo_is_needed_for_anything(alice: Person) -> None:
    assert said(told(alice, save(alice, flag="rf-ptosis", rest=(io.BytesIO(b""), ""))))[0] == "same_day"


def test_a_correction_stands_in_the_place_of_the_old_one(alice: Person, now: datetime) -> None:
    old = keep_entry(alice, now - timedelta(hours=1), scores={"pain": 9}, flags=["rf-lump"])
    page = alice.phone.get(f"/entries/{old}/correction").text
    assert 'name="pain" value="9" checked' in page
    assert 'value="rf-lump" checked' in page
    assert carried(page)["supersedes_id"] == str(old)
    answered = told(alice, save(alice, pain="2", supersedes_id=str(old)))
    first, newer = entries()
    assert (first.urgency, newer.urgency, newer.supersedes_id) == ("same_day", "none", old)
    assert newer.noted_at == first.noted_at
    assert said(answered)[0] == "none"
    assert alice.phone.get(f"/entries/{old}/correction").status_code == 404
    assert alice.phone.get(f"/check-in?of={newer.id}").location == f"/entries/{newer.id}/correction"


def test_a_correction_is_compared_with_what_came_before_it(app: Flask, now: datetime) -> None:
    alice = enrol_at(app, "Marlow Street Clinic", now - timedelta(days=5), "Alice")
    for hours, bruise in ((9, 1), (6, 3), (3, 1)):
        last = keep_entry(alice, now - timedelta(hours=hours), scores={"bruise": bruise})
    middle = entries()[1].id
    told_before = carried(alice.phone.get(f"/entries/{middle}/correction").text)["earlier"]
    assert [entry["scores"] for entry in told_before] == [{"bruise": 1}]
    assert said(told(alice, save(alice, bruise="1", supersedes_id=str(middle))))[0] == "none"
    assert carried(alice.phone.get("/check-in").text)["earlier"][-1]["id"] == str(last)


def test_the_page_carries_the_entries_that_the_phone_compares_with(alice: Person, now: datetime) -> None:
    treat_again(alice, now - timedelta(days=3))
    keep_entry(alice, now - timedelta(minutes=9), scores={"bruise": 2, "pain": 1}, note="a canary")
    page = alice.phone.get("/check-in")
    (entry,) = carried(page.text)["earlier"]
    assert (entry["scores"], entry["kind"]) == ({"bruise": 2, "pain": 1}, "check_in")
    assert entry["noted_at"] == int((now - timedelta(minutes=9)).timestamp())
    assert "canary" not in page.text
    assert page.headers["Companion-Owner"]


def test_a_slip_is_answered_without_blame_and_kept(alice: Person) -> None:
    page = told(alice, save(alice, rule="no-alcohol", bruise="1"))
    (entry,) = entries()
    assert (entry.kind, entry.rule, entry.scores) == ("slip", "no-alcohol", {"bruise": 1})
    words, rule = bundled().check_in.slip, bundled().rule["no-alcohol"]
    assert words
    for text in (words.thanks, words.still, rule.why):
        assert say(text) in page
    assert "Your clinic asks this as a precaution." in page


def test_only_what_the_plan_asked_so_far_can_be_a_slip(alice: Person) -> None:
    page = alice.phone.get("/check-in").text
    offered = set(re.findall(r'name="rule" value="([\w-]+)"', page))
    to_come = set(re.findall(r'data-starts="[^"]+" hidden><input type="radio" name="rule" value="([\w-]+)"', page))
    assert "no-alcohol" in offered - to_come
    assert "no-repeat-before-12w" in to_come
    assert all(bundled().rule[rule].category == "avoid" for rule in offered)


def test_whoever_looks_often_hears_a_calm_word(alice: Person) -> None:
    often = bundled().check_in.often
    assert often
    pages = [told(alice, save(alice, bruise="1", note=str(n))) for n in range(often.more_than + 1)]
    assert [say(often.say) in page for page in pages] == [False] * often.more_than + [True]
    assert say(often.say) not in told(alice, save(alice, kind="fine"))
    assert say(often.say) not in told(alice, save(alice, flag="rf-ptosis"))  # a call is not put off


def test_carol_sees_and_changes_nothing_of_alice(alice: Person, carol: Person, now: datetime) -> None:
    mine = keep_entry(alice, now, scores={"pain": 2})
    for path in (
        f"/entries/{mine}/answer",
        f"/entries/{mine}/correction",
        f"/treatments/{alice.treatment_id}/check-in",
    ):
        assert alice.phone.get(path).status_code == 200
        assert carol.phone.get(path).status_code == 404
    assert save(carol, treatment_id=str(alice.treatment_id), pain="8").status_code == 404
    assert save(carol, supersedes_id=str(mine), pain="8").status_code == 404
    assert len(entries()) == 1


def test_alice_says_which_of_her_treatments_it_is_about(alice: Person, now: datetime) -> None:
    chin = treat_again(alice, now - timedelta(hours=1))
    assert carried(alice.phone.get("/check-in").text)["treatment_id"] == str(chin)
    other = f"/treatments/{alice.treatment_id}/check-in"
    assert f'href="{other}"' in alice.phone.get("/check-in").text
    assert carried(alice.phone.get(other).text)["treatment_id"] == str(alice.treatment_id)


def test_every_zone_has_a_name_and_the_treated_ones_are_told(alice: Person) -> None:
    page = alice.phone.get("/check-in").text
    names = re.findall(r'name="zone" value="[\w-]+" aria-label="([^"]+)"', page)
    assert len(names) == len(set(names)) == 18
    assert {name for name in names if name.endswith(", treated")} == {
        "Forehead, treated",
        "Forehead, your left, treated",
        "Forehead, your right, treated",
        "Between the brows, treated",
    }


def test_a_plan_of_an_older_version_has_its_check_in(alice: Person) -> None:
    plain = json.loads(db.session.scalars(select(ProtocolVersion.body)).one())
    del plain["check_in"]
    db.session.execute(update(ProtocolVersion).values(body=json.dumps(plain)))
    db.session.commit()
    protocol_of.cache_clear()
    page = alice.phone.get("/check-in")
    assert (page.status_code, "How large?" in page.text) == (200, False)
    assert said(told(alice, save(alice, pain="8")))[0] == "same_day"


def test_nobody_without_a_plan_has_a_check_in(browser: FlaskClient, app: Flask) -> None:
    assert browser.get("/check-in").location == "/"
    assert browser.post("/check-in", data={"pain": "8"}, headers=OUR_PAGE).status_code == 401
    assert browser.get(f"/entries/{UUID(int=1)}/answer").location == "/"
