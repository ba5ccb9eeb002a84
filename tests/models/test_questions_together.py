"""Several questions in one statement: what comes back is what each alone would have said."""

from datetime import datetime, timedelta
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Clinic, Entry, Photo, Treatment
from companion.models.columns import CLINIC
from companion.models.together import Together, as_one
from tests.cast import Person
from tests.journal import keep_entry, keep_photo
from tests.statements import statements


def test_each_answer_has_the_types_and_the_order_of_its_rows(bob: FlaskClient, alice: Person, now: datetime) -> None:
    for minute in (3, 1, 2):
        keep_entry(alice, now - timedelta(minutes=minute), scores={"bruise": minute}, note="Blue" if minute > 1 else "")
    keep_photo(alice, now)
    db.session.get_one(Treatment, alice.treatment_id).units = {"glabella": 12.5}
    db.session.commit()
    questions = {
        "entries": select(*Entry.__table__.c).where(Entry.clinic_id == CLINIC).order_by(Entry.noted_at.desc()),
        "photos": select(*Photo.__table__.c).where(Photo.clinic_id == CLINIC),
        "courses": select(*Treatment.__table__.c).where(Treatment.clinic_id == CLINIC),
        "clinics": select(*Clinic.__table__.c).where(Clinic.id == CLINIC),
    }
    told = {"clinic": alice.owner[0]}
    with statements() as asked:
        together = Together(**questions).ask(told)
    assert len(asked) == 1
    assert len(together["entries"]) == 4
    for name, question in questions.items():
        assert [tuple(row) for row in together[name]] == [tuple(row) for row in db.session.execute(question, told)]
    assert as_one(Entry, together["entries"][0]) not in db.session
    assert Together(**questions).ask({"clinic": uuid4()}) == {name: [] for name in questions}
