"""Many entries come at once, or while their patient moves to another clinic: each is kept once, where it belongs."""

import threading
from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from companion.extensions import db
from companion.models import Entry, Patient, Treatment
from companion.services.join import _move
from companion.services.journal import lines_of
from companion.services.receive import receive_entry
from companion.services.refusal import Refusal
from tests.cast import Person
from tests.journal import keep_entry, noted
from tests.web.desk_form import many


def test_twenty_at_once_are_one_row(app: Flask, alice: Person, now: datetime) -> None:
    one, told, owner = uuid4(), noted(alice, now, note="Sore"), alice.owner
    got: list[bool | str] = []

    def send() -> None:
        with app.app_context():
            try:
                got.append(receive_entry(owner, one, told, now).is_new)
            except Refusal as refused:
                got.append(refused.reason)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 19 + [True]
    assert many(Entry) == 1


def test_two_corrections_at_once_are_one_newer_version(app: Flask, alice: Person, now: datetime) -> None:
    first, owner = keep_entry(alice, now), alice.owner
    told = [noted(alice, now, note=str(number), supersedes_id=first) for number in range(8)]
    got: list[str] = []

    def send(number: int) -> None:
        with app.app_context():
            try:
                receive_entry(owner, uuid4(), told[number], now)
                got.append("kept")
            except Refusal as refused:
                got.append(refused.reason)

    threads = [threading.Thread(target=send, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["kept"] + ["superseded"] * 7


def test_an_entry_moves_with_its_patient(alice: Person, carol: Person, now: datetime) -> None:
    owner, harbour = alice.owner, carol.patient.clinic_id
    keep_entry(alice, now, note="Sore")
    _move(owner, harbour, now)
    assert lines_of(owner) == []
    assert lines_of((harbour, owner[1]))[0].now.note == "Sore"


def test_an_entry_that_meets_a_move_is_sent_again(alice: Person, carol: Person, now: datetime) -> None:
    """The session was read before the move, the row would be written after it."""
    told, owner = noted(alice, now), alice.owner
    db.session.get_one(Patient, alice.patient.id).clinic_id = carol.patient.clinic_id
    db.session.commit()
    assert db.session.scalars(select(Treatment.clinic_id).where(Treatment.id == alice.treatment_id)).one() == owner[0]
    with pytest.raises(Refusal, match="busy"):
        receive_entry(owner, uuid4(), told, now)
    assert many(Entry) == 0
