"""Alice gives another e-mail address: the one that works goes on until somebody says yes at the new one."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from companion.extensions import db
from companion.models import Mailbox, Reminder
from companion.models.mailbox import open_mailboxes
from companion.models.reminder import CONFIRM
from companion.services.mailbox import Standing, address_in, confirm, give_address, link_token, standing_of, stop
from tests.cast import Person
from tests.mailed import ADDRESS, says_yes, sends_letters, token_of

NEW, NEWER = "alice@new.example", "alice@newer.example"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def letters(app: Flask, alice: Person, now: datetime) -> None:
    sends_letters(app)
    says_yes(alice, now)


def in_use(person: Person) -> list[str | None]:
    """Where her reminders go."""
    db.session.expire_all()
    return [address_in(box) for box in open_mailboxes([person.owner])[person.owner[1]] if box.confirmed_at]


def letters_asked() -> int:
    return db.session.query(Reminder).filter_by(kind=CONFIRM).count()


def test_a_typing_slip_costs_no_reminder(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    assert in_use(alice) == [ADDRESS]
    assert standing_of(alice.owner) == Standing(NEW, "waiting", ADDRESS)
    give_address(alice.owner, NEWER, "en", now)
    assert in_use(alice) == [ADDRESS]
    assert standing_of(alice.owner) == Standing(NEWER, "waiting", ADDRESS)
    assert f"Until then our e-mails still go to {ADDRESS}." in alice.phone.get("/reminders").text


def test_a_yes_there_ends_the_one_before(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    assert confirm(token_of(alice, "confirm"), now)
    assert in_use(alice) == [NEW]
    assert standing_of(alice.owner) == Standing(NEW, "confirmed")
    assert "Until then" not in alice.phone.get("/reminders").text


def test_back_to_the_one_before_asks_nobody(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    before = letters_asked()
    give_address(alice.owner, ADDRESS, "en", now)
    assert standing_of(alice.owner) == Standing(ADDRESS, "confirmed")
    assert (in_use(alice), letters_asked()) == ([ADDRESS], before)


def test_whoever_says_no_at_the_new_one_ends_that_alone(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    stop(token_of(alice, "off"), now)
    assert standing_of(alice.owner) == Standing(ADDRESS, "confirmed")


def test_whoever_says_no_at_the_old_one_still_may_say_yes_at_the_new_one(alice: Person, now: datetime) -> None:
    old = token_of(alice, "off")
    give_address(alice.owner, NEW, "en", now)
    stop(old, now)
    assert in_use(alice) == []
    assert standing_of(alice.owner) == Standing(NEW, "waiting")
    assert confirm(token_of(alice, "confirm"), now)
    assert in_use(alice) == [NEW]


def test_no_address_takes_both_away(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    give_address(alice.owner, None, "en", now)
    assert standing_of(alice.owner) is None
    assert db.session.query(Mailbox).count() == 0


def test_a_link_of_an_address_that_was_typed_over_confirms_nothing(alice: Person, now: datetime) -> None:
    give_address(alice.owner, NEW, "en", now)
    slip = db.session.query(Mailbox).filter_by(confirmed_at=None).one()
    token = link_token(slip, "mail confirm")
    give_address(alice.owner, NEWER, "en", now)
    assert not confirm(token, now)
    assert in_use(alice) == [ADDRESS]


def test_saving_without_one_puts_the_word_of_the_end_away(alice: Person, now: datetime) -> None:
    stop(token_of(alice, "off"), now)
    assert standing_of(alice.owner) == Standing("", "ended")
    give_address(alice.owner, None, "en", now)
    assert standing_of(alice.owner) is None
