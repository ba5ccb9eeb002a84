"""The keys lie in a database of their own: made before what they seal, gone after it, and missed aloud."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from companion.adapters.vault import VaultError
from companion.app import create_app, open_app
from companion.cli import database
from companion.config import Config, ConfigError
from companion.extensions import db
from companion.models import Patient
from companion.models.keyring import drop_spare, keys_of, pages_of_keys
from companion.services.enrol import add_patient
from companion.services.invites import join_code
from companion.services.join import join
from companion.services.keys import first_names, give_key, key_of, wrap_for
from companion.services.publish import open_house
from companion.services.sweep_keys import KEPT, MANY, WrongDatabaseError, sweep_keys
from tests.cast import Person
from tests.test_house import started

LATER = KEPT + timedelta(seconds=1)


def wrapped() -> list[tuple[Any, Any]]:
    return [row.owner for page in pages_of_keys() for row in page]


class Killed(BaseException):
    """What ends the process between two steps."""


@contextmanager
def killed_before_commit(number: int) -> Iterator[list[int]]:
    """The commit of that number, in either database, never happens, and nothing after it."""
    seen: list[int] = []

    def count(_connection: object) -> None:
        seen.append(1)
        if len(seen) == number:
            raise Killed

    engines: list[Engine] = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "commit", count)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "commit", count)
        db.session.rollback()
        db.session.remove()


def test_no_key_is_in_the_database_of_the_patients(app: Flask, alice: Person) -> None:
    folder = Path(app.config["COMPANION"].instance)
    secret = keys_of([alice.owner])[alice.patient.id].wrapped
    files = {file.name: file.read_bytes() for file in folder.glob("*.sqlite*")}
    assert {name.split(".")[0] for name, body in files.items() if secret in body} == {"keys"}


def test_a_patient_who_was_not_added_after_all_leaves_a_key_that_goes(app: Flask, alice: Person, now: datetime) -> None:
    house, _ = open_house(now)
    lost = add_patient(house, now, first_name="Lost").id
    db.session.rollback()
    assert (house.id, lost) in wrapped()
    assert sweep_keys(now + KEPT) == 0
    assert sweep_keys(now + LATER) == 1
    assert wrapped() == [alice.owner]
    assert first_names([alice.patient.id]) == {alice.patient.id: "Alice"}


@pytest.mark.parametrize("step", range(1, 4))
def test_a_join_that_is_killed_at_any_step_loses_no_name(
    app: Flask, alice: Person, carol: Person, now: datetime, step: int
) -> None:
    """The key for the new clinic, the move, the key of the old clinic: one commit each."""
    marlow, patient_id = alice.owner
    harbour, code = carol.patient.clinic_id, join_code(carol.patient.clinic_id, now)
    with killed_before_commit(step), pytest.raises(Killed):
        join((marlow, patient_id), code, "I agree", now)
    assert first_names([patient_id]) == {patient_id: "Alice"}
    sweep_keys(now + LATER)
    clinic = db.session.scalars(select(Patient.clinic_id).where(Patient.id == patient_id)).one()
    assert clinic == (harbour if step == 3 else marlow)
    assert [mine for mine in wrapped() if mine[1] == patient_id] == [(clinic, patient_id)]
    assert first_names([patient_id]) == {patient_id: "Alice"}
    if step < 3:
        assert join((marlow, patient_id), code, "I agree", now)
        assert first_names([patient_id]) == {patient_id: "Alice"}


def test_those_are_all_the_steps_of_a_join(alice: Person, carol: Person, now: datetime) -> None:
    code = join_code(carol.patient.clinic_id, now)
    with killed_before_commit(99) as seen:
        join(alice.owner, code, "I agree", now)
    assert len(seen) == 3


def test_the_last_key_of_a_patient_stays_though_it_is_wrapped_for_another_clinic(
    app: Flask, alice: Person, carol: Person, now: datetime
) -> None:
    """A backup of the keys that is older than a move."""
    db.session.get_one(Patient, alice.patient.id).clinic_id = carol.patient.clinic_id
    db.session.commit()
    assert sweep_keys(now + LATER) == 0
    assert first_names([alice.patient.id]) == {alice.patient.id: "Alice"}


def test_the_last_key_of_a_patient_is_no_spare_one(alice: Person, carol: Person, now: datetime) -> None:
    marlow, harbour, patient_id = alice.patient.clinic_id, carol.patient.clinic_id, alice.patient.id
    assert not drop_spare((marlow, patient_id), now)
    wrap_for(alice.owner, harbour, now)
    assert not drop_spare((harbour, patient_id), now - LATER), "it was made after that"
    assert drop_spare((marlow, patient_id), now)
    assert not drop_spare((harbour, patient_id), now)
    assert first_names([patient_id]) == {patient_id: "Alice"}


def test_the_sweep_touches_nothing_of_another_database(app: Flask, now: datetime, alice: Person) -> None:
    house, _ = open_house(now)
    for _ in range(MANY + 1):
        give_key((house.id, uuid4()), now)
    with pytest.raises(WrongDatabaseError):
        sweep_keys(now + LATER)
    assert len(wrapped()) == MANY + 2


def test_the_only_keys_there_are_are_not_swept(app: Flask, now: datetime) -> None:
    house, _ = open_house(now)
    give_key((house.id, uuid4()), now)
    with pytest.raises(WrongDatabaseError):
        sweep_keys(now + LATER)


def test_a_patient_without_a_key_has_no_name_and_is_no_error(app: Flask, alice: Person, now: datetime) -> None:
    other = (alice.patient.clinic_id, uuid4())
    with pytest.raises(VaultError, match="no key"):
        key_of(other)


def away(app: Flask) -> Config:
    """The settings of a house whose keys were left behind."""
    config: Config = app.config["COMPANION"]
    for engine in db.engines.values():
        engine.dispose()
    for file in config.instance.glob("keys.sqlite*"):
        file.unlink()
    return config


def test_a_process_without_the_keys_says_what_to_do(app: Flask, alice: Person) -> None:
    config = away(app)
    with pytest.raises(ConfigError, match="Put that database back from its backup, or set COMPANION_KEYS_URL"):
        open_app(config)
    with pytest.raises(LookupError, match="COMPANION_KEYS_URL"):
        database.upgrade(create_app(config))
    assert not list(config.instance.glob("keys.sqlite*")), "an empty one would hide what is missing"


@pytest.mark.parametrize(
    "arguments", [["-c", "import wsgi"], ["-m", "companion", "upgrade"], ["-m", "companion", "worker"]]
)
def test_it_is_said_in_one_line(app: Flask, alice: Person, arguments: list[str]) -> None:
    done = started(arguments, away(app).instance)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "the patients' keys are not in sqlite:///" in done.stderr


def test_a_house_without_patients_may_make_them_anew(app: Flask) -> None:
    config = away(app)
    database.upgrade(create_app(config))
    assert open_app(config)
