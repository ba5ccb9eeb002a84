"""Today, an entry, cover and the sheet, empty and with everything that can stand there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from companion.services.looking import look
from tests.cast import Person
from tests.desk import colleague
from tests.journal import keep_entry, keep_photo
from tests.web.desk_form import send, wall

HOUR = timedelta(hours=1)


def review_pages(person: Person, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    desk, _mine = colleague(person.phone.application, now, "Erin")
    _other, franks = colleague(person.phone.application, now, "Frank")
    sheet = f"/practitioner{person.page}/sheet"
    yield "desk-sheet-empty", desk.get(sheet).text
    keep_photo(person, now, keep_entry(person, now - HOUR, scores={"bruise": 3, "pain": 2}), seed=8)
    entry = keep_entry(person, now, scores={"bruise": 1}, flags=["rf-ptosis"], note="Blue", question="May I swim?")
    keep_photo(person, now, entry, seed=7)
    calm = keep_entry(person, now, scores={"bruise": 1})
    look(person.owner, entry, franks, now)
    page = f"/practitioner{person.page}/entries/{entry}"
    yield "desk-today", desk.get("/practitioner").text
    yield "desk-today-none", desk.get("/practitioner?product=letybo&of=covered").text
    yield "desk-entry", desk.get(page).text
    yield "desk-entry-calm", desk.get(f"/practitioner{person.page}/entries/{calm}").text
    for name, form in (
        ("refused", {"reply": "normal", "answer": "<Sure>", "other_time": "2020-01-01T10:00"}),
        ("given", {"reply": "come_in", "other_time": wall(now + 48 * HOUR)}),
        ("late", {"reply": "call", "answer": "<Sure>"}),
    ):
        yield f"desk-entry-{name}", send(desk, f"{page}/answer", form).text
    yield "desk-entry-answered", desk.get(page).text
    yield "desk-sheet", desk.get(sheet).text
    cover = {"cover": str(franks), "starts_at": wall(now), "ends_at": wall(now + HOUR)}
    yield "desk-cover-refused", send(desk, "/practitioner/cover", cover | {"ends_at": "2020-01-01T10:00"}).text
    send(desk, "/practitioner/cover", cover)
    yield "desk-cover", desk.get("/practitioner/cover").text
    yield "desk-today-covered", desk.get("/practitioner").text
