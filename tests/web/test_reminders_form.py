"""The form of reminders: only what was changed there is kept, and what it means is said."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from companion.aftercare.protocol import bundled_json
from companion.extensions import db
from companion.models import Clinic, Treatment
from companion.models.wishes import wishes_of
from companion.services.publish import publish
from companion.services.push_state import ring
from companion.services.remind import plan_again
from tests.cast import Person
from tests.mailed import says_yes, sends_letters
from tests.pushed import reached
from tests.web.desk_form import send
from tests.web.test_reminders_page import EVERYTHING, page

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def planned(app: Flask, alice: Person, now: datetime) -> None:
    """The house has push keys and sends letters, and Alice's plan has its reminders."""
    ring().add()
    sends_letters(app)
    plan_again(alice.owner, now)
    db.session.commit()


def test_a_protocol_of_old_says_what_comes_by_its_kind(app: Flask, alice: Person, now: datetime) -> None:
    body = re.sub(r'"coming":\s*\{"en":\s*"[^"]*"\},?', "", bundled_json())
    old = publish(db.session.get_one(Clinic, alice.owner[0]), body, now)
    db.session.get_one(Treatment, alice.treatment_id).protocol_version_id = old.id
    db.session.commit()
    text = page(alice)
    assert "About your follow-up visit" in text
    for words in ("visit is today", "The first day is done"):
        assert words not in text


def shown(person: Person) -> dict[str, list[str]]:
    """What the open page would send, as it stands."""
    form = page(person).split('action="/reminders"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for field in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if told.get("type") != "checkbox" or " checked" in field:
            found.setdefault(told["name"], []).append(told["value"])
    return found


def test_a_page_that_stood_open_undoes_nothing_that_was_kept_meanwhile(alice: Person) -> None:
    old = shown(alice)
    send(alice.phone, "/reminders", EVERYTHING)
    send(alice.phone, "/reminders", old | {"quiet_until": ["07:00"]})
    now_shown = shown(alice)
    assert now_shown["email"] == ["alice@example.org"]
    assert (now_shown["quiet_from"], now_shown["quiet_until"]) == (["22:00"], ["07:00"])
    assert (now_shown["town"], now_shown["names_it"]) == (["London"], ["yes"])
    assert sorted(now_shown["kind"]) == sorted(EVERYTHING["kind"])


def test_what_was_changed_there_counts_and_what_is_taken_away_goes(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    changed = shown(alice) | {"email": [""], "town": [""], "kind": ["sun"]}
    del changed["names_it"]
    send(alice.phone, "/reminders", changed)
    left = shown(alice)
    assert (left["email"], left["town"], left["kind"], "names_it" in left) == ([""], [""], ["sun"], False)


def test_with_something_wrong_the_old_page_still_undoes_nothing(alice: Person) -> None:
    old = shown(alice)
    send(alice.phone, "/reminders", EVERYTHING)
    text = send(alice.phone, "/reminders", old | {"quiet_until": ["late"]}).text
    assert 'name="email" value="alice@example.org"' in text


def test_at_night_too_is_a_choice_of_its_own_and_can_be_taken_back(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING | {"nights": "yes", "quiet_from": "", "quiet_until": ""})
    row = wishes_of(alice.patient.id)
    assert row
    assert row.quiet_from == row.quiet_until, "none"
    form = shown(alice)
    assert (form["nights"], form["quiet_from"], form["quiet_until"]) == (["yes"], ["21:30"], ["08:00"])
    del form["nights"]
    send(alice.phone, "/reminders", form)
    assert "nights" not in shown(alice)
    db.session.expire_all()
    assert (row.quiet_from, row.quiet_until) == (None, None), "those that stand in the fields"


def test_long_hours_say_what_falls_into_them(alice: Person, now: datetime) -> None:
    send(alice.phone, "/reminders", EVERYTHING | {"nights": "yes"})
    assert "fall into the night" not in page(alice)
    starts, until = (f"{(now + timedelta(hours=n)).astimezone(LONDON):%H:%M}" for n in (-4, 2))
    send(alice.phone, "/reminders", EVERYTHING | {"quiet_from": starts, "quiet_until": until})
    text = page(alice)
    assert "these fall into the night and do not come:" in text
    told = text.split("do not come:")[1].split("</ul>")[0]
    assert "When the first day is over" in told
    assert "A check-in after a week" not in told, "it comes later that day"


def test_the_sun_stands_as_it_is_kept_whatever_is_ticked(alice: Person) -> None:
    assert "I am outdoors" not in send(alice.phone, "/reminders", EVERYTHING | {"town": "Atlantis"}).text
    send(alice.phone, "/reminders", EVERYTHING)
    wrong = EVERYTHING | {"town": "Atlantis", "kind": ["check_in"]}
    assert "I am outdoors" in send(alice.phone, "/reminders", wrong).text


def test_what_comes_says_where_it_comes_to_nobody(app: Flask, alice: Person, now: datetime) -> None:
    nobody = "So none of these comes by itself."
    assert nobody in page(alice)
    says_yes(alice, now)
    assert nobody not in page(alice), "letters bring them"
    app.config["COMPANION"] = replace(app.config["COMPANION"], mail=None)
    assert nobody in page(alice)
    reached(alice.owner, now, "hers")
    assert "data-to-none hidden" in page(alice), "the browser may know better"
