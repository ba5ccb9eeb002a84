"""Marlow Street and the Harbour in one house, with people of the same names: neither shows or takes the other's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Telling, Waiting
from companion.models.mailbox import open_mailboxes
from companion.services.escalate import escalate
from companion.services.limits import CODES_MADE, SIGN_INS, count_try
from companion.services.sign_in import ask_to_enrol
from companion.services.staff import end_staff, invite_staff
from companion.services.sweep import KEPT, sweep
from tests.authenticator import Device as Key
from tests.cast import member_at
from tests.conftest import OUR_PAGE
from tests.mailed import says_yes, sends_letters, token_of
from tests.staff_door import enrol, sign_in
from tests.trust.dump import rows_of_every_table
from tests.two_clinics import Side, people_of, settled
from tests.web.desk_form import send, told, wall
from tests.web.routes import SIGNS_OUT, ids_in, open_to, path_with, rules

MARLOW, HARBOUR = "Marlow Street Clinic", "Harbour Clinic"
HOUR = timedelta(hours=1)
# What may have gone meanwhile: these say the same of it, of what is another's, and of what never was.
MAY_BE_GONE = {
    ("account.remove", "passkey_id"): 303,
    ("account.end_session", "session_id"): 303,
    ("treatment.end_phone", "device_id"): 303,
    ("arrival.test", "device_id"): 422,
}
ASKED = {
    "today.page": ("?of=mine", "?of=covered", "?urgent=yes", "?product=daxxify"),
    "treatments.page": ("?page=2",),
    "protocol_versions.changes": ("?from=1&to=draft",),
    "protocol_file.download": ("?of=1",),
}


@pytest.fixture
def marlow(app: Flask, now: datetime) -> Side:
    return settled(app, MARLOW, "Alicia", now)


@pytest.fixture
def harbour(app: Flask, marlow: Side, now: datetime) -> Side:
    return settled(app, HARBOUR, "Carolina", now)


def of_staff(app: Flask) -> list[Rule]:
    staff = (rule for rule in rules(app) if "staff" in (open_to(app, rule) or ""))
    return [rule for rule in staff if rule.endpoint not in SIGNS_OUT]


def test_no_page_shows_anything_of_the_other_clinic(app: Flask, marlow: Side, harbour: Side) -> None:
    seen = 0
    for mine, other in ((marlow, harbour), (harbour, marlow)):
        for answer in pages_of(app, mine):
            text = f"{answer.headers}{answer.data.decode(errors='replace')}"
            assert not [word for word in other.words if word in text], answer.request.path
            seen += any(word in text for word in mine.words)
    assert seen > 60, "or else nothing was looked at"
    found = [side.owner.get("/practitioner/lots?lot=Alicia1").text for side in (marlow, harbour)]
    assert [str(marlow.person.treatment_id) in page for page in found] == [True, False]


def pages_of(app: Flask, side: Side) -> Iterator[TestResponse]:
    """Whatever its owner and its front desk can open, whole and as the part that htmx asks for."""
    for rule in of_staff(app):
        for query in ("", *ASKED.get(rule.endpoint, ())) if "GET" in (rule.methods or ()) else ():
            yield from (desk.get(path_with(rule, side.ids) + query) for desk in (side.owner, side.front_desk))
        if rule.endpoint in ("today.page", "review.standing", "arrival.phones"):
            yield side.owner.get(path_with(rule, side.ids), headers={"HX-Request": "true"})


def test_an_id_of_the_other_clinic_is_an_id_that_nobody_has(app: Flask, marlow: Side, harbour: Side) -> None:
    """In every place of every path, beside ids of one's own too; and nothing of the other clinic changes."""
    before, tried = rows_of(app, harbour), 0
    for rule in of_staff(app):
        for name in ids_in(rule):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                theirs, nobodys = (
                    refused(marlow.owner, method, path_with(rule, marlow.ids | {name: one}), one)
                    for one in (harbour.ids[name], uuid4())
                )
                assert theirs == nobodys, f"{method} {rule} {name}"
                assert theirs[0] == MAY_BE_GONE.get((rule.endpoint, name), 404), f"{method} {rule} {name}"
                tried += 1
    assert tried >= 40
    assert rows_of(app, harbour) == before


def refused(desk: FlaskClient, method: str, path: str, one: UUID) -> tuple[int, str]:
    form = {"answer": "Come in.", "way": "nothing", "rule": "no-alcohol", "role": "owner", "seen": "x"}
    answer = desk.open(path, method=method, data=form if method == "POST" else None, headers=OUR_PAGE)
    return answer.status_code, f"{answer.location}{answer.text}".replace(str(one), "ID")


