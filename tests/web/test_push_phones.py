"""Alice has two phones, and one passes on: each is told only what is true of itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from companion.adapters.web_push.outcome import Sent
from companion.extensions import db
from companion.models import Delivery, Subscription
from companion.services.admit import redeem
from companion.services.invites import invite
from companion.services.keys import Owner
from companion.services.push_state import ring
from companion.services.subscribe import was_opened, was_shown
from tests.cast import Person
from tests.services.post import Service, worker_at
from tests.web.refused import reason
from tests.web.test_api_push import ENDPOINT, SOON, offered, post, put, state, text

OTHER_KEYS = {"auth": text(b"fedcba9876543210")}
TABLET = f"{ENDPOINT}-tablet"


@pytest.fixture(autouse=True)
def key_id(app: Flask) -> str:
    """The house has a key."""
    return ring().add().id


@pytest.fixture
def tablet(app: Flask, alice: Person, now: datetime) -> Person:
    """Alice, on her tablet."""
    session = redeem(invite(alice.owner, now), now)
    assert session
    browser = app.test_client()
    browser.set_cookie("companion", session)
    return Person(alice.patient, alice.treatment_id, session, browser)


@pytest.fixture
def both(alice: Person, tablet: Person) -> None:
    """Both are reached."""
    assert put(alice, offered()).status_code == put(tablet, offered(endpoint=TABLET)).status_code == 200


@pytest.mark.usefixtures("both")
def test_a_test_goes_to_the_phone_that_asked_and_to_no_other(tablet: Person, now: datetime) -> None:
    post(tablet, "subscription/tests")
    service = Service()
    worker_at(service)(now + SOON)
    assert [message.target.endpoint for message in service.got] == [TABLET]


@pytest.mark.usefixtures("both")
def test_a_phone_does_not_say_that_it_works_by_the_word_of_another(
    alice: Person, tablet: Person, now: datetime
) -> None:
    one = post(tablet, "subscription/tests").get_json()["id"]
    worker_at(Service(lambda _: Sent()))(now + SOON)
    post(tablet, f"deliveries/{db.session.scalars(select(Delivery.id)).one()}/shown")
    assert state(tablet, one).get_json()["shown"]
    assert state(alice, one).get_json()["shown"] is None


def test_a_test_of_a_phone_that_is_not_reached_ends_though_another_is(
    alice: Person, tablet: Person, now: datetime
) -> None:
    put(alice, offered())
    one = post(tablet, "subscription/tests").get_json()["id"]
    worker_at(Service())(now + SOON)
    assert state(tablet, one).get_json()["end"] == "unreachable"


def gone(now: datetime) -> None:
    db.session.scalars(select(Subscription)).one().gone_at = now
    db.session.commit()


def test_an_endpoint_that_is_gone_stays_gone_until_the_browser_makes_a_new_one(alice: Person, now: datetime) -> None:
    put(alice, offered())
    gone(now)
    assert reason(put(alice, offered())) == (410, "gone")
    assert db.session.scalars(select(Subscription.gone_at)).one() == now
    put(alice, offered(endpoint=f"{ENDPOINT}-new"))
    assert db.session.scalars(select(Subscription.gone_at)).one() is None


def test_new_keys_under_an_old_endpoint_bring_it_back(alice: Person, now: datetime) -> None:
    put(alice, offered())
    gone(now)
    assert put(alice, offered(keys=OTHER_KEYS)).status_code == 200
    assert db.session.scalars(select(Subscription.gone_at)).one() is None


def test_nobody_takes_an_endpoint_whose_keys_they_do_not_know(alice: Person, carol: Person) -> None:
    put(alice, offered())
    assert reason(put(carol, offered(keys=OTHER_KEYS))) == (422, "not_reachable")
    row = db.session.scalars(select(Subscription)).one()
    assert (row.patient_id, row.auth) == (alice.patient.id, b"0123456789abcdef")


def test_a_browser_that_carol_uses_now_is_hers(alice: Person, carol: Person) -> None:
    put(alice, offered())
    assert put(carol, offered()).status_code == 200
    assert db.session.scalars(select(Subscription.patient_id)).one() == carol.patient.id


def heard(now: datetime, what: Callable[[Owner, UUID, datetime], bool], owner: Owner) -> datetime | None:
    """The receipt of the one delivery comes then; when the phone is known to have shown one."""
    assert what(owner, db.session.scalars(select(Delivery.id)).one(), now)
    db.session.expire_all()
    return db.session.scalars(select(Subscription.shown_at)).one()


def test_a_late_receipt_tells_of_the_time_when_it_was_sent(alice: Person, now: datetime) -> None:
    put(alice, offered())
    post(alice, "subscription/tests")
    worker_at(Service())(now + SOON)
    week_later = now + timedelta(days=7)
    assert heard(week_later, was_shown, alice.owner) == now + 2 * SOON
    assert heard(week_later + SOON, was_shown, alice.owner) == now + 2 * SOON, "again, it changes nothing"
    db.session.scalars(select(Subscription)).one().shown_at = week_later
    assert heard(week_later + 2 * SOON, was_opened, alice.owner) == week_later, "never backwards"
