"""`companion clinic`, `invite-staff`, `end-staff` and `audit check`: a clinic uses the program."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from companion.extensions import db
from companion.models import AuditEvent, Clinic, Practitioner
from companion.models.audit import By, Kind
from companion.services.audit import note
from companion.services.seal_audit import seal_audit
from tests.cast import Person
from tests.staff_door import enrol
from tests.test_house import started
from tests.web.desk_form import many, send

ADD = ["clinic", "Marlow Street Clinic", "--zone", "Europe/London"]


@pytest.fixture
def folder(app: Flask) -> Path:
    instance: Path = app.config["COMPANION"].instance
    return instance


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    """What the command says; a refusal is one line."""
    done = started(["-m", "companion", *arguments], folder)
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == (1 if code else 0)
    return (done.stdout or done.stderr).strip()


def test_a_clinic_is_added_and_what_is_given_changes_it(folder: Path) -> None:
    facts = ["--phone", "020 7946 0142", "--country", "GB", "--hours", "Mo-Fr 09:00-18:00"]
    assert run(folder, *ADD, *facts) == "Added: Marlow Street Clinic"
    assert run(folder, "clinic", "Marlow Street Clinic", "--phone", "020 7946 0000") == "Changed: Marlow Street Clinic"
    clinic = db.session.scalars(select(Clinic).where(~Clinic.is_house)).one()
    assert (clinic.phone, clinic.zone, clinic.country) == ("020 7946 0000", "Europe/London", "GB")
    assert clinic.hours == "Mo-Fr 09:00-18:00"
    written = select(AuditEvent.clinic_id, AuditEvent.by, AuditEvent.about).where(AuditEvent.kind == Kind.CLINIC)
    assert db.session.execute(written).all() == [(clinic.id, By.COMMAND, "details")] * 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clinic", "New"], "a new clinic needs --zone"),
        (["clinic", " ", "--zone", "Europe/London"], "type the name that patients read"),
        ([*ADD, "--hours", "always"], "hours"),
        (["clinic", "New", "--zone", "Europe/Lundon"], "did you mean Europe/London"),
        ([*ADD, "--country", "XX"], "country"),
        (["invite-staff", "--clinic", "Nowhere", "--name", "Bob"], "no clinic 'Nowhere'"),
        (["invite-staff", "--clinic", "Nowhere", "--name", " "], "type the name that patients read"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_one_line(folder: Path, arguments: list[str], said: str) -> None:
    assert said.lower() in run(folder, *arguments, code=2).lower()
    assert (many(Clinic), many(Practitioner)) == (1, 0), "the house alone"


def test_a_link_signs_bob_in_and_a_second_one_is_for_the_same_bob(app: Flask, folder: Path) -> None:
    run(folder, *ADD)
    for _ in range(2):
        link = run(folder, "invite-staff", "--clinic", "Marlow Street Clinic", "--name", "Bob ")
        assert link.startswith("http://localhost:8000/practitioner/enrolment#")
        desk = app.test_client()
        assert enrol(desk, link.partition("#")[2]).status_code == 200
        assert "Bob" in desk.get("/practitioner").text
    assert many(Practitioner) == 1


def test_the_first_one_owns_the_clinic_and_others_are_practitioners_unless_told(folder: Path) -> None:
    run(folder, *ADD)
    invite = ["invite-staff", "--clinic", "Marlow Street Clinic", "--name"]
    for name, role in (("Olga", []), ("Bob", []), ("Fay", ["--role", "front desk"])):
        run(folder, *invite, name, *role)
    assert roles() == {"Olga": "owner", "Bob": "practitioner", "Fay": "front desk"}
    run(folder, *invite, "Bob", "--role", "owner")
    assert roles()["Bob"] == "owner"
    assert "king" in run(folder, *invite, "Bob", "--role", "king", code=2)


def test_no_command_takes_the_last_owners_role(folder: Path) -> None:
    run(folder, *ADD)
    invite = ["invite-staff", "--clinic", "Marlow Street Clinic", "--name", "Olga"]
    run(folder, *invite)
    assert "another owner" in run(folder, *invite, "--role", "practitioner", code=2)
    assert roles() == {"Olga": "owner"}


def roles() -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(select(Practitioner.name, Practitioner.role))
    return {row.name: row.role for row in rows}


def test_somebody_who_left_is_shut_out_at_once(app: Flask, folder: Path) -> None:
    run(folder, *ADD)
    staff = ["--clinic", "Marlow Street Clinic", "--name", "Bob"]
    desk = app.test_client()
    enrol(desk, run(folder, "invite-staff", *staff).partition("#")[2])
    later = run(folder, "invite-staff", *staff).partition("#")[2]
    assert desk.get("/practitioner").status_code == 200
    assert run(folder, "end-staff", *staff) == "Shut out: Bob"
    assert desk.get("/practitioner").location == "/practitioner/sign-in"
    assert send(app.test_client(), "/practitioner/enrolment/challenges", {"token": later}).status_code == 422
    assert "nobody called 'Bob'" in run(folder, "end-staff", *staff, code=2)


def test_a_database_that_is_not_ready_is_named(tmp_path: Path) -> None:
    assert "companion upgrade" in run(tmp_path / "new", *ADD, code=2)


def test_the_audit_is_checked_by_a_command(folder: Path, alice: Person, now: datetime) -> None:
    note(alice.owner[0], By.PATIENT, Kind.EXPORT, now - timedelta(hours=3), patient_id=alice.patient.id)
    db.session.commit()
    seal_audit(now)
    db.session.remove()
    assert run(folder, "audit", "check").startswith("As written: 1 rows under 1 seals.")
    db.session.execute(delete(AuditEvent))
    db.session.commit()
    said = run(folder, "audit", "check", code=1)
    assert said.endswith("1 rows were sealed, 0 are there")
