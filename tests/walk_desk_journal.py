"""A journal at the desk: with everything that can stand there, refused in each way, and gone."""

from collections.abc import Iterator
from datetime import datetime

from companion.services.erase import erase_entry
from tests.cast import Person, staff_at
from tests.journal import keep_entry, keep_photo
from tests.web.desk_form import send

LONG = "It is a bit blue under the left eye and sore to touch. " * 4


def desk_journal_pages(person: Person, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    desk = staff_at(person.phone.application, "Marlow Street Clinic", now, "Bob")
    treatment = f"/practitioner/treatments/{person.treatment_id}"
    place = {"zone": "eye-left", "size": "grape"}
    parts = {"scores": {"bruise": 2, "pain": 3}, "places": [place], "course": "worse", "flags": ["rf-ptosis"]}
    entry = keep_entry(person, now, **parts, note=LONG, question="May I swim?")
    photo = keep_photo(person, now, entry, seed=9)
    yield "desk-journal", desk.get(f"{treatment}/journal").text
    yield "desk-journal-photo", desk.get(f"{treatment}/journal/photos/{photo.id}").text
    review = f"{treatment}/entries/{entry}/review"
    for name, text in (("empty", ""), ("given", "Come in."), ("answered", "<Do not> come in.")):
        yield f"desk-journal-{name}", send(desk, review, {"answer": text}).text
    keep_entry(person, now, supersedes_id=entry, scores={"bruise": 1})
    yield "desk-journal-changed", send(desk, review, {"answer": "Come in."}).text
    erase_entry(person.owner, entry, now)
    yield "desk-journal-gone", send(desk, review, {"answer": "Come <in>."}).text
    yield "desk-with-journal", desk.get("/practitioner/treatments").text
    yield "desk-treatment-journal", desk.get(treatment).text
