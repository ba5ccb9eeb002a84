"""The Now page: absolute times, one fragment, equal while nothing changes."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from companion.models.treatment import course_of
from companion.web.patient.now_page import now_page
from tests.cast import Person, enrol_at

HTMX = {"HX-Request": "true"}


def test_no_relative_time_is_written_by_the_server(alice: Person) -> None:
    page = alice.phone.get("/now").text
    visible = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(r"\d\d:\d\d (today|tomorrow)|\bago\b|\d (min|h|days) left", visible)


def test_htmx_gets_the_fragment_that_the_page_holds(alice: Person) -> None:
    whole, part = alice.phone.get(alice.page), alice.phone.get(alice.page, headers=HTMX)
    assert "<html" not in part.text
    body = re.search(r"<main.*</main>", whole.text, re.S)
    assert body is not None
    tags = re.compile(r'"If-None-Match": "[^}]*"|<span data-asof>.*?</span>')
    assert tags.sub("", body[0]) == tags.sub("", part.text.strip())
    assert "HX-Request" in whole.headers["Vary"]


def test_nothing_new_is_answered_with_304(alice: Person, carol: Person) -> None:
    first = alice.phone.get(alice.page)
    again = alice.phone.get(alice.page, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert carol.phone.get(carol.page, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_tag_changes_with_every_change_and_only_then(app: Flask, alice: Person, now: datetime) -> None:
    course = course_of(alice.patient.clinic_id, alice.patient.id, alice.treatment_id)
    assert course
    page = now_page(course.schedule)
    for instant in course.schedule.changes[1:]:
        before, after = instant - timedelta(seconds=1), instant
        assert page.facts_at(before) != page.facts_at(after)
        assert page.facts_at(after) == page.facts_at(after + timedelta(seconds=1))


@pytest.mark.parametrize("hours", [0, 1, 5, 30, 80, 24 * 6, 24 * 20, 24 * 100, 24 * 250])
def test_the_frame_of_the_page_is_what_the_floor_says(app: Flask, now: datetime, hours: int) -> None:
    dora = enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=hours), "Dora")
    course = course_of(dora.patient.clinic_id, dora.patient.id, dora.treatment_id)
    assert course
    schedule, page = course.schedule, now_page(course.schedule)
    frame, standing = page.frame_at(now), schedule.standing_at(now)
    hero = standing.hero if standing.hero and (standing.hero.ends_at or now) - now <= timedelta(hours=48) else None
    assert (None if frame.hero is None else schedule.windows[frame.hero]) is hero
    for category, windows in standing.lists.items():
        listed = [schedule.windows[n] for n in frame.lists[category]]
        linked = schedule.protocol.now_view.always_linked
        assert [w for w in listed if w is not standing.hero] == [w for w in windows if w.rule.id not in linked]
        waits = standing.hero if standing.hero is not hero else None  # its end is too far to count down to
        assert [window for window in listed if window is standing.hero] == [
            window for window in [waits] if window and window.rule.category == category
        ]
    assert frame.next_at == standing.next_change_at


def test_the_page_says_that_no_prescriber_signed(alice: Person) -> None:
    assert "No prescriber has signed this plan yet" in alice.phone.get("/now").text
