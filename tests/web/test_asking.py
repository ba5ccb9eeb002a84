"""Can I ... yet? One question for all treatments that run, by POST only, and kept nowhere."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.services.enrol import start_own
from tests.cast import Person
from tests.conftest import OUR_PAGE

HTMX = {"HX-Request": "true"}


def ask(phone: FlaskClient, question: str, **headers: str) -> str:
    answer = phone.post("/can-i", data={"question": question}, headers=OUR_PAGE | headers)
    assert answer.status_code == 200
    return answer.text


def test_the_page_asks_and_leads_back_to_now(alice: Person) -> None:
    page = alice.phone.get("/can-i").text
    assert 'id="question"' in page
    assert 'href="/now"' in page
    assert 'method="get"' not in page.lower()


def test_htmx_gets_the_answer_alone(alice: Person) -> None:
    answer = ask(alice.phone, "glass of wine", **HTMX)
    assert "Not yet" in answer
    assert "<html" not in answer


def test_without_script_the_answer_comes_with_the_page_around_it(alice: Person) -> None:
    page = ask(alice.phone, "glass of wine")
    assert ask(alice.phone, "glass of wine", **HTMX).strip() in page
    assert 'value="glass of wine"' in page


def test_a_question_is_shown_as_text(alice: Person) -> None:
    nasty = "<script>alert(1)</script>"
    assert nasty not in ask(alice.phone, nasty)
    assert "&lt;script&gt;" in ask(alice.phone, nasty)


def test_the_latest_end_of_all_her_treatments_counts(app: Flask, alice: Person, now: datetime) -> None:
    first = ask(alice.phone, "wine", **HTMX)
    later = Treated("dysport", ("masseter",), now - timedelta(minutes=30), "Europe/London")
    start_own(later, now, patient=alice.owner)
    assert _ends(ask(alice.phone, "wine", **HTMX)) == [now + timedelta(hours=23, minutes=30)] * 2
    assert _ends(first) == [now + timedelta(hours=22)] * 2


def test_somebody_without_a_treatment_is_led_to_the_first_question(alice: Person) -> None:
    db.session.execute(text("DELETE FROM treatment"))
    db.session.commit()
    assert alice.phone.get("/can-i").headers["Location"] == "/start"
    assert alice.phone.post("/can-i", headers=OUR_PAGE).headers["Location"] == "/start"
    assert alice.phone.post("/can-i", headers=OUR_PAGE | HTMX).headers["HX-Redirect"] == "/start"


def test_a_question_leaves_no_trace_in_the_database(alice: Person) -> None:
    ask(alice.phone, "xyzzy wine")
    tables = inspect(db.engine).get_table_names()
    rows = [str(row) for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}"))]
    assert rows
    assert not [row for row in rows if "xyzzy" in row]


def test_a_call_to_the_clinic_stands_before_the_way_to_help(alice: Person) -> None:
    answer = ask(alice.phone, "my eyelid is droopy", **HTMX)
    assert answer.index("Call 020 7946 0142") < answer.index("Open Help")
    assert answer.count('class="button wide"') == 1


def test_what_stands_in_the_plan_is_said_to_be_that(alice: Person) -> None:
    answer = ask(alice.phone, "ibuprofen", **HTMX)
    assert answer.index("In your plan now:") < answer.index("Paracetamol")
    assert "In your plan now:" not in ask(alice.phone, "repaint the fence", **HTMX)


def _ends(answer: str) -> list[datetime]:
    """The instants in an answer."""
    return [datetime.fromisoformat(part.split('"')[0]) for part in answer.split('<time datetime="')[1:]]
