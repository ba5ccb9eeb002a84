"""The journal's pages, with everything on them that can stand there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from companion.extensions import db
from companion.models import Clinic
from companion.services.review import Draft, answer
from companion.services.staff import add_practitioner
from tests.cast import Person
from tests.journal import keep_entry, keep_photo

SCORES = ({"bruise": 1, "pain": 2, "swelling": 0}, {"bruise": 2, "pain": 1})


def journal_pages(person: Person, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of the journal with entries, of its photos, and of one of them."""
    robin = add_practitioner(db.session.get_one(Clinic, person.owner[0]), "Robin", now).id
    for hours, scores in zip((30, 3), SCORES, strict=True):
        entry = keep_entry(person, now - timedelta(hours=hours), scores=scores, note="A bit blue.", course="same")
        photo = keep_photo(person, now, entry, seed=hours)
        answer(person.owner[0], robin, entry, Draft("That is normal for now."), now)
    keep_entry(person, now, scores={"bruise": 1}, supersedes_id=entry, question="May I swim?")
    keep_entry(person, now, kind="fine")
    keep_entry(person, now, kind="slip", rule="no-alcohol", flags=["rf-breathing"])
    yield "journal", person.phone.get("/journal").text
    yield "photo-consent", person.phone.get("/journal/consent").text
    yield "journal-photos", person.phone.get("/journal/photos").text
    yield "journal-photo", person.phone.get(f"/journal/photos/{photo.id}").text
