"""Alice says how she is, without script: what is kept, once, and what is never lost."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from companion.aftercare.protocol import bundled, say
from companion.extensions import db
from companion.models import Photo
from tests.cast import Person, treat_again
from tests.conftest import OUR_PAGE
from tests.journal import jpeg, keep_entry
from tests.web.check_in import entries, said, save, told


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


def test_what_the_camera_saw_travels_with_a_plain_form(alice: Person) -> None:
    files: dict[str, Any] = {"close_up": [(io.BytesIO(jpeg(seed)), f"{seed}.jpg") for seed in (1, 2, 3)]}
    save(alice, pain="1", **files, **{"hints-close_up": ['{"dark": true}', "{"]})
    assert list(db.session.scalars(select(Photo.hints).order_by(Photo.received_at))) == [{"dark": True}, {}, {}]


def test_no_photo_is_needed_for_anything(alice: Person) -> None:
    assert said(told(alice, save(alice, flag="rf-ptosis", rest=(io.BytesIO(b""), ""))))[0] == "same_day"


def test_a_photo_alone_says_something(alice: Person) -> None:
    save(alice, frown=(io.BytesIO(jpeg()), "a.jpg"))
    assert db.session.scalars(select(Photo.expression)).one() == "frown"


def test_an_old_version_leads_to_the_one_that_stands(alice: Person, now: datetime) -> None:
    old = keep_entry(alice, now - timedelta(hours=1), scores={"pain": 9})
    newer = keep_entry(alice, now - timedelta(hours=1), scores={"pain": 2}, supersedes_id=old)
    assert alice.phone.get(f"/entries/{old}/correction").location == f"/entries/{newer}/correction"
    assert alice.phone.get(f"/entries/{newer}/correction").status_code == 200
