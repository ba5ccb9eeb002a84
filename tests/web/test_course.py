"""course.json: all that the phone needs to answer by itself, the same while the plan is the same."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from companion.aftercare.can_i.finding import finding_at
from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import CATEGORIES, Schedule, Treated
from companion.aftercare.zones import epoch
from companion.extensions import db
from companion.models import Treatment
from companion.models.treatment import course_of
from companion.services.enrol import start_own
from companion.web.patient.now_page import now_page
from tests.cast import Person


def course_file(person: Person) -> Any:
    answer = person.phone.get("/course.json")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json


@pytest.fixture
def schedule(alice: Person) -> Schedule:
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    return course.schedule


def test_it_says_what_was_treated_when_and_by_which_protocol(alice: Person, now: datetime) -> None:
    [course] = course_file(alice)["courses"]
    meta = bundled().meta
    assert course["id"] == str(alice.treatment_id)
    assert course["protocol"] == {"id": meta.id, "version": meta.version, "signed_off": meta.signed_off}
    assert (course["treated_at"], course["zone"]) == (epoch(now - timedelta(hours=2)), "Europe/London")


def test_every_treatment_that_runs_is_in_it(alice: Person, now: datetime) -> None:
    start_own(Treated("dysport", ("masseter",), now, "Europe/London"), now, patient=alice.owner)
    file = course_file(alice)
    assert len(file["courses"]) == 2
    assert len(file["lookups"]) == 1


def test_a_patient_without_a_treatment_gets_an_empty_list(alice: Person) -> None:
    db.session.execute(text("DELETE FROM treatment"))
    db.session.commit()
    assert course_file(alice) == {"courses": [], "lookups": [], "parts": None}


def test_its_frames_are_those_of_the_page(alice: Person, schedule: Schedule) -> None:
    [course] = course_file(alice)["courses"]
    frames = now_page(schedule).frames
    assert {epoch(at) for at in schedule.changes} <= {row[0] for row in course["frames"]}
    for frame, (at, hero, others, next_at, *changing) in zip(frames, course["frames"], strict=True):
        assert (at, hero, changing) == (epoch(frame.at), frame.hero, [frame.ending, frame.starting])
        assert next_at == (epoch(frame.next_at) if frame.next_at else None)
        listed: dict[str, list[int]] = {category: [] for category in CATEGORIES}
        for n in others:
            listed[course["windows"][n][3]].append(n)
        assert listed == frame.lists


def test_a_stretch_of_each_topic_says_what_it_comes_to(alice: Person, schedule: Schedule) -> None:
    [course] = course_file(alice)["courses"]
    for number, topic in enumerate(schedule.protocol.can_i.topics):
        _, stretches = course["plans"][course["plan_of"][number]]
        for at in schedule.changes:
            found = finding_at(schedule, topic, at)
            *_, (_, answer, until, _, standing) = [one for one in stretches if one[0] <= epoch(at)]
            assert (answer, until) == (found.answer, epoch(found.blocked_until) if found.blocked_until else None)
            assert [course["windows"][n][2] for n in standing] == [w.rule.id for w in found.standing]


def test_nothing_is_left_to_fill_in_but_what_the_phone_fills(alice: Person) -> None:
    lookup = course_file(alice)["lookups"][0]
    said = json.dumps([lookup["topics"], lookup["ask"], lookup["unknown"], lookup["rules"]])
    assert "{moment}" in lookup["not_yet"]
    assert not [gap for gap in ("{until", "{clinic", "{call", "{emergency", "{urgent", "{length") if gap in said]


def test_it_is_the_same_while_the_plan_is_and_another_after_a_correction(alice: Person, now: datetime) -> None:
    tag = alice.phone.get("/course.json").headers["ETag"]
    assert tag.startswith("W/")
    again = alice.phone.get("/course.json", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    db.session.execute(update(Treatment).values(treated_at=now - timedelta(hours=3)))
    db.session.commit()
    assert alice.phone.get("/course.json", headers={"If-None-Match": tag}).status_code == 200


def test_it_is_small_on_the_wire(app: Flask, alice: Person, now: datetime) -> None:
    start_own(Treated("dysport", ("masseter",), now, "Europe/London"), now, patient=alice.owner)
    squeezed = alice.phone.get("/course.json", headers={"Accept-Encoding": "br"})
    assert squeezed.headers["Content-Encoding"] == "br"
    assert len(squeezed.data) < 24_000
