"""Alice taps twice, or two tabs save at once: each is taken, and one row is there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from companion.extensions import db
from companion.models import ReminderWishes
from companion.models.calendar import CalendarFeed
from companion.services.calendar import open_feed
from companion.services.keys import Owner
from companion.services.remind import tell_zone
from companion.services.wishes import Chosen, choose, go_outdoors
from tests.cast import Person

MANY = 6


def saves(owner: Owner, now: datetime) -> None:
    choose(owner, Chosen({"sun": True}, None, None, None, names_it=False, email=None), now)


def says_outdoors(owner: Owner, now: datetime) -> None:
    go_outdoors(owner, now, outdoors=True)


def arrives(owner: Owner, now: datetime) -> None:
    tell_zone(owner, "Asia/Tokyo", now)
    db.session.commit()


@pytest.mark.parametrize("does", [saves, says_outdoors, arrives, open_feed])
def test_many_at_once_are_all_taken(
    app: Flask, alice: Person, now: datetime, does: Callable[[Owner, datetime], None]
) -> None:
    together, owner = Barrier(MANY), alice.owner

    def one(_number: int) -> None:
        with app.app_context():
            together.wait()
            does(owner, now)

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(one, range(MANY)))
    table = CalendarFeed if does is open_feed else ReminderWishes
    assert db.session.scalar(select(func.count()).select_from(table)) == 1
