"""Every page of the door for staff, their account and the team."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import update

from companion.extensions import db
from companion.models import StaffSession
from companion.models.staff import Role
from companion.services.staff import end_staff, invite_staff
from tests.authenticator import Device
from tests.cast import member_at, staff_at
from tests.staff_door import ACCOUNT, DOOR, ENROLMENT, STEP_UP, enrol, forget_tries
from tests.web.desk_form import send

CLINIC, TEAM = "Clinic with a team", "/practitioner/team"


def door_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    now = datetime.now(UTC).replace(microsecond=0)
    nobody, desk = app.test_client(), app.test_client()
    for path in (DOOR, ENROLMENT, "/practitioner/recovery"):
        name = path.strip("/").replace("/", "-")
        yield f"{name}-empty", nobody.get(path).text
        yield f"{name}-refused", send(nobody, path, {"token": "x", "code": '<"x">', "proof": "x"}).text
    yield "desk-codes", enrol(desk, invite_staff(member_at(CLINIC, now, 'Olga <"O">', Role.OWNER), now), Device()).text
    for path in (ACCOUNT, f"{ACCOUNT}/passkeys/new"):
        yield path.strip("/").replace("/", "-"), desk.get(path).text
    yield "desk-passkey-refused", send(desk, f"{ACCOUNT}/passkeys", {"made": "x", "name": '<"x">'}).text
    staff_at(app, CLINIC, now, "Bob")
    end_staff(member_at(CLINIC, now, "Gus"), now)
    yield "desk-team-link", send(desk, TEAM, {"name": "Fay", "role": "front desk"}).text
    yield "desk-team-refused", send(desk, TEAM, {"name": '<"x">' * 20, "role": "owner"}).text
    yield "desk-team", desk.get(TEAM).text
    fay = staff_at(app, CLINIC, now, "Fay", Role.FRONT_DESK)
    yield "desk-front", fay.get("/practitioner").text
    yield "desk-not-their-part", fay.get(TEAM).text
    db.session.execute(update(StaffSession).values(fresh_at=now - timedelta(hours=1)))
    db.session.commit()
    yield "desk-step-up", send(desk, TEAM, {"name": '<"x">', "role": "owner"}).text
    yield "desk-step-up-refused", send(desk, STEP_UP, {"proof_code": '<"x">'}).text
    yield "desk-step-up-front", fay.get(f"{ACCOUNT}/passkeys/new").text
    forget_tries()
