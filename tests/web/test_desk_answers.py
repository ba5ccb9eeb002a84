"""Bob sees an entry or answers it, and Alice reads that; whatever happens meanwhile, his words are not lost."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from companion.models import Review
from companion.services.erase import erase_entry
from tests.cast import Person, staff_at, treat_again
from tests.journal import keep_entry
from tests.web.desk_form import many, send
from tests.web.desk_journal import address, read

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dana(app: Flask, now: datetime) -> FlaskClient:
    """Bob's colleague, at her own desk."""
    return staff_at(app, "Marlow Street Clinic", now, "Dana")


def review(desk: FlaskClient, person: Person, entry_id: UUID, _is_part: bool = False, **form: str) -> TestResponse:
    path = f"/practitioner/treatments/{person.treatment_id}/entries/{entry_id}/review"
    return send(desk, path, form, **(HTMX if _is_part else {}))


def test_bob_sees_it_and_alice_reads_that(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    answer = review(bob, alice, entry)
    assert (answer.status_code, answer.location) == (303, f"{address(alice)}?page=1#entry-{entry}")
    assert "All read" in read(bob, alice)
    assert "Seen by Bob" in alice.phone.get("/journal").text


def test_bob_answers_and_alice_reads_who_and_what(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    assert review(bob, alice, entry, answer=" Normal for\r\nday 1. ").status_code == 303
    page = alice.phone.get("/journal").text
    assert "Seen by Bob" in page
    assert "Normal for\nday 1." in page
    assert '<textarea class="input" name="answer"' not in bob.get(address(alice)).text


def test_the_part_for_htmx_is_the_entry_and_what_is_left(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry, _other = keep_entry(alice, now), keep_entry(alice, now)
    part = review(bob, alice, entry, True, answer="Normal for day 1.")
    assert part.text.lstrip().startswith(f'<article class="entry read" id="entry-{entry}"')
    assert part.text.count("<article") == 1
    assert re.search(r'id="to-read" role="status" hx-swap-oob="true">1 to read<', part.text)
    assert "Normal for day 1." in part.text


@pytest.mark.parametrize("is_part", [False, True])
def test_a_second_answer_is_refused_kindly_and_kept(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    review(bob, alice, entry, answer="Normal for day 1.")
    again = review(bob, alice, entry, is_part, answer="No, come in <now>.")
    assert again.status_code == 409
    assert "You answered this before, and that answer stays." in again.text
    assert "Normal for day 1." in again.text
    assert "readonly autofocus>\nNo, come in &lt;now&gt;.</textarea>" in again.text
    assert "come in" not in alice.phone.get("/journal").text


def test_the_same_answer_sent_twice_is_one(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    for _tap in range(2):
        assert review(bob, alice, entry, answer="Normal for day 1.").status_code == 303
    assert many(Review) == 1


@pytest.mark.parametrize("is_part", [False, True])
def test_two_practitioners_at_once(
    bob: FlaskClient, dana: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    review(dana, alice, entry, answer="Come in today.")
    late = review(bob, alice, entry, is_part, answer="Normal for day 1.")
    assert late.status_code == 409
    for words in ("A colleague answered while you wrote", "Come in today.", ">\nNormal for day 1.</textarea>"):
        assert words in late.text
    assert '<textarea class="input" name="answer"' not in late.text
    assert review(bob, alice, entry, is_part, answer="Normal for day 1.").status_code == 409
    page = alice.phone.get("/journal").text
    assert "Come in today." in page and "Normal for day 1." not in page


@pytest.mark.parametrize("is_part", [False, True])
@pytest.mark.parametrize("form", [{"answer": "Normal for day 1."}, {}])
def test_what_was_changed_meanwhile_is_shown_as_it_is_now(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool, form: dict[str, str]
) -> None:
    first = keep_entry(alice, now, note="As it was")
    second = keep_entry(alice, now, note="As it is", supersedes_id=first)
    late = review(bob, alice, first, is_part, **form)
    assert late.status_code == 409
    assert "Alice changed this while you read it." in late.text
    assert late.text.index("As it is") < late.text.index("As it was")
    assert f"/entries/{second}/review" in late.text
    assert f"autofocus>\n{form.get('answer', '')}</textarea>" in late.text
    assert many(Review) == 0


@pytest.mark.parametrize("is_part", [False, True])
def test_what_was_erased_meanwhile_gives_the_words_back(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    erase_entry(alice.owner, entry, now)
    late = review(bob, alice, entry, is_part, answer="Normal <for> day 1.")
    assert late.status_code == 404
    assert "Alice has deleted this entry." in late.text
    assert "readonly>\nNormal &lt;for&gt; day 1.</textarea>" in late.text
    assert ("<html" in late.text) is not is_part


@pytest.mark.parametrize(("text", "status", "said"), [(" ", 422, "Write a few words"), ("x" * 2001, 422, "too long")])
def test_an_answer_has_a_length(
    bob: FlaskClient, alice: Person, now: datetime, text: str, status: int, said: str
) -> None:
    refused = review(bob, alice, keep_entry(alice, now), answer=text)
    assert refused.status_code == status
    assert said in refused.text
    assert f"autofocus>\n{text}</textarea>" in refused.text
    assert many(Review) == 0


@pytest.mark.parametrize("is_part", [False, True])
def test_seen_with_a_half_written_answer_keeps_the_words(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    seen = review(bob, alice, entry, is_part, seen="yes", answer="Half an ans")
    assert seen.status_code == 200
    assert "It is marked as seen. What you wrote was not sent." in seen.text
    assert "autofocus>\nHalf an ans</textarea>" in seen.text
    assert "Seen by Bob" in alice.phone.get("/journal").text
    assert "Half an ans" not in alice.phone.get("/journal").text


def test_an_entry_is_reviewed_at_its_own_treatment_only(
    bob: FlaskClient, carols_practitioner: FlaskClient, alice: Person, carol: Person, now: datetime
) -> None:
    entry = keep_entry(alice, now)
    again = treat_again(alice, now)
    path = f"/practitioner/treatments/{again}/entries/{entry}/review"
    elsewhere = send(bob, path, {"answer": "Come in."})
    assert elsewhere.status_code == 404
    assert "This entry is not at this treatment." in elsewhere.text
    assert ">\nCome in.</textarea>" in elsewhere.text
    assert review(carols_practitioner, alice, entry, answer="x").status_code == 404
    assert review(carols_practitioner, carol, entry, answer="x").status_code == 404
    assert many(Review) == 0


def test_signed_out_while_writing_the_words_are_on_the_next_page(
    bob: FlaskClient, alice: Person, now: datetime
) -> None:
    entry = keep_entry(alice, now)
    send(bob, "/practitioner/sign-out")
    part = review(bob, alice, entry, True, answer="Normal for day 1.")
    assert part.status_code == 401
    assert "HX-Redirect" not in part.headers  # so that the page sends the form again as a whole page
    assert 'name="answer" value="Normal for day 1."' in review(bob, alice, entry, answer="Normal for day 1.").text
