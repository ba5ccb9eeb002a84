"""What came to no phone of Alice's stands on Now, until she says that she knows."""

from datetime import datetime

import pytest
from flask import Flask

from companion.adapters.web_push.outcome import Gone, Refused
from companion.extensions import db
from companion.models import Reminder
from companion.models.reminder import End
from companion.services.remind import plan_again
from companion.services.subscribe import send_test
from tests.cast import Person
from tests.services.post import Service, look_from, phone_of, reach, reminders, worker_at
from tests.web.desk_form import send

SAID = "did not reach you"


@pytest.fixture
def dues(app: Flask, alice: Person, now: datetime) -> list[Reminder]:
    """Those of Alice, in the order in which they come."""
    plan_again(alice.owner, now)
    db.session.commit()
    return sorted((row for row in reminders(alice).values() if row.next_at), key=look_from)


def test_somebody_who_never_switched_them_on_reads_what_was_due(alice: Person, dues: list[Reminder]) -> None:
    assert SAID not in alice.phone.get("/now").text
    take, first, second = worker_at(Service()), *map(look_from, dues[:2])
    take(first)
    assert f"A reminder {SAID}." in alice.phone.get("/now").text
    take(second)
    page = alice.phone.get("/now").text
    assert f"2 reminders {SAID}." in page
    assert f'datetime="{first:%Y-%m-%dT%H:%M:%SZ}"' in page, "since the first of them"
    assert send(alice.phone, "/reminders/known").location == "/now"
    assert SAID not in alice.phone.get("/now").text


@pytest.mark.parametrize("outcome", [Gone(), Refused(400, "bad")], ids=str)
def test_a_phone_that_is_dead_counts_as_none(alice: Person, now: datetime, dues: list[Reminder], outcome: Gone) -> None:
    reach(alice, now)
    worker_at(Service(lambda _message: outcome))(look_from(dues[0]))
    assert SAID in alice.phone.get("/now").text


def test_what_was_sent_is_not_missed(alice: Person, now: datetime, dues: list[Reminder]) -> None:
    reach(alice, now)
    worker_at(Service())(look_from(dues[0]))
    assert reminders(alice)[dues[0].key].end == End.SENT
    assert SAID not in alice.phone.get("/now").text


def test_a_test_that_came_to_nobody_is_none_of_them(alice: Person, now: datetime, dues: list[Reminder]) -> None:
    send_test(phone_of(alice, now), now)
    worker_at(Service())(now)
    assert SAID not in alice.phone.get("/now").text


def test_it_is_nobody_elses(alice: Person, carol: Person, dues: list[Reminder]) -> None:
    worker_at(Service())(look_from(dues[0]))
    send(carol.phone, "/reminders/known")
    assert SAID in alice.phone.get("/now").text
    assert SAID not in carol.phone.get("/now").text


def test_the_kept_page_is_another_once_something_was_missed(alice: Person, dues: list[Reminder]) -> None:
    before = alice.phone.get("/now").headers["ETag"]
    worker_at(Service())(look_from(dues[0]))
    assert alice.phone.get("/now", headers={"If-None-Match": before}).status_code == 200