def rows_of(app: Flask, side: Side) -> list[tuple[object, ...]]:
    """Every row that is of that clinic, or of somebody who works there."""
    names = {one.hex for one in {side.clinic_id, side.person.patient.id} | people_of(side)}
    db.session.rollback()
    return [row for rows in rows_of_every_table(app).values() for row in rows if names & {str(cell) for cell in row}]


def test_an_id_of_the_other_clinic_in_a_form_takes_nothing(
    app: Flask, marlow: Side, harbour: Side, now: datetime
) -> None:
    before, mine = rows_of(app, harbour), f"/practitioner{marlow.person.page}"
    plan = told(now, id=str(harbour.ids["treatment_id"]), first_name="Mallory")
    cover = {"starts_at": wall(now), "ends_at": wall(now + HOUR), "cover": str(harbour.ids["bob"])}
    for path, form, status in (
        ("/practitioner/treatments", plan, 404),
        (f"{mine}/next", plan, 404),
        (f"{mine}/baseline", {"id": str(harbour.ids["entry_id"]), "consent": "yes"}, 422),
        ("/practitioner/cover", cover, 422),
        ("/practitioner/cover/promise", {"hours": "4", "second": str(harbour.ids["member_id"])}, 422),
    ):
        assert send(marlow.owner, path, form).status_code == status, path
    assert rows_of(app, harbour) == before


def test_the_same_names_and_addresses_are_two_people(app: Flask, marlow: Side, harbour: Side, now: datetime) -> None:
    end_staff(member_at(MARLOW, now, "Bob"), now)
    assert marlow.practitioner.get("/practitioner").status_code == 303
    assert harbour.practitioner.get("/practitioner").status_code == 200
    sends_letters(app)
    for side in (marlow, harbour):
        says_yes(side.person, now)
    send(app.test_client(), f"/mail/off/{token_of(marlow.person, 'off')}")
    assert set(open_mailboxes([marlow.person.owner, harbour.person.owner])) == {harbour.person.owner[1]}


def test_somebody_who_works_at_both_has_a_passkey_for_each(app: Flask, marlow: Side, now: datetime) -> None:
    """One device holds both, told apart by the clinic; whoever left one of them stays at the other."""
    at_harbour = invite_staff(member_at(HARBOUR, now, "Alicia Zed"), now)
    assert f'"name": "Alicia Zed, {HARBOUR}"' in ask_to_enrol(at_harbour, now)
    key, browser = Key(), app.test_client()
    assert enrol(app.test_client(), at_harbour, key).status_code == 200
    for one, name, other in ((marlow.key, MARLOW, HARBOUR), (key, HARBOUR, MARLOW)):
        assert sign_in(browser, one).status_code == 303
        page = browser.get("/practitioner").text
        assert f'<p class="whose">Alicia Zed, {name}</p>' in page
        assert other not in page
    end_staff(member_at(MARLOW, now, "Alicia Zed"), now)
    assert browser.get("/practitioner").status_code == 200
    assert sign_in(app.test_client(), marlow.key).status_code == 422
    assert sign_in(app.test_client(), key).status_code == 303


def test_limits_of_one_account_leave_the_other_alone(app: Flask, marlow: Side, harbour: Side, now: datetime) -> None:
    with time_machine.travel(now, tick=False):  # or else the ten minutes in which it is counted may end here
        for limit, who in ((SIGN_INS, "member_id"), (CODES_MADE, "bob")):
            count_try(limit, str(marlow.ids[who]), now, by=limit.many)
        assert [sign_in(app.test_client(), side.key).status_code for side in (marlow, harbour)] == [429, 303]
        made = [send(side.practitioner, "/practitioner/join-codes").status_code for side in (marlow, harbour)]
    assert made == [429, 200]


def test_the_worker_tells_the_people_of_each_clinic_of_their_own(marlow: Side, harbour: Side, now: datetime) -> None:
    db.session.execute(update(Waiting).values(look_at=now))
    db.session.commit()
    assert escalate(now) == 2
    told_at = db.session.execute(select(Telling.clinic_id, Telling.practitioner_id)).all()
    assert {row[0] for row in told_at} == {marlow.clinic_id, harbour.clinic_id}
    for side in (marlow, harbour):
        assert {row[1] for row in told_at if row[0] == side.clinic_id} <= people_of(side)


def test_what_is_swept_at_one_clinic_stays_at_the_other(app: Flask, marlow: Side, harbour: Side, now: datetime) -> None:
    before = rows_of(app, harbour)
    end_staff(member_at(MARLOW, now, "Bob"), now - KEPT - HOUR)
    assert sweep(now) > 0
    assert rows_of(app, harbour) == before
