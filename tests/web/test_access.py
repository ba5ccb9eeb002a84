"""Who may use what, for every route there is."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from companion.extensions import db
from companion.models import Device
from companion.services.admit import admit
from companion.services.keys import hash_of
from tests.cast import Person
from tests.conftest import OUR_PAGE

ACTORS = ("nobody", "patient", "other patient", "revoked", "expired")
# What each actor gets on a route that is open to patients; anyone may use the rest.
PATIENTS_ONLY = {
    "nobody": {303},
    "patient": {200, 303},
    "other patient": {200, 303, 404},
    "revoked": {303},
    "expired": {303},
}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=str)


def open_to(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "open_to", None)


def path_of(rule: Rule, alice: Person) -> str:
    values = {"treatment_id": alice.treatment_id, "build": "x", "name": "app.css"}
    return str(rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1])  # type: ignore[index]


@pytest.fixture
def actors(alice: Person, carol: Person, app: Flask, now: datetime) -> dict[str, FlaskClient]:
    revoked, expired = app.test_client(), app.test_client()
    for client, change in ((revoked, {"revoked_at": now}), (expired, {"expires_at": now})):
        session = f"session of {id(client)}"
        client.set_cookie("companion", session)
        copy_of_session(alice, session, change)
    return {
        "nobody": app.test_client(),
        "patient": alice.phone,
        "other patient": carol.phone,
        "revoked": revoked,
        "expired": expired,
    }


def copy_of_session(person: Person, session: str, change: dict[str, datetime]) -> None:
    token = admit((person.patient.clinic_id, person.patient.id), person.patient.created_at)
    db.session.execute(
        update(Device).where(Device.token_hash == hash_of(token)).values(token_hash=hash_of(session), **change)
    )
    db.session.commit()


def test_every_route_says_whom_it_admits(app: Flask) -> None:
    assert not [str(rule) for rule in rules(app) if open_to(app, rule) not in ("anyone", "patient")]


def test_a_route_without_a_rule_is_refused(app: Flask, browser: FlaskClient) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    assert browser.get("/forgotten").status_code == 403


@pytest.mark.parametrize("actor", ACTORS)
def test_no_route_admits_anybody_unexpected(
    app: Flask, alice: Person, actors: dict[str, FlaskClient], actor: str
) -> None:
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = actors[actor].open(path_of(rule, alice), method=method, headers=OUR_PAGE)
            if open_to(app, rule) == "patient":
                assert answer.status_code in PATIENTS_ONLY[actor], f"{actor} {method} {rule}"
            assert answer.status_code < 500


def test_carol_sees_nothing_of_alice(alice: Person, carol: Person) -> None:
    assert carol.phone.get(alice.page).status_code == 404
    question = carol.phone.post(f"{alice.page}/can-i", data={"question": "wine"}, headers=OUR_PAGE)
    assert question.status_code == 404
    assert alice.phone.get(alice.page).status_code == 200


def test_a_session_that_was_revoked_is_cut_off_at_its_next_request(alice: Person, now: datetime) -> None:
    assert alice.phone.get("/now").status_code == 200
    db.session.execute(update(Device).values(revoked_at=now))
    db.session.commit()
    assert alice.phone.get("/now").status_code == 303
