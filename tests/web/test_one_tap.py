"""Bob answers with one tap; whatever happens meanwhile, one answer stands and no words are lost."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Clinic, Review, Treatment
from companion.services.erase import erase_entry
from companion.services.journal import Line, lines_of
from tests.cast import Person
from tests.desk import colleague, id_of, waits
from tests.journal import keep_entry
from tests.web.desk_form import many, wall
from tests.web.desk_journal import words_of
from tests.web.entry_page import give, page_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATEMENTS = 17


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    return id_of("Bob")


@pytest.fixture(autouse=True)
def six_days(alice: Person, now: datetime) -> None:
    """Alice was treated six days ago."""
    db.session.get_one(Treatment, alice.treatment_id).treated_at = now - 6 * DAY
    db.session.commit()


def line_of(person: Person) -> Line:
    db.session.expire_all()
    return lines_of(person.owner)[0]


def test_one_tap_answers_in_the_words_of_the_protocol(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    page = words_of(bob.get(page_of(alice, entry)))
    assert "Normal for day 6" in page
    assert "“We have looked at this. It is normal for day 6. If it gets worse, tell us again.”" in page
    assert give(bob, alice, entry, reply="normal").location == page_of(alice, entry)
    assert "It is normal for day 6." in alice.phone.get("/journal").text
    assert line_of(alice).now.receipts[0].reply == "normal"
    assert waits(alice) == []


def test_a_line_of_ones_own_goes_below_it_or_alone(bob: FlaskClient, alice: Person, now: datetime) -> None:
    first, second = keep_entry(alice, now - HOUR), keep_entry(alice, now)
    give(bob, alice, first, reply="normal", answer=" Keep cool.\r\nBob ")
    give(bob, alice, second, reply="", answer="Keep <warm>.")
    answers = [line.now.receipts[0].answer for line in lines_of(alice.owner)]
    assert answers[0] == "Keep <warm>."
    assert (answers[1] or "").endswith("tell us again.\nKeep cool.\nBob")
    assert "Keep &lt;warm&gt;." in alice.phone.get("/journal").text


def test_come_in_with_times_and_the_number(bob: FlaskClient, alice: Person, now: datetime) -> None:
    db.session.get_one(Clinic, alice.owner[0]).hours = "Mo-Su 00:00-24:00"
    db.session.commit()
    entry = keep_entry(alice, now, scores={"bruise": 1})
    page = bob.get(page_of(alice, entry)).text
    proposed = re.findall(r'name="time" value="([^"]+)"', page)
    assert proposed
    other = wall(now + 3 * DAY)
    give(bob, alice, entry, reply="come_in", time=proposed[:1], other_time=other)
    receipt = line_of(alice).now.receipts[0]
    assert [wall(at) for at in receipt.times] == sorted([proposed[0], other])
    journal = alice.phone.get("/journal").text
    assert "Please come in" in journal and 'href="tel:02079460142"' in journal
    assert "Call us to choose a time." in journal


@pytest.mark.parametrize("other", ["soon", "2020-01-01T10:00"])
def test_a_time_that_nobody_can_come_at_is_refused_and_kept(
    bob: FlaskClient, alice: Person, now: datetime, other: str
) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    refused = give(bob, alice, entry, reply="come_in", answer="See you.", other_time=other)
    assert refused.status_code == 422
    assert "Type the day and the time" in refused.text
    assert ">\nSee you.</textarea>" in refused.text and f'value="{other}"' in refused.text
    assert many(Review) == 0


def test_normal_is_locked_while_a_warning_sign_stands(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    page = words_of(bob.get(page_of(alice, entry)))
    assert re.search(r'value="normal" data-key="1" disabled', page)
    refused = give(bob, alice, entry, reply="normal", answer="Sure.")
    assert refused.status_code == 422
    assert "There is a warning sign" in refused.text and ">\nSure.</textarea>" in refused.text
    assert waits(alice) == [entry]
    assert give(bob, alice, entry, reply="call").status_code == 303


def test_nothing_is_sent_without_words(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    assert give(bob, alice, entry, reply="").status_code == 422
    assert give(bob, alice, entry, reply="no-such", answer="x" * 2001).status_code == 422
    assert many(Review) == 0


def test_seen_is_not_answered_and_what_was_typed_stays(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    seen = give(bob, alice, entry, seen="yes", answer="Half an ans")
    assert seen.status_code == 200 and ">\nHalf an ans</textarea>" in seen.text
    assert "You have seen it" in seen.text
    assert waits(alice) == []


def test_the_second_of_two_reads_the_first_answer_and_keeps_the_words(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    dana = colleague(app, now, "Dana")[0]
    entry = keep_entry(alice, now, scores={"bruise": 1})
    give(dana, alice, entry, reply="call")
    late = give(bob, alice, entry, reply="normal", answer="Do <not> worry.")
    assert late.status_code == 409
    for words in ("A colleague answered while you wrote", "Please call us. We want to talk", "Do &lt;not&gt; worry."):
        assert words in late.text, words
    assert "normal" not in alice.phone.get("/journal").text


def test_what_was_put_right_meanwhile_is_shown_and_told_before(bob: FlaskClient, alice: Person, now: datetime) -> None:
    first = keep_entry(alice, now - HOUR, scores={"bruise": 1}, note="As it was")
    standing = f"{page_of(alice, first)}/standing"
    before = bob.get(standing)
    assert bob.get(standing, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    second = keep_entry(alice, now, scores={"bruise": 3}, note="As it is", supersedes_id=first)
    told = bob.get(standing, headers={"If-None-Match": before.headers["ETag"]})
    assert "The patient changed this at" in told.text and page_of(alice, second) in told.text
    late = give(bob, alice, first, reply="normal", answer="Fine.")
    assert late.status_code == 409
    assert "Alice changed this while you read it." in late.text
    assert late.text.index("As it is") < late.text.index("As it was")
    assert ">\nFine.</textarea>" in late.text
    assert bob.get(page_of(alice, first)).location == page_of(alice, second)


def test_what_was_erased_meanwhile_gives_the_words_back(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    erase_entry(alice.owner, entry, now)
    assert "The patient has deleted this entry." in bob.get(f"{page_of(alice, entry)}/standing").text
    late = give(bob, alice, entry, reply="", answer="Keep <cool>.")
    assert late.status_code == 404 and "Keep &lt;cool&gt;." in late.text
    assert bob.get(page_of(alice, uuid4())).status_code == 404


def test_the_answer_is_sealed(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    give(bob, alice, entry, reply="", answer="Canary words")
    assert b"Canary" not in (db.session.scalars(select(Review.answer)).one() or b"")
