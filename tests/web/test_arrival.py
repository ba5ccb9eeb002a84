"""A hand-over ends with a phone that has shown a reminder, or with what Bob chose instead: who and when is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.config import Config
from companion.extensions import db
from companion.models import Channel, Delivery, Practitioner, Reminder, Subscription, Treatment
from companion.models.mailbox import mailbox_of
from companion.models.treatment import course_of
from companion.services.health import say_alive
from companion.services.push_state import ring
from companion.services.subscribe import was_shown
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.mailed import SETTINGS
from tests.services.post import Service, device_of, reach, worker_at
from tests.web.desk_form import hand_over, many, send, told

LIST = "/practitioner/treatments"
BY_HTMX = {"HX-Request": "true"}


def page_of(person: Person) -> str:
    return f"/practitioner/treatments/{person.treatment_id}"


def steps(bob: FlaskClient, person: Person) -> str:
    return bob.get(f"{page_of(person)}/phones").text


@pytest.fixture
def handed(alice: Person, bob: FlaskClient, now: datetime) -> Person:
    """Alice's plan is one that Bob handed over."""
    practitioner = db.session.scalars(select(Practitioner)).first()
    assert practitioner
    mine = update(Treatment).where(Treatment.id == alice.treatment_id)
    db.session.execute(mine.values(practitioner_id=practitioner.id, opened_at=now - timedelta(hours=1)))
    db.session.commit()
    ring().add()
    say_alive("worker", now)
    return alice


@pytest.fixture
def letters(app: Flask) -> None:
    """This house sends letters."""
    mail = Config.from_environment(SETTINGS).mail
    app.config["COMPANION"] = replace(app.config["COMPANION"], mail=mail)


def soon() -> datetime:
    """After whatever was just asked for became due."""
    return datetime.now(UTC) + timedelta(seconds=1)


def show_all(person: Person, now: datetime) -> None:
    """Their phone shows whatever was sent to it."""
    for delivery in db.session.scalars(select(Delivery)):
        assert was_shown(person.owner, delivery.id, now)


def test_each_step_of_a_phone_is_told(handed: Person, bob: FlaskClient, now: datetime) -> None:
    assert "Phone connected" in steps(bob, handed)
    assert "An iPhone needs it for reminders." in steps(bob, handed)
    handed.phone.put("/api/installation", headers=OUR_PAGE)
    assert "An iPhone needs it" not in steps(bob, handed)
    reach(handed, now)
    assert "Send a test" in steps(bob, handed)
    test = f"{page_of(handed)}/phones/{device_of(handed).id}/tests"
    answer = send(bob, test, None, **BY_HTMX)
    assert (answer.status_code, "Test reminder sent" in answer.text) == (200, True)
    assert "Waiting for the phone to show it" in steps(bob, handed)
    service = Service()
    worker_at(service)(soon())
    assert [title for title, _body in service.shown] == ["It works"]
    show_all(handed, now + timedelta(seconds=3))
    shown = steps(bob, handed)
    assert "The phone has shown one: " in shown
    assert "hx-get" not in shown


def test_the_first_time_on_the_home_screen_counts(handed: Person, now: datetime) -> None:
    handed.phone.put("/api/installation", headers=OUR_PAGE)
    first = device_of(handed).installed_at
    handed.phone.put("/api/installation", headers=OUR_PAGE)
    db.session.expire_all()
    assert device_of(handed).installed_at == first
    assert first
    assert abs(first - now) < timedelta(minutes=5)


def test_a_test_that_no_phone_shows_can_be_sent_again(handed: Person, bob: FlaskClient, now: datetime) -> None:
    reach(handed, now)
    test = f"{page_of(handed)}/phones/{device_of(handed).id}/tests"
    assert send(bob, test).location == f"{page_of(handed)}#arrival"
    db.session.execute(update(Reminder).where(Reminder.kind == "test").values(due_at=now - timedelta(minutes=1)))
    db.session.commit()
    late = steps(bob, handed)
    assert "The phone did not show it." in late
    assert "Send it again" in late
    send(bob, test)
    assert "Waiting for the phone to show it" in steps(bob, handed)


def test_a_phone_that_is_signed_out_gets_no_test(handed: Person, bob: FlaskClient) -> None:
    test = f"{page_of(handed)}/phones/{device_of(handed).id}"
    send(bob, f"{test}/ending")
    assert "That phone is signed out." in send(bob, f"{test}/tests").text
    assert "That phone is signed out." in send(bob, f"{test}/tests", None, **BY_HTMX).text
    assert many(Reminder) == 0


def test_without_a_worker_the_steps_say_so(handed: Person, bob: FlaskClient, now: datetime) -> None:
    assert "No reminders are being sent" not in steps(bob, handed)
    say_alive("worker", now - timedelta(hours=1))
    assert "No reminders are being sent" in steps(bob, handed)


def test_a_hand_over_is_listed_as_unfinished_until_a_phone_proves_it(
    handed: Person, bob: FlaskClient, now: datetime
) -> None:
    assert "Not finished" in bob.get(LIST).text
    assert "The hand-over is not finished" in bob.get(page_of(handed)).text
    reach(handed, now)
    send(bob, f"{page_of(handed)}/phones/{device_of(handed).id}/tests")
    worker_at(Service())(soon())
    assert "Not finished" in bob.get(LIST).text
    show_all(handed, now + timedelta(seconds=3))
    assert "Not finished" not in bob.get(LIST).text
    assert "Reminders arrive" in bob.get(LIST).text
    assert "A phone proved it" in bob.get(page_of(handed)).text
    row = db.session.scalars(select(Channel)).one()
    assert (row.way, row.practitioner_id, row.settled_at) == ("push", None, now + timedelta(seconds=3))


