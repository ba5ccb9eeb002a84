"""Who may use what, for every route there is."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Device, StaffSession
from companion.models.staff import Role
from companion.services.admit import admit
from companion.services.health import say_alive
from companion.services.keys import hash_of
from companion.services.push_state import ring
from companion.services.staff import end_staff
from tests.cast import Person, member_at, staff_at
from tests.conftest import OUR_PAGE
from tests.journal import keep_photo
from tests.trust.dump import rows_of_every_table
from tests.web.rights import FRESH, FRONT_DESK, OWNERS_ALONE, roles_for
from tests.web.routes import device_of, open_to, path_of, rules

ACTORS = (
    "nobody",
    "patient",
    "other patient",
    "revoked",
    "expired",
    "owner",
    "practitioner",
    "front desk",
    "staff of another clinic",
    "owner of another clinic",
    "revoked staff",
    "expired staff",
    "staff who left",
)
PATIENTS = {"patient", "other patient"}
ROLE = {
    "owner": Role.OWNER,
    "practitioner": Role.PRACTITIONER,
    "front desk": Role.FRONT_DESK,
    "staff of another clinic": Role.PRACTITIONER,
    "owner of another clinic": Role.OWNER,
}
STAFF, STRANGERS = set(ROLE), {"other patient", "staff of another clinic", "owner of another clinic"}
MAY = {"patient": PATIENTS, "staff": STAFF, "patient or staff": PATIENTS | STAFF}
DOOR = {"patient": "/", "staff": "/practitioner/sign-in", "patient or staff": ""}
OF_ALICE = {"treatment_id", "entry_id", "kept_photo_id", "member_id"}


@pytest.fixture
def actors(
    alice: Person, carol: Person, bob: FlaskClient, carols_practitioner: FlaskClient, app: Flask, now: datetime
) -> dict[str, FlaskClient]:
    app.config["COMPANION"] = replace(app.config["COMPANION"], demo=False)  # where one tap makes anybody staff
    return {
        "nobody": app.test_client(),
        "patient": alice.phone,
        "other patient": carol.phone,
        "revoked": phone_with(app, alice, revoked_at=now),
        "expired": phone_with(app, alice, expires_at=now),
        "owner": staff_at(app, "Marlow Street Clinic", now, "Olga", Role.OWNER),
        "practitioner": bob,
        "front desk": staff_at(app, "Marlow Street Clinic", now, "Fay", Role.FRONT_DESK),
        "staff of another clinic": carols_practitioner,
        "owner of another clinic": staff_at(app, "Harbour Clinic", now, "Otto", Role.OWNER),
        "revoked staff": desk_with(app, now, revoked_at=now),
        "expired staff": desk_with(app, now, expires_at=now),
        "staff who left": desk_of_somebody_who_left(app, now),
    }


def phone_with(app: Flask, person: Person, **change: datetime) -> FlaskClient:
    token = admit(person.owner, person.patient.created_at)
    db.session.execute(update(Device).where(Device.token_hash == hash_of(token)).values(**change))
    db.session.commit()
    phone = app.test_client()
    phone.set_cookie("companion", token)
    return phone


def desk_with(app: Flask, now: datetime, **change: datetime) -> FlaskClient:
    desk = staff_at(app, "Marlow Street Clinic", now, "Bob")
    cookie = desk.get_cookie("companion-staff")
    assert cookie
    mine = StaffSession.token_hash == hash_of(cookie.value)
    db.session.execute(update(StaffSession).where(mine).values(**change))
    db.session.commit()
    return desk


def desk_of_somebody_who_left(app: Flask, now: datetime) -> FlaskClient:
    desk = staff_at(app, "Marlow Street Clinic", now, "Lea")
    end_staff(member_at("Marlow Street Clinic", now, "Lea"), now)
    return desk


def test_every_route_says_whom_it_admits(app: Flask) -> None:
    assert not [str(rule) for rule in rules(app) if open_to(app, rule) not in ("anyone", *MAY)]


def test_the_roles_of_every_route_are_those_of_the_table(app: Flask) -> None:
    views: dict[str, Any] = {
        name: view for name, view in app.view_functions.items() if "staff" in getattr(view, "open_to", "")
    }
    assert {name: set(view.roles) for name, view in views.items()} == {name: roles_for(name) for name in views}
    assert {name for name, view in views.items() if view.is_fresh} == FRESH
    assert set(views) >= FRONT_DESK | OWNERS_ALONE | FRESH


def test_what_wants_a_fresh_proof_does_nothing_without_one(app: Flask, alice: Person, now: datetime) -> None:
    owner = staff_at(app, "Marlow Street Clinic", now, "Olga", Role.OWNER, is_fresh=False)
    member_at("Marlow Street Clinic", now, "Zed")
    before = rows_of_every_table(app)
    for rule in rules(app):
        for method in {"GET", "POST"} & (rule.methods or set()) if rule.endpoint in FRESH else ():
            assert owner.open(path_of(rule, alice), method=method, headers=OUR_PAGE).status_code == 401, str(rule)
    assert rows_of_every_table(app) == before


def test_a_route_without_a_rule_is_refused(new_app: Flask) -> None:
    new_app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    assert new_app.test_client().get("/forgotten").status_code == 403


@pytest.mark.parametrize("actor", ACTORS)
def test_no_route_admits_anybody_unexpected(
    app: Flask, alice: Person, actors: dict[str, FlaskClient], actor: str, now: datetime
) -> None:
    keep_photo(alice, now)
    member_at("Marlow Street Clinic", now, "Zed")
    ring().add()
    say_alive("worker", now + timedelta(minutes=10))  # so that /health answers 200
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = actors[actor].open(path_of(rule, alice), method=method, headers=OUR_PAGE)
            assert answer.status_code < 500, f"{actor} {method} {rule}"
            wrong = unexpected(answer, open_to(app, rule), actor, rule)
            assert not wrong, f"{actor} {method} {rule}: {wrong}"


def unexpected(answer: TestResponse, who: str | None, actor: str, rule: Rule) -> str:
    """What is wrong with an answer; nothing where it is what the rule says."""
    if who == "anyone":
        return ""
    assert who
    if actor not in MAY[who]:
        refused = answer.status_code == 401 or (answer.status_code == 303 and answer.location == DOOR[who])
        return "" if refused else f"{answer.status_code} for somebody who may not"
    if actor in ROLE and ROLE[actor] not in roles_for(rule.endpoint):
        return "" if answer.status_code == 403 else f"{answer.status_code} for another role"
    if OF_ALICE & rule.arguments and actor in STRANGERS:
        refused = answer.status_code == 404 or (answer.status_code == 422 and is_without_body(answer))
        return "" if refused else f"{answer.status_code} for what is another person's"
    return "" if answer.status_code not in (401, 403) else f"{answer.status_code} for somebody who may"


def is_without_body(answer: TestResponse) -> bool:
    """Whether it was refused for what a phone would have sent, before anybody was looked for."""
    said = answer.get_json()
    return answer.request.method == "PUT" and said["reason"] in ("unreadable", "no_expression")


def test_carol_sees_nothing_of_alice(alice: Person, carol: Person) -> None:
    assert carol.phone.get(alice.page).status_code == 404
    assert str(alice.treatment_id) not in carol.phone.get("/course.json").text
    assert str(carol.treatment_id) in carol.phone.get("/course.json").text
    assert alice.phone.get(alice.page).status_code == 200


def test_carol_cannot_sign_out_alice(alice: Person, carol: Person) -> None:
    carol.phone.post(f"/phones/{device_of(alice)}/ending", headers=OUR_PAGE)
    assert alice.phone.get("/now").status_code == 200


def test_another_clinic_cannot_sign_out_alice(alice: Person, carols_practitioner: FlaskClient, carol: Person) -> None:
    page = f"/practitioner/treatments/{carol.treatment_id}/phones/{device_of(alice)}/ending"
    carols_practitioner.post(page, headers=OUR_PAGE)
    assert alice.phone.get("/now").status_code == 200


def test_a_session_that_was_revoked_is_cut_off_at_its_next_request(alice: Person, now: datetime) -> None:
    assert alice.phone.get("/now").status_code == 200
    db.session.execute(update(Device).values(revoked_at=now))
    db.session.commit()
    assert alice.phone.get("/now").status_code == 303


def test_a_practitioner_who_left_is_cut_off_at_once(bob: FlaskClient, now: datetime) -> None:
    assert bob.get("/practitioner").status_code == 200
    practitioner = db.session.scalars(select(StaffSession)).one()
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.id == practitioner.id)
        .values(expires_at=now + timedelta(days=7), revoked_at=now)
    )
    db.session.commit()
    assert bob.get("/practitioner").headers["Location"] == "/practitioner/sign-in"
