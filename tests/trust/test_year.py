"""A year of reminders on a clock of its own: each at its time, through every change of the clocks, never when quiet."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text

from companion.aftercare.reminders import planned
from companion.extensions import db
from companion.models import Delivery, Reminder, Treatment
from companion.models.treatment import Course, courses_by_id
from companion.services.deliver import deliver
from companion.services.post import Post
from companion.services.remind import wishes_for
from tests.trust.conftest import WHOLE, Say
from tests.trust.year import ZONES, Service, begin, ticks

ELAPSED, BY_THE_WALL = timedelta(minutes=1), timedelta(minutes=10, seconds=30)


def schedule_says(course: Course) -> dict[str, datetime]:
    """What the ground floor plans of what is asked of nobody in particular."""
    every = planned(course.schedule, course.follow_up_at, wishes_for(course, None), lambda one: not one.opt_in)
    return {one.key: one.due_at for one in every}


def test_a_year_of_reminders(app: Flask, say: Say) -> None:
    db.session.execute(text("PRAGMA synchronous=OFF"))  # the question is when, not what outlives a power cut
    many, service = 10_000 if WHOLE else 500, Service()
    begin(many)
    post = Post("worker", service.send)
    for now in ticks():
        deliver(post, lambda now=now: now)  # type: ignore[misc]
    courses = courses_by_id(db.session.scalars(select(Treatment.id)).all())
    sent: Counter[UUID] = Counter()
    latest = {True: timedelta(0), False: timedelta(0)}
    for row, sent_at in db.session.execute(select(Reminder, Delivery.tried_at).outerjoin(Delivery)):
        course = courses[row.treatment_id]
        assert sent_at, (row.key, row.end)
        late, is_elapsed = sent_at - row.due_at, is_by_elapsed(course, row)
        assert timedelta(0) <= late <= (ELAPSED if is_elapsed else BY_THE_WALL), (row.key, late)
        assert not wishes_for(course, None).is_quiet(sent_at), (row.key, sent_at)
        assert sent_at < row.not_after, row.key
        latest[is_elapsed] = max(latest[is_elapsed], late)
        sent[course.id] += 1
    assert sent == {id: len(schedule_says(course)) for id, course in courses.items()}
    assert service.many == sent.total()
    say(
        f"{many} treatments in {len(ZONES)} zones over a year: {sent.total()} reminders, as planned; "
        f"at most {latest[True].seconds} s late by elapsed time, {latest[False].seconds} s by the clock on the wall"
    )


def is_by_elapsed(course: Course, row: Reminder) -> bool:
    """Whether it goes by time that has passed, and was not moved to the end of quiet hours."""
    due = course.schedule.protocol.reminder[row.key].due
    clock = row.due_at.astimezone(wishes_for(course, None).there).time()
    return bool(due.after or due.after_from) and clock != wishes_for(course, None).quiet_until
