"""Bob's first page: who waits, until when, who else was told; who comes this week. None is hidden, little is asked."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from companion.extensions import db
from companion.models import Subscription, Treatment, Waiting
from companion.services.cover import hand_to
from companion.services.escalate import escalate
from companion.services.looking import look
from companion.services.review import see
from tests.cast import Person, enrol_at
from tests.desk import MARLOW, colleague, id_of, treated, treated_by
from tests.journal import keep_entry, keep_photo
from tests.services.post import reach
from tests.statements import statements
from tests.web.desk_journal import words_of

TODAY, HOUR = "/practitioner", timedelta(hours=1)
STATEMENTS = 5  # one of them finds the session


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    return id_of("Bob")


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_nobody_waits(bob: FlaskClient) -> None:
    page = words_of(bob.get(TODAY))
    assert "Nobody waits for an answer here." in page
    assert "No check is in the diary" in page


def test_who_what_how_urgent_and_until_when(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(0), now)
    entry = keep_entry(alice, now, scores={"bruise": 2, "pain": 0}, note="Blue", question="May I swim?")
    keep_photo(alice, now, entry)
    page = bob.get(TODAY).text
    said = text(page)
    for words in (
        "Alice The first day, Daxxify",
        "Bruise 2 of 3",
        "1 photo, a note, a question",
        "1 waits for somebody.",
    ):
        assert words in said, words
    due = db.session.get_one(Waiting, entry).due_at
    assert f'<time datetime="{due:%Y-%m-%dT%H:%M:%SZ}" data-due data-left="due in {{span}}"' in page
    assert f"{TODAY}/treatments/{alice.treatment_id}/entries/{entry}" in page


def test_the_urgent_stand_on_top_until_they_are_answered(
    bob: FlaskClient, bobs: UUID, alice: Person, now: datetime
) -> None:
    keep_entry(alice, now - HOUR, kind="fine")
    flagged = keep_entry(alice, now, flags=["rf-ptosis"])
    see(alice.owner[0], bobs, flagged, now)
    page = text(bob.get(TODAY).text)
    assert page.index("An eyelid droops Same day") < page.index("All fine")


def test_fifty_a_page_and_how_many_in_all(bob: FlaskClient, alice: Person, now: datetime) -> None:
    for minute in range(53):
        keep_entry(alice, now - timedelta(minutes=90 - minute), kind="fine")
    first, second = (words_of(bob.get(TODAY, query_string={"page": number})) for number in (1, 2))
    assert "1–50 of 53 wait" in first and "51–53 of 53 wait" in second
    assert first.count('class="case"') == 50
    lines = re.findall(r'id="case-([^"]+)"', first + second)
    assert len(set(lines)) == 53


def test_late_and_with_whom_since(app: Flask, bob: FlaskClient, alice: Person, bobs: UUID, now: datetime) -> None:
    danas = colleague(app, now, "Dana")[1]
    treated_by(alice, bobs)
    entry = keep_entry(alice, now - 30 * HOUR, scores={"bruise": 1})
    db.session.execute(update(Waiting).values(due_at=now - HOUR, look_at=now - HOUR))
    db.session.commit()
    escalate(now)
    look(alice.owner, entry, danas, now)
    page = text(bob.get(TODAY).text)
    assert "Late: also with Dana since" in page
    assert "Dana is looking at this" in page


def test_filters_are_addresses(app: Flask, bob: FlaskClient, alice: Person, bobs: UUID, now: datetime) -> None:
    danas = colleague(app, now, "Dana")[1]
    eve = enrol_at(app, MARLOW, now - HOUR, "Eve")
    for person, who in ((alice, bobs), (eve, danas)):
        treated_by(person, who)
    db.session.get_one(Treatment, eve.treatment_id).product = "dysport"
    keep_entry(alice, now, kind="fine")
    keep_entry(eve, now, flags=["rf-ptosis"])

    def names(query: str) -> set[str]:
        return set(re.findall(r'class="name" id="to[^>]+>(\w+)<', bob.get(TODAY + query).text))

    assert names("") == {"Alice", "Eve"}
    assert names("?of=mine") == {"Alice"}
    assert names("?urgent=yes") == names("?product=dysport") == {"Eve"}
    assert names("?of=covered") == names("?of=mine&urgent=yes") == set()
    hand_to(alice.owner[0], danas, bobs, (now - HOUR, now + HOUR), now)
    assert names("?of=covered") == {"Eve"}
    assert names("?of=mine") == {"Alice", "Eve"}
    assert "You answer for Dana now." in bob.get(TODAY).text
    assert "None of these wait." in bob.get(TODAY + "?product=letybo").text


def test_another_clinic_sees_none_of_it(
    bob: FlaskClient, carols_practitioner: FlaskClient, alice: Person, now: datetime
) -> None:
    keep_entry(alice, now, flags=["rf-ptosis"])
    page = carols_practitioner.get(TODAY).text
    assert "Alice" not in page and "eyelid" not in page


def test_who_comes_this_week_and_whether_reminders_reach_them(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    later = enrol_at(app, MARLOW, now - HOUR, "Eve")
    ida = enrol_at(app, MARLOW, now - HOUR, "Ida")
    for person, days in ((alice, 2), (ida, 3)):
        db.session.get_one(Treatment, person.treatment_id).follow_up_at = now + timedelta(days=days)
    db.session.commit()
    reach(alice, now)
    db.session.execute(update(Subscription).values(accepted_at=now, shown_at=now))
    db.session.commit()
    week = text(bob.get(TODAY).text).partition("Checks this week")[2]
    assert "Alice" in week and "Reminders arrive." in week
    assert week.index("Ida") < week.index("No phone of theirs shows reminders")
    assert "Eve" not in week
    assert later.owner[0] == alice.owner[0]


def test_the_part_is_asked_for_again_and_304_while_nothing_changed(
    bob: FlaskClient, alice: Person, now: datetime
) -> None:
    keep_entry(alice, now, kind="fine")
    part = bob.get(TODAY, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="today"')
    tag = part.headers["ETag"]
    assert tag.replace('"', r"\"") in part.text
    again = {"HX-Request": "true", "If-None-Match": tag}
    assert bob.get(TODAY, headers=again).status_code == 304
    keep_entry(alice, now, kind="fine")
    assert bob.get(TODAY, headers=again).status_code == 200


def test_the_page_asks_as_often_for_two_patients_as_for_sixty(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            person = enrol_at(app, MARLOW, now - timedelta(days=13), f"P{number}")
            entry = keep_entry(person, now, flags=["rf-ptosis"] if number % 2 else [], scores={"bruise": 1})
            if number < 2:
                keep_photo(person, now, entry, seed=number)

    fill(2)
    bob.get(TODAY)  # the protocol is remembered from here on
    db.session.expire_all()
    with statements() as few:
        bob.get(TODAY)
    fill(58)
    with statements() as more:
        assert "1–50 of 60 wait" in bob.get(TODAY).text
    assert len(few) == len(more) == STATEMENTS, few
