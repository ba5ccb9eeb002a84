"""Bob reads what Alice sent: who waited longest first, plainly; he sees it, answers it, and she reads that."""

import html
import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Practitioner, Review, Treatment
from companion.services.erase import erase_entry
from companion.services.review import Draft, answer, see
from tests.cast import Person, staff_at, treat_again
from tests.journal import keep_entry, keep_photo
from tests.web.desk_form import many, send

HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bobs(bob: FlaskClient) -> UUID:
    """Bob's id."""
    return db.session.scalars(select(Practitioner.id).where(Practitioner.name == "Bob")).one()


@pytest.fixture
def dana(app: Flask, now: datetime) -> FlaskClient:
    """Bob's colleague, at her own desk."""
    return staff_at(app, "Marlow Street Clinic", now, "Dana")


def address(person: Person) -> str:
    return f"/practitioner/treatments/{person.treatment_id}/journal"


def read(desk: FlaskClient, person: Person, query: str = "") -> str:
    answer = desk.get(address(person) + query)
    assert answer.status_code == 200
    return words_of(answer)


def words_of(answer: TestResponse) -> str:
    return html.unescape(" ".join(answer.text.split()))


def without_tags(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def review(desk: FlaskClient, person: Person, entry_id: UUID, _is_part: bool = False, **form: str) -> TestResponse:
    path = f"/practitioner/treatments/{person.treatment_id}/entries/{entry_id}/review"
    return send(desk, path, form, **(HTMX if _is_part else {}))


def treated(person: Person, ago: timedelta, now: datetime) -> None:
    db.session.get_one(Treatment, person.treatment_id).treated_at = now - ago
    db.session.commit()


def test_who_waited_longest_comes_first_and_what_was_seen_last(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    notes = ("Seen early", "Seen late", "Waits long", "Waits short")
    kept = [keep_entry(alice, now - (9 - place) * HOUR, note=note) for place, note in enumerate(notes)]
    for entry in kept[:2]:
        see(alice.owner[0], bobs, entry, now)
    page = read(bob, alice)
    places = [page.index(note) for note in ("Waits long", "Waits short", "Seen late", "Seen early")]
    assert places == sorted(places)
    assert "2 to read" in page
    assert "1–4 of 4" in page


def test_a_correction_does_not_lose_its_place(bob: FlaskClient, alice: Person, bobs: UUID, now: datetime) -> None:
    first = keep_entry(alice, now - 3 * HOUR, note="Before")
    keep_entry(alice, now - 2 * HOUR, note="Waits short")
    keep_entry(alice, now - HOUR, note="Put right", supersedes_id=first)
    page = read(bob, alice)
    assert page.index("Put right") < page.index("Changed by the patient") < page.index("Before")
    assert page.index("Before") < page.index("Waits short")


def test_an_entry_is_told_in_the_words_of_its_protocol(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(days=3, hours=2), now)
    keep_entry(alice, now - 2 * HOUR, scores={"swelling": 1, "bruise": 2, "headache": 0})
    place = {"zone": "eye-left", "size": "grape"}
    parts = {"scores": {"swelling": 2, "bruise": 1, "headache": 0, "pain": 3}, "places": [place], "course": "worse"}
    keep_entry(alice, now, **parts, note="Blue <b>", question="May I swim?")
    page = read(bob, alice)
    page = page[page.rindex("<article") :]
    assert "Day 3" in page
    for words in (
        '<dt>Swelling</dt><dd>2 of 3 <span class="change">up from 1</span>',
        '<dt>Bruise</dt><dd>1 of 3 <span class="change">down from 2</span>',
        '<dt>Headache</dt><dd>0 of 3 <span class="change">as before</span>',
        "<dt>Pain</dt><dd>3 of 10</dd>",
        "Faint or small. Make-up hides it",
        "Eye corner, patient’s left (A grape)",
        "Worse",
        "Blue <b>",
        'To ask at the visit:</span> <span class="lines">May I swim?',
        'Call your clinic today</b> <span class="quiet">(Swelling)',
        "Nobody has seen it yet",
    ):
        assert words in page, words
    assert "Blue &lt;b&gt;" in bob.get(address(alice)).text


def test_times_are_those_of_the_treatment(bob: FlaskClient, alice: Person, now: datetime) -> None:
    db.session.get_one(Treatment, alice.treatment_id).zone = "Asia/Tokyo"
    db.session.commit()
    keep_entry(alice, datetime.fromisoformat("2026-03-07T23:30:00+00:00"))
    assert "noted 8:30, 8 March 2026, received 8:30, 8 March 2026" in read(bob, alice)
    assert "Times are of Asia/Tokyo." in read(bob, alice)


def test_a_warning_sign_stands_above_everything(bob: FlaskClient, alice: Person, now: datetime) -> None:
    keep_entry(alice, now - HOUR, kind="fine")
    flagged = keep_photo(alice, now, keep_entry(alice, now, flags=["rf-breathing"], note="It is tight"))
    page = read(bob, alice)
    assert page.index("To look at first") < page.index("Hard to breathe") < page.index("All fine")
    entry = page[page.index(f'<article class="entry read" id="entry-{flagged.entry_id}"') :]
    assert entry.index("Hard to breathe") < entry.index("It is tight") < entry.index(f"/photos/{flagged.id}/thumb")
    assert "Judged: Call 999 now" in without_tags(entry)


def test_a_slip_is_told_without_blame(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(hours=3, minutes=59), now)
    keep_entry(alice, now, kind="slip", rule="no-alcohol")
    assert "Told us: Alcohol at hour 3" in without_tags(read(bob, alice))


def test_a_slip_days_later_is_told_by_its_day(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(days=5), now)
    keep_entry(alice, now, kind="slip", rule="no-alcohol")
    assert "Alcohol</b> day 5" in read(bob, alice)


def test_photos_stand_by_expression_and_one_is_large(bob: FlaskClient, alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    large = f"{address(alice)}/photos/{photo.id}"
    assert f'href="{large}"' in read(bob, alice)
    page = bob.get(large)
    assert f'src="/photos/{photo.id}/view"' in page.text
    assert f"{address(alice)}?page=1#entry-{photo.entry_id}" in page.text
    assert bob.get(f"/photos/{photo.id}/view").mimetype == "image/webp"


def test_a_photo_is_only_at_its_own_treatment(
    bob: FlaskClient, carols_practitioner: FlaskClient, alice: Person, carol: Person, now: datetime
) -> None:
    photo, again = keep_photo(alice, now), treat_again(alice, now)
    assert bob.get(f"/practitioner/treatments/{again}/journal/photos/{photo.id}").status_code == 404
    for path in (address(alice), f"{address(alice)}/photos/{photo.id}", f"{address(carol)}/photos/{photo.id}"):
        assert carols_practitioner.get(path).status_code == 404


def test_bob_sees_it_and_alice_reads_that(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    answer = review(bob, alice, entry)
    assert (answer.status_code, answer.location) == (303, f"{address(alice)}?page=1#entry-{entry}")
    assert "All read" in read(bob, alice)
    assert "Seen by Bob" in alice.phone.get("/journal").text


def test_bob_answers_and_alice_reads_who_and_what(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"bruise": 1})
    assert review(bob, alice, entry, answer=" Normal for\r\nday 1. ", known="0").status_code == 303
    page = alice.phone.get("/journal").text
    assert "Seen by Bob" in page
    assert "Normal for\nday 1." in page
    assert '<textarea class="input" name="answer"' not in bob.get(address(alice)).text


def test_the_part_for_htmx_is_the_entry_and_what_is_left(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry, _other = keep_entry(alice, now), keep_entry(alice, now)
    part = review(bob, alice, entry, True, answer="Normal for day 1.", known="0")
    assert part.text.lstrip().startswith(f'<article class="entry read" id="entry-{entry}"')
    assert part.text.count("<article") == 1
    assert re.search(r'id="to-read" role="status" hx-swap-oob="true">1 to read<', part.text)
    assert "Normal for day 1." in part.text


@pytest.mark.parametrize("is_part", [False, True])
def test_a_second_answer_is_refused_kindly_and_kept(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    review(bob, alice, entry, answer="Normal for day 1.", known="0")
    again = review(bob, alice, entry, is_part, answer="No, come in <now>.", known="1")
    assert again.status_code == 409
    assert "You answered this before, and that answer stays." in again.text
    assert "Normal for day 1." in again.text
    assert "readonly autofocus>\nNo, come in &lt;now&gt;.</textarea>" in again.text
    assert "come in" not in alice.phone.get("/journal").text


def test_the_same_answer_sent_twice_is_one(bob: FlaskClient, alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now)
    for _tap in range(2):
        assert review(bob, alice, entry, answer="Normal for day 1.", known="0").status_code == 303
    assert many(Review) == 1


@pytest.mark.parametrize("is_part", [False, True])
def test_two_practitioners_at_once(
    bob: FlaskClient, dana: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    review(dana, alice, entry, answer="Come in today.", known="0")
    late = review(bob, alice, entry, is_part, answer="Normal for day 1.", known="0")
    assert late.status_code == 409
    for words in ("A colleague answered while you wrote.", "Come in today.", ">\nNormal for day 1.</textarea>"):
        assert words in late.text
    assert "Normal for day 1." not in alice.phone.get("/journal").text
    assert 'name="known" value="1"' in late.text
    assert review(bob, alice, entry, is_part, answer="Normal for day 1.", known="1").status_code < 400
    page = alice.phone.get("/journal").text
    assert "Come in today." in page and "Normal for day 1." in page


@pytest.mark.parametrize("is_part", [False, True])
@pytest.mark.parametrize("form", [{"answer": "Normal for day 1.", "known": "0"}, {}])
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
    late = review(bob, alice, entry, is_part, answer="Normal <for> day 1.", known="0")
    assert late.status_code == 404
    assert "Alice has deleted this entry." in late.text
    assert "readonly>\nNormal &lt;for&gt; day 1.</textarea>" in late.text
    assert ("<html" in late.text) is not is_part


@pytest.mark.parametrize(("text", "status", "said"), [(" ", 422, "Write a few words"), ("x" * 2001, 422, "too long")])
def test_an_answer_has_a_length(
    bob: FlaskClient, alice: Person, now: datetime, text: str, status: int, said: str
) -> None:
    refused = review(bob, alice, keep_entry(alice, now), answer=text, known="0")
    assert refused.status_code == status
    assert said in refused.text
    assert f"autofocus>\n{text}</textarea>" in refused.text
    assert many(Review) == 0


@pytest.mark.parametrize("is_part", [False, True])
def test_seen_with_a_half_written_answer_keeps_the_words(
    bob: FlaskClient, alice: Person, now: datetime, is_part: bool
) -> None:
    entry = keep_entry(alice, now)
    seen = review(bob, alice, entry, is_part, seen="yes", answer="Half an ans", known="0")
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
    part = review(bob, alice, entry, True, answer="Normal for day 1.", known="0")
    assert part.status_code == 401
    assert "HX-Redirect" not in part.headers  # so that the page sends the form again as a whole page
    assert 'name="answer" value="Normal for day 1."' in review(bob, alice, entry, answer="Normal for day 1.").text


def test_many_entries_come_in_pages_of_which_none_hides(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    for number in range(120):
        entry = keep_entry(
            alice,
            now - timedelta(hours=200 - number),
            note=f"Note {number:03}",
        )
        if number < 20:
            see(alice.owner[0], bobs, entry, now)
    shown = [read(bob, alice, f"?page={number}") for number in (1, 2, 3)]
    assert [re.findall(r"\d+–\d+ of \d+", page) for page in shown] == [
        ["1–50 of 120"],
        ["51–100 of 120"],
        ["101–120 of 120"],
    ]
    notes = [note for page in shown for note in re.findall(r"Note (\d+)", page)]
    assert notes == [f"{n:03}" for n in (*range(20, 120), *reversed(range(20)))]
    assert "100 to read" in shown[2]


def test_a_warning_sign_on_a_later_page_is_named_on_the_first(bob: FlaskClient, alice: Person, now: datetime) -> None:
    for minute in range(50):
        keep_entry(alice, now - timedelta(minutes=90 - minute), kind="fine")
    flagged = keep_entry(alice, now, flags=["rf-breathing"])
    assert f'href="{address(alice)}?page=2#entry-{flagged}"' in read(bob, alice)


def test_the_page_asks_the_database_as_often_for_one_as_for_sixty(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    keep_photo(alice, now)
    one = statements_of(bob, alice)
    for minute in range(60):
        entry = keep_entry(alice, now - timedelta(minutes=minute), note="Blue", scores={"bruise": 1})
        answer(alice.owner[0], bobs, entry, Draft("Normal."), now)
    keep_photo(alice, now, entry, seed=1)
    assert len(statements_of(bob, alice)) == len(one) == 7, one  # one of them finds the session


def statements_of(desk: FlaskClient, person: Person) -> list[str]:
    """Every statement of the page, those to the keys too."""
    statements: list[str] = []
    hear = [(engine, lambda *args: statements.append(args[2])) for engine in db.engines.values()]
    for engine, listener in hear:
        event.listen(engine, "before_cursor_execute", listener)
    assert read(desk, person)
    for engine, listener in hear:
        event.remove(engine, "before_cursor_execute", listener)
    return statements


def test_the_list_says_how_many_wait_and_the_treatment_leads_there(
    bob: FlaskClient, alice: Person, bobs: UUID, now: datetime
) -> None:
    first, _second = keep_entry(alice, now), keep_entry(alice, now)
    assert "2 to read" in bob.get("/practitioner").text
    see(alice.owner[0], bobs, first, now)
    assert "1 to read" in bob.get("/practitioner").text
    page = words_of(bob.get(f"/practitioner/treatments/{alice.treatment_id}"))
    assert f'href="{address(alice)}"' in page
    assert "Journal, 1 to read" in page


def test_an_unknown_treatment_has_no_journal(bob: FlaskClient, alice: Person) -> None:
    assert bob.get(f"/practitioner/treatments/{uuid4()}/journal").status_code == 404
