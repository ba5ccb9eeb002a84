"""Bob sees on the treatment, and while he hands over, whether reminders reach Alice's phone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from companion.extensions import db
from companion.models import Subscription
from companion.models.heartbeat import Heartbeat
from companion.services.health import say_alive
from companion.services.mailbox import give_address, stop
from companion.services.push_state import ring
from companion.web.filters import in_zone
from tests.cast import Person
from tests.mailed import ADDRESS, says_yes, sends_letters, token_of
from tests.services.post import reach

MINUTE, LONDON = timedelta(minutes=1), ZoneInfo("Europe/London")


def note(person: Person, **instants: datetime) -> None:
    if instants:
        db.session.execute(update(Subscription).where(Subscription.patient_id == person.patient.id).values(**instants))
    db.session.commit()


def treatment(bob: FlaskClient, alice: Person) -> str:
    return bob.get(f"/practitioner/treatments/{alice.treatment_id}").text


def test_a_phone_without_reminders_is_named_as_such(alice: Person, bob: FlaskClient) -> None:
    assert "No reminders on this phone" in treatment(bob, alice)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ({}, "Reminders are on. None was shown yet"),
        ({"accepted_at": 5, "awaited_at": 5}, "Reminders are on. None was shown yet"),
        ({"accepted_at": 5, "awaited_at": 20}, "In doubt: one was sent"),
        ({"accepted_at": 5, "shown_at": 5}, "Reminders arrive. One was shown"),
        ({"accepted_at": 0, "awaited_at": 0, "shown_at": 5 * 24 * 60}, "Reminders arrive. One was shown"),
        ({"accepted_at": 5, "awaited_at": 3 * 24 * 60, "shown_at": 5 * 24 * 60}, "In doubt: one was sent"),
        ({"accepted_at": 5, "shown_at": 5, "gone_at": 1}, "No reminder reaches it since"),
        ({"accepted_at": 5, "shown_at": 5, "opened_at": 4}, "Last tapped"),
    ],
    ids=str,
)
def test_the_chip_says_how_it_stands(
    alice: Person, bob: FlaskClient, now: datetime, ago: dict[str, int], said: str
) -> None:
    reach(alice, now)
    note(alice, **{name: now - minutes * MINUTE for name, minutes in ago.items()})
    page = treatment(bob, alice)
    assert said in page
    assert "No reminders on this phone" not in page


def test_in_doubt_it_names_the_first_that_was_not_shown(alice: Person, bob: FlaskClient, now: datetime) -> None:
    reach(alice, now)
    waits_since = now - 4 * 24 * 60 * MINUTE
    note(alice, shown_at=now - 9 * 24 * 60 * MINUTE, awaited_at=waits_since, accepted_at=now)
    assert f"In doubt: one was sent {in_zone(waits_since, LONDON)}, and this phone did not show it" in treatment(
        bob, alice
    )


def test_while_handing_over_it_is_asked_until_a_reminder_was_shown(
    alice: Person, bob: FlaskClient, now: datetime
) -> None:
    path = f"/practitioner/treatments/{alice.treatment_id}/phones?since={(now - timedelta(days=1)).isoformat()}"
    path = path.replace("+00:00", "Z")
    assert "“Switch reminders on”" in bob.get(path).text
    reach(alice, now)
    assert "Send a test" in bob.get(path).text
    assert "hx-get" in bob.get(path).text
    note(alice, accepted_at=now, shown_at=now)
    shown = bob.get(path).text
    assert "The phone has shown one: " in shown
    assert "hx-get" not in shown


def test_another_clinic_sees_nothing_of_it(alice: Person, carols_practitioner: FlaskClient, now: datetime) -> None:
    reach(alice, now)
    path = f"/practitioner/treatments/{alice.treatment_id}"
    assert [carols_practitioner.get(place).status_code for place in (path, f"{path}/phones")] == [404, 404]


def test_who_takes_letters_is_named_beside_the_phones(
    app: Flask, alice: Person, carol: Person, bob: FlaskClient, now: datetime
) -> None:
    said = "Reminders go by e-mail too, where no phone shows them"
    sends_letters(app)
    give_address(alice.owner, ADDRESS, "en", now)
    assert said not in treatment(bob, alice), "nobody said yes there"
    says_yes(alice, now)
    page = treatment(bob, alice)
    assert said in page
    assert ADDRESS not in page
    stop(token_of(alice, "off"), now)
    assert said not in treatment(bob, alice)


def test_it_says_whether_all_or_some_are_not_being_sent(alice: Person, bob: FlaskClient, now: datetime) -> None:
    ring().add()
    some, none = "Some reminders cannot be sent", "No reminders are being sent"
    for failing_at, said in ((None, ()), (now - 5 * MINUTE, (some,))):
        say_alive("one", now, failing_at)
        assert tuple(words for words in (some, none) if words in treatment(bob, alice)) == said
    db.session.execute(delete(Heartbeat))
    db.session.commit()
    assert none in treatment(bob, alice)
