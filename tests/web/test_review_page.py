"""Bob reads one entry, beside what was before, with whoever else looks, and then the next."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Review, Treatment
from companion.services.photos import receive_photo
from companion.services.review import Draft, answer
from tests.cast import Person, treat_again
from tests.conftest import OUR_PAGE
from tests.desk import colleague, id_of
from tests.journal import jpeg, keep_entry, keep_photo, sent_photo
from tests.statements import statements
from tests.web.desk_form import many
from tests.web.desk_journal import words_of
from tests.web.entry_page import give, page_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATEMENTS = 5  # one of them finds the session, one writes who looks


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    return id_of("Bob")


@pytest.fixture(autouse=True)
def six_days(alice: Person, now: datetime) -> None:
    """Alice was treated six days ago."""
    db.session.get_one(Treatment, alice.treatment_id).treated_at = now - 6 * DAY
    db.session.commit()


def test_who_looks_too_is_named(app: Flask, bob: FlaskClient, alice: Person, now: datetime) -> None:
    dana = colleague(app, now, "Dana")[0]
    entry = keep_entry(alice, now)
    assert "is looking at this" not in bob.get(page_of(alice, entry)).text
    assert "Bob is looking at this" in dana.get(page_of(alice, entry)).text
    assert "Dana is looking at this" in bob.get(f"{page_of(alice, entry)}/standing").text


def test_a_colleague_who_answered_is_named_before(app: Flask, bob: FlaskClient, alice: Person, now: datetime) -> None:
    danas = colleague(app, now, "Dana")[1]
    entry = keep_entry(alice, now)
    answer(alice.owner[0], danas, entry, Draft("Call us."), now)
    assert "Dana answered this at" in bob.get(f"{page_of(alice, entry)}/standing").text


def test_alice_reads_it_and_bob_sees_that(
    bob: FlaskClient, bobs: UUID, alice: Person, carol: Person, now: datetime
) -> None:
    entry = keep_entry(alice, now)
    review = answer(alice.owner[0], bobs, entry, Draft("Keep cool."), now)
    assert "Not read yet" in bob.get(page_of(alice, entry)).text
    assert f'data-unread="{review}"' in alice.phone.get("/journal").text
    assert carol.phone.post(f"/api/answers/{review}/reading", headers=OUR_PAGE).status_code == 404
    tag = alice.phone.get("/journal").headers["ETag"]
    assert alice.phone.post(f"/api/answers/{review}/reading", headers=OUR_PAGE).status_code == 204
    assert "Read in the journal" in bob.get(page_of(alice, entry)).text
    journal = alice.phone.get("/journal")
    assert 'data-unread="' not in journal.text and journal.headers["ETag"] == tag


def test_next_and_previous_follow_the_queue(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entries = [keep_entry(alice, now - (3 - place) * HOUR, kind="fine") for place in range(3)]
    page = words_of(bob.get(page_of(alice, entries[1])))
    assert f'href="{page_of(alice, entries[0])}" data-previous' in page
    assert f'href="{page_of(alice, entries[2])}" data-next' in page
    assert "Today, 2 of 3" in page
    give(bob, alice, entries[1], reply="normal")
    after = words_of(bob.get(page_of(alice, entries[1])))
    assert f'href="{page_of(alice, entries[0])}" data-then-next autofocus' in after
    assert "Next: 2 wait" in after


def test_a_filter_goes_along(bob: FlaskClient, alice: Person, now: datetime) -> None:
    keep_entry(alice, now, kind="fine")
    first, second = keep_entry(alice, now - HOUR, flags=["rf-ptosis"]), keep_entry(alice, now, flags=["rf-ptosis"])
    page = words_of(bob.get(page_of(alice, first) + "?urgent=yes"))
    assert f'href="{page_of(alice, second)}?urgent=yes" data-next' in page
    assert "Today, 1 of 2" in page
    assert give(bob, alice, first, reply="call").location == page_of(alice, first)


def test_photos_stand_by_expression_first_worst_and_latest(bob: FlaskClient, alice: Person, now: datetime) -> None:
    kept = []
    for number, (days, bruise) in enumerate([(6, 0), (4, 3), (2, 1), (1, 1)]):
        entry = keep_entry(alice, now - days * DAY, scores={"bruise": bruise})
        photo, _new = receive_photo(alice.owner, entry, sent_photo(jpeg(number), expression="rest"), now)
        kept.append(photo.id)
    page = words_of(bob.get(page_of(alice, entry)))
    shown = [UUID(one) for one in re.findall(r'data-photo="([^"]+)"', page)]
    assert shown == [kept[0], kept[1], kept[3]]
    assert page.index("First") < page.index("Worst day") < page.index("Latest")


def test_an_entry_between_stands_with_every_photo_of_its_own(bob: FlaskClient, alice: Person, now: datetime) -> None:
    """Bob reads the oldest first: what came with it is there, though it is neither first, worst nor latest."""
    kept, entries = list[UUID](), list[UUID]()
    for number, (days, bruise) in enumerate([(6, 0), (4, 3), (2, 1), (1, 1)]):
        entries.append(keep_entry(alice, now - days * DAY, scores={"bruise": bruise}))
        for more in (0, 10):
            sent = sent_photo(jpeg(number + more), expression="close_up")
            came_at = now + timedelta(seconds=len(kept))
            kept.append(receive_photo(alice.owner, entries[-1], sent, came_at)[0].id)
    page = words_of(bob.get(page_of(alice, entries[2])))
    shown = [UUID(one) for one in re.findall(r'data-photo="([^"]+)"', page)]
    assert shown[0] == kept[0] and shown[-1] == kept[-1]
    assert shown[2:4] == kept[4:6]
    assert page.count("<b>Of this entry</b>") == 2


def test_what_patients_ask_and_told_stands_beside(bob: FlaskClient, alice: Person, now: datetime) -> None:
    keep_entry(alice, now - 2 * DAY, question="May I swim?")
    keep_entry(alice, now - 6 * DAY + 9 * HOUR, kind="slip", rule="no-alcohol")
    entry = keep_entry(alice, now, scores={"bruise": 1})
    page = " ".join(re.sub(r"<[^>]+>", "", bob.get(page_of(alice, entry)).text).split())
    assert "Alice wants to ask too" in page and "May I swim?" in page
    assert "Alice told us: Alcohol at hour 9" in page
    assert "What the protocol expects on day 5-7" in page


def test_strangers_and_other_treatments_get_nothing(
    bob: FlaskClient, carols_practitioner: FlaskClient, alice: Person, now: datetime
) -> None:
    entry, again = keep_entry(alice, now), treat_again(alice, now)
    for path in ("", "/standing"):
        assert carols_practitioner.get(page_of(alice, entry) + path).status_code == 404
    assert give(carols_practitioner, alice, entry, reply="normal").status_code == 404
    assert bob.get(f"/practitioner/treatments/{again}/entries/{entry}").status_code == 404
    assert many(Review) == 0


def test_the_page_asks_as_often_for_one_entry_as_for_forty(
    app: Flask, bob: FlaskClient, bobs: UUID, alice: Person, now: datetime
) -> None:
    entry = keep_photo(alice, now).entry_id
    bob.get(page_of(alice, entry))
    db.session.expire_all()
    with statements() as few:
        bob.get(page_of(alice, entry))
    for minute in range(40):
        other = keep_entry(alice, now - timedelta(minutes=minute), scores={"bruise": 1}, note="Blue")
        answer(alice.owner[0], bobs, other, Draft("Normal."), now)
    keep_photo(alice, now, entry, seed=1)
    with statements() as more:
        bob.get(page_of(alice, entry))
    assert len(few) == len(more) == STATEMENTS, few
