"""Every treatment that runs stands on Now, a plan that is over says so, and two questions to the database do."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event

from companion.extensions import db
from companion.models import Treatment
from companion.models.staff import Practitioner, Role
from companion.services.amend import end
from tests.cast import Person, treat_again


@pytest.mark.parametrize("path", ["/now", "its own page"])
def test_a_view_asks_the_database_twice_at_most(alice: Person, now: datetime, path: str) -> None:
    treat_again(alice, now)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert alice.phone.get("/now" if path == "/now" else alice.page).status_code == 200
    assert 1 <= len(statements) <= 2, statements


def names(page: str) -> list[str]:
    return re.findall(r'<h2 id="name[^>]*>(.*?)</h2>', page)


def test_all_treatments_that_run_are_shown_and_nobody_elses(alice: Person, carol: Person, now: datetime) -> None:
    treat_again(alice, now - timedelta(days=1))
    page = alice.phone.get("/now").text
    assert names(page) == ["Daxxify", "Dysport"]
    assert "Your other treatments" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert names(carol.phone.get("/now").text) == []


def test_a_treatment_that_is_over_is_named_and_leads_to_its_page(alice: Person, now: datetime) -> None:
    over = treat_again(alice, now - timedelta(weeks=40))
    page = alice.phone.get("/now").text
    assert names(page) == []
    assert f'href="/treatments/{over}">Dysport, ' in page
    assert f'href="{alice.page}">Daxxify, ' in alice.phone.get(f"/treatments/{over}").text


def test_the_tag_covers_every_treatment(alice: Person, now: datetime) -> None:
    def tag() -> str:
        return alice.phone.get("/now").headers["ETag"]

    tags = [tag()]
    dysport = treat_again(alice, now - timedelta(days=1))
    changes: list[dict[str, Any]] = [
        {"treated_at": now - timedelta(days=2)},
        {"follow_up_at": now + timedelta(days=12)},
        {"ended_at": now},
    ]
    for change in changes:
        tags.append(tag())
        for name, value in change.items():
            setattr(db.session.get_one(Treatment, dysport), name, value)
        db.session.commit()
    assert len({*tags, tag()}) == 5


def test_the_instant_of_the_answer_is_on_the_page_but_not_in_its_tag(alice: Person, now: datetime) -> None:
    tags = set()
    for later in (timedelta(0), timedelta(minutes=2)):
        with time_machine.travel(now + later, tick=False):
            page = alice.phone.get("/now")
        tags.add(page.headers["ETag"])
        assert f'As of <time datetime="{now + later:%Y-%m-%dT%H:%M:%SZ}"' in page.text
        assert page.headers["Server-Timing"] == f"clock;dur={(now + later).timestamp():.0f}"
    assert len(tags) == 1


def test_a_plan_that_ended_says_how_and_what_to_do_next(alice: Person, now: datetime) -> None:
    ended = now - timedelta(hours=1)
    end(alice.treatment_id, ended)
    page = alice.phone.get("/now").text
    assert "<h1>Your plan has ended</h1>" in page
    assert f'You ended it at <time datetime="{ended:%Y-%m-%dT%H:%M:%SZ}"' in page
    assert "Not yet" not in page
    by_itself = alice.phone.get(f"/treatments/{treat_again(alice, now - timedelta(weeks=40))}").text
    assert "It ended by itself at" in by_itself
    for path in ("/plan", "/start", "/help"):
        assert f'href="{path}"' in page
        assert f'href="{path}"' in by_itself


def test_the_check_names_who_and_when(alice: Person, now: datetime) -> None:
    bob = Practitioner(clinic_id=alice.patient.clinic_id, name="Dr Bob Osei", role=Role.PRACTITIONER, created_at=now)
    db.session.add(bob)
    db.session.flush()
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    treatment.practitioner_id, treatment.follow_up_at = bob.id, now + timedelta(days=14)
    db.session.commit()
    page = alice.phone.get("/now").text
    assert "Your 2‑week check" in page
    assert "With Dr Bob Osei." in page
    treatment.follow_up_at = now + timedelta(days=30)
    db.session.commit()
    assert "Your 2‑week check" not in alice.phone.get("/now").text


def test_plan_is_in_the_tab_bar_of_whoever_has_one(alice: Person, browser: FlaskClient) -> None:
    for path in ("/now", "/plan", "/help", "/sources"):
        assert '<a href="/plan"' in alice.phone.get(path).text
    assert '<a href="/plan"' not in browser.get("/help").text
    assert browser.get("/plan").location == "/"
