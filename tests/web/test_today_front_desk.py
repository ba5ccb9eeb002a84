"""The front desk's Today: who comes this week, and nothing of anybody's journal."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Treatment
from companion.models.staff import Role
from tests.cast import Person, staff_at
from tests.journal import keep_entry


def test_fay_sees_who_comes_and_not_what_they_wrote(app: Flask, alice: Person, bob: FlaskClient, now: datetime) -> None:
    keep_entry(alice, now, note="A bruise the size of a coin")
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = now + timedelta(days=2)
    db.session.commit()
    fay = staff_at(app, "Marlow Street Clinic", now, "Fay", Role.FRONT_DESK)
    theirs, bobs = fay.get("/practitioner").text, bob.get("/practitioner").text
    for page in (theirs, bobs):
        assert "Checks this week" in page
        assert "Alice" in page
    assert "To look at" in bobs
    assert f"/practitioner/treatments/{alice.treatment_id}/sheet" in bobs
    for words in ("To look at", "/entries", "/sheet", "photo"):
        assert words not in theirs
