"""Whatever our worker sends says nothing of a treatment, in any language, unless the patient asked for it."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, select

from companion.adapters.web_push.message import Message
from companion.aftercare.protocol import bundled
from companion.extensions import db
from companion.models import Delivery, Reminder, Subscription
from companion.models.reminder import ANSWER, answer_key
from companion.services.subscribe import send_test
from companion.services.wishes import Chosen, choose
from companion.web.service_worker import script
from tests.aftercare.telling import telling, told
from tests.cast import Person
from tests.services.post import Service, phone_of, reach, worker_at

PROTOCOL = bundled()
LANGUAGES = PROTOCOL.meta.languages
ALL_KINDS: dict[str, bool] = {one.kind: True for one in PROTOCOL.reminders}
OUR_PATHS = {"/now", "/journal", "/plan", "/check-in", "/reminders"}


@pytest.fixture
def now() -> datetime:
    """Out of quiet hours."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def sent(alice: Person, now: datetime, language: str, *, names_it: bool) -> list[Message]:
    """Every reminder of the protocol, the one to try it, and the news of an answer, as each leaves for her phone."""
    service = Service()
    reach(alice, now)
    db.session.scalars(select(Subscription)).one().language = language
    choose(alice.owner, Chosen(ALL_KINDS, None, None, None, names_it=names_it, email=None), now)
    db.session.execute(delete(Reminder))
    for one in PROTOCOL.reminders:
        db.session.add(due(alice, one.id, one.kind, now))
    send_test(phone_of(alice, now), now)
    db.session.add(due(alice, answer_key(uuid4(), rings=True), ANSWER, now))
    worker_at(service)(now)
    assert len(service.got) == len(PROTOCOL.reminders) + 2
    return service.got


def due(alice: Person, key: str, kind: str, now: datetime) -> Reminder:
    mine = {"clinic_id": alice.owner[0], "patient_id": alice.owner[1], "treatment_id": alice.treatment_id}
    instants = {"due_at": now, "next_at": now, "not_after": now + timedelta(hours=1)}
    return Reminder(id=uuid4(), key=key, kind=kind, **mine, **instants)


def notification(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message.payload)["notification"]
    return found


def words(message: Message) -> str:
    shown = notification(message)
    return f"{shown['title']} {shown['body']} {urlsplit(shown['navigate']).path}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_reminder_tells(alice: Person, now: datetime, language: str) -> None:
    tell = telling(PROTOCOL, language) | {"daxxify", "glabella", "marlow", "alice"}
    for message in sent(alice, now, language, names_it=False):
        assert not told(words(message), tell), words(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_alice_may_ask_for_would_be_found(alice: Person, now: datetime, language: str) -> None:
    tell = telling(PROTOCOL, language)
    assert sum(bool(told(words(message), tell)) for message in sent(alice, now, language, names_it=True)) >= 2


def test_what_stands_around_the_words_tells_nothing_either(alice: Person, now: datetime) -> None:
    messages = sent(alice, now, "en", names_it=False)
    deliveries = {str(delivery) for delivery in db.session.scalars(select(Delivery.id))}
    for message in messages:
        shown = notification(message)
        address = urlsplit(shown["navigate"])
        assert (address.path in OUR_PATHS, address.query, address.fragment) == (True, "", "")
        assert shown["tag"] == message.topic
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", message.topic)
        assert set(shown) == {"title", "body", "lang", "dir", "navigate", "tag", "silent", "data"}
        assert set(shown["data"]) == {"delivery"}
        assert shown["data"]["delivery"] in deliveries
        assert set(json.loads(message.payload)) == {"web_push", "notification", "mutable"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_phone_says_by_itself_tells_nothing(app: Flask, language: str) -> None:
    with app.test_request_context("/sw.js"), force_locale(language):
        code = script().get_data(as_text=True)
    [said] = re.findall(r'^const DUE = "(.*)";$', code, re.M)
    assert said
    assert not told(said, telling(PROTOCOL, language))