def test_proof_stays_when_the_phone_is_signed_out_later(handed: Person, bob: FlaskClient, now: datetime) -> None:
    reach(handed, now)
    send(bob, f"{page_of(handed)}/phones/{device_of(handed).id}/tests")
    worker_at(Service())(soon())
    show_all(handed, now)
    send(bob, f"{page_of(handed)}/phones/{device_of(handed).id}/ending")
    assert "Not finished" not in bob.get(LIST).text


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"way": "nothing"}, "No reminders: nothing"),
        (
            {"way": "email", "email": "alice@example.org"},
            "is not confirmed yet. Nothing goes there before they say yes",
        ),
    ],
)
def test_what_comes_instead_is_kept_with_who_and_when(
    handed: Person, bob: FlaskClient, form: dict[str, str], said: str
) -> None:
    assert send(bob, f"{page_of(handed)}/channel", form).location == f"{page_of(handed)}#arrival"
    page = bob.get(page_of(handed)).text
    assert said in page
    assert "Chosen by Bob, " in page
    row = db.session.scalars(select(Channel)).one()
    assert (row.way, row.practitioner_id is not None) == (form["way"], True)
    assert "Not finished" not in bob.get(LIST).text
    send(bob, f"{page_of(handed)}/channel", form)
    assert many(Channel) == 1


@pytest.mark.usefixtures("letters")
def test_a_confirmed_address_is_named_as_such(handed: Person, bob: FlaskClient, now: datetime) -> None:
    send(bob, f"{page_of(handed)}/channel", {"way": "email", "email": "alice@example.org"})
    box = mailbox_of(handed.patient.id)
    assert box
    box.confirmed_at = now
    db.session.commit()
    assert "@example.org is confirmed." in bob.get(page_of(handed)).text
    send(bob, f"{page_of(handed)}/channel", {"way": "nothing"})
    assert send(bob, f"{page_of(handed)}/channel", {"way": "email"}).status_code == 303
    assert mailbox_of(handed.patient.id) is not None


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose what comes instead"),
        ({"way": "push"}, "Choose what comes instead"),
        ({"way": "email"}, "Type the address once more"),
        ({"way": "email", "email": "alice at home"}, "Type the address once more"),
    ],
    ids=str,
)
def test_a_choice_that_is_none_is_refused_and_kept(
    handed: Person, bob: FlaskClient, form: dict[str, str], said: str
) -> None:
    answer = send(bob, f"{page_of(handed)}/channel", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form.get("email", "")}"' in answer.text
    assert many(Channel) == 0


def test_a_house_without_letters_offers_none(handed: Person, bob: FlaskClient) -> None:
    assert 'value="email"' not in bob.get(page_of(handed)).text
    assert send(bob, f"{page_of(handed)}/channel", {"way": "email", "email": "a@example.org"}).status_code == 422


def test_proof_counts_more_than_what_was_chosen_before(handed: Person, bob: FlaskClient, now: datetime) -> None:
    send(bob, f"{page_of(handed)}/channel", {"way": "nothing"})
    reach(handed, now)
    send(bob, f"{page_of(handed)}/phones/{device_of(handed).id}/tests")
    worker_at(Service())(soon())
    show_all(handed, now + timedelta(seconds=3))
    assert "A phone proved it" in bob.get(page_of(handed)).text
    assert many(Channel) == 2


def test_a_second_treatment_of_a_phone_that_shows_reminders_is_finished_at_once(
    handed: Person, bob: FlaskClient, now: datetime
) -> None:
    reach(handed, now)
    db.session.execute(update(Subscription).values(accepted_at=now, shown_at=now))
    db.session.commit()
    form = told(now, product="botox_cosmetic")
    send(bob, f"{page_of(handed)}/next", form)
    page = bob.get(f"{LIST}/{form['id']}").text
    assert "A phone proved it" in page
    assert "Other treatments" in page
    assert "Botox" in handed.phone.get("/now").text


def test_a_new_link_waits_for_the_new_phone(handed: Person, bob: FlaskClient, now: datetime) -> None:
    """However the hand-over ended before, and whatever the lost phone had shown."""
    reach(handed, now)
    send(bob, f"{page_of(handed)}/phones/{device_of(handed).id}/tests")
    worker_at(Service())(soon())
    show_all(handed, now)
    db.session.execute(update(Channel).values(settled_at=now - timedelta(minutes=5)))
    db.session.commit()
    page = send(bob, f"{page_of(handed)}/invites", {"lost": "1"}).text
    assert "Waiting for the phone" in page
    assert "hx-get" in page
    assert "The phone has shown one" not in page


def test_what_is_long_over_is_not_asked_for(handed: Person, bob: FlaskClient, now: datetime) -> None:
    db.session.execute(update(Treatment).values(opened_at=now - timedelta(days=15)))
    db.session.commit()
    assert "Not finished" not in bob.get(LIST).text
    assert course_of(*handed.owner, handed.treatment_id)


def test_a_plan_started_alone_has_no_hand_over(alice: Person, bob: FlaskClient) -> None:
    assert "Not finished" not in bob.get(LIST).text


def test_the_code_fills_the_screen_without_script_too(bob: FlaskClient, now: datetime) -> None:
    ways = hand_over(bob, told(now))
    assert 'href="#large"' in ways.page
    assert f'<span class="visually-hidden">Code: </span>{ways.code}' in ways.page
    assert ways.page.count('class="qrline"') == 2
