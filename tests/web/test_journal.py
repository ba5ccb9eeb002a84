"""Alice reads her journal: what she noted, who saw it, what they said; and it goes when she wants it gone."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Entry, Photo, Practitioner
from companion.services.invites import join_code
from companion.services.review import Draft, answer, see
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.journal import keep_entry, keep_photo, put_entry, told
from tests.web.test_start import answers, begin


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    """Bob's id."""
    return db.session.scalars(select(Practitioner.id).where(Practitioner.name == "Bob")).one()


def page_of(person: Person) -> str:
    return " ".join(person.phone.get("/journal").text.split())


def test_an_empty_journal_says_how_to_begin(alice: Person) -> None:
    assert "Nothing here yet" in page_of(alice)
    assert "/check-in" in page_of(alice)


def test_an_entry_is_told_in_words(alice: Person, now: datetime) -> None:
    keep_entry(alice, now, scores={"bruise": 1, "pain": 3}, note="Blue <b>", question="May I swim?", course="worse")
    page = page_of(alice)
    for words in ("The first day", "Faint or small", "3 of 10", "Blue &lt;b&gt;", "May I swim?", "Worse", "Received"):
        assert words in page
    assert "Nobody has opened it yet" in page
    assert "Make-up hides it" not in page.partition("<template")[0]


def test_all_fine_is_an_entry_of_two_words(alice: Person, now: datetime) -> None:
    keep_entry(alice, now, kind="fine")
    assert "<b>All fine</b>" in page_of(alice).partition("<template")[0]


def test_the_newest_stands_first(alice: Person, now: datetime) -> None:
    keep_entry(alice, now - timedelta(minutes=50), note="First")
    keep_entry(alice, now, note="Second")
    page = page_of(alice)
    assert page.index("Second") < page.index("First")


def test_who_saw_it_and_what_they_said(alice: Person, bobs: UUID, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 2})
    see(alice.owner[0], bobs, entry, now)
    assert "Seen by Bob" in page_of(alice)
    answer(alice.owner[0], bobs, entry, Draft("Normal for day 3."), now)
    assert "Normal for day 3." in page_of(alice)
    assert "Nobody has opened it yet" not in page_of(alice)


def test_what_stood_before_a_correction_is_kept(alice: Person, now: datetime) -> None:
    before = keep_entry(alice, now, note="Wrong words")
    keep_entry(alice, now, note="Right words", supersedes_id=before)
    page = page_of(alice)
    assert page.index("Right words") < page.index("You changed this") < page.index("Wrong words")
    assert page.count('<article class="entry" id=') == 1


def test_a_score_told_twice_has_a_trend_with_a_table(alice: Person, now: datetime) -> None:
    keep_entry(alice, now - timedelta(hours=1), scores={"swelling": 1, "pain": 2})
    assert "How it went" not in page_of(alice)
    keep_entry(alice, now, scores={"swelling": 3})
    page = page_of(alice)
    assert '<polyline class="run" points="0.0,26.7 120.0,0.0 "/>' in page
    assert "<caption>Swelling</caption>" in page
    assert "<caption>Pain</caption>" not in page


def test_nobody_but_alice_reads_or_deletes_it(alice: Person, carol: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    page = f"/journal/photos/{photo.id}"
    assert alice.phone.get(page).status_code == 200
    assert carol.phone.get(page).status_code == 404
    for path in (f"{page}/erasure", f"/journal/entries/{photo.entry_id}/erasure"):
        assert carol.phone.post(path, headers=OUR_PAGE).status_code == 404
    assert db.session.get(Photo, photo.id)


def test_she_deletes_a_photo_and_then_the_entry(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    entry_id = photo.entry_id
    answer = alice.phone.post(f"/journal/photos/{photo.id}/erasure", headers=OUR_PAGE)
    assert (answer.status_code, answer.location) == (303, "/journal")
    assert (db.session.query(Photo).count(), db.session.query(Entry).count()) == (0, 1)
    alice.phone.post(f"/journal/entries/{entry_id}/erasure", headers=OUR_PAGE)
    assert db.session.query(Entry).count() == 0
    assert "Nothing here yet" in page_of(alice)


def test_photos_of_one_expression_stand_side_by_side(alice: Person, now: datetime) -> None:
    first, second = keep_photo(alice, now, seed=1), keep_photo(alice, now, seed=2)
    page = alice.phone.get("/journal/photos").text
    for photo in (first, second):
        assert f"/photos/{photo.id}/thumb" in page
        assert f"/photos/{photo.id}/view" in page
    assert 'type="range"' in page
    assert "Smile" not in page


def test_the_page_is_another_once_something_happened(alice: Person, bobs: UUID, now: datetime) -> None:
    seen = set()

    def etag() -> str:
        answer = alice.phone.get("/journal")
        again = alice.phone.get("/journal", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        return answer.headers["ETag"]

    seen.add(etag())
    entry = keep_entry(alice, now)
    seen.add(etag())
    see(alice.owner[0], bobs, entry, now)
    seen.add(etag())
    keep_photo(alice, now, entry)
    seen.add(etag())
    assert len(seen) == 4


def test_a_plan_of_her_own_promises_no_reader(browser: FlaskClient, now: datetime) -> None:
    begin(browser, answers(now))
    page = browser.get("/journal").text
    assert "Only you can see this." in page
    assert "your clinic can see" not in page


def test_what_one_patient_wrote_is_not_sent_by_the_next(alice: Person, carol: Person, now: datetime) -> None:
    """Carol signed in on the phone on which Alice wrote it."""
    mark = alice.phone.get("/journal").headers["Companion-Owner"]
    assert f'data-owner="{mark}"' in alice.phone.get("/journal").text
    body = told(alice, now)
    sent = put_entry(carol.phone, body, None, **{"Companion-Owner": mark})
    assert sent.status_code == 401
    assert "Companion-Session" not in sent.headers
    assert put_entry(alice.phone, body, None, **{"Companion-Owner": mark}).status_code == 201


def test_the_mark_of_a_patient_stays_when_they_join_a_clinic(
    browser: FlaskClient, alice: Person, now: datetime
) -> None:
    begin(browser, answers(now))
    before = browser.get("/now").headers["Companion-Owner"]
    code = join_code(alice.owner[0], now)
    browser.post("/clinic", data={"code": code, "consent": "yes"}, headers=OUR_PAGE)
    assert "Marlow Street Clinic" in browser.get("/now").text
    assert browser.get("/now").headers["Companion-Owner"] == before
