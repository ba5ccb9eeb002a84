"""A year of people who change their minds: what is said is said once, never when quiet, and nothing is lost."""

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text

from companion.aftercare.reminders import Wishes, planned
from companion.extensions import db
from companion.models import Delivery, Reminder, ReminderWishes, Treatment
from companion.models.reminder import End
from companion.models.treatment import Course, courses_of
from companion.services.deliver import deliver
from companion.services.keys import Owner
from companion.services.post import Post
from companion.services.remind import is_wanted, plan_again, tell_zone, wishes_for
from companion.services.wishes import Chosen, choose
from tests.trust.conftest import Say, of
from tests.trust.year import ZONES, Service, begin, ticks

CHANCE = random.Random(11)
HOURS = [(None, None), ("20:00", "09:30"), ("21:30", "11:30"), ("00:30", "06:00"), ("13:00", "15:00")]


class People:
    """Everybody, and when each changed something last."""

    def __init__(self) -> None:
        self.of = {row.patient_id: row for row in db.session.scalars(select(Treatment))}
        self.changed_at: dict[UUID, datetime] = {}
        self.told: list[UUID] = []

    def change(self, now: datetime) -> None:
        """Somebody moves their visit, goes to another zone, or wants it otherwise: mostly who has just been told."""
        running = [row for row in self.of.values() if row.treated_at <= now < row.treated_at + timedelta(days=100)]
        if not running:
            return
        row = self.of[CHANCE.choice(self.told)] if self.told and CHANCE.random() < 0.7 else CHANCE.choice(running)
        owner = row.clinic_id, row.patient_id
        CHANCE.choice([self._move_visit, self._travel, self._choose])(row, owner, now)
        db.session.commit()
        self.changed_at[row.patient_id] = now

    def _move_visit(self, row: Treatment, owner: Owner, now: datetime) -> None:
        days = timedelta(days=CHANCE.uniform(10, 20))
        row.follow_up_at = (row.treated_at + days).replace(microsecond=0) if CHANCE.random() < 0.8 else None
        plan_again(owner, now)

    def _travel(self, _row: Treatment, owner: Owner, now: datetime) -> None:
        tell_zone(owner, CHANCE.choice(ZONES), now)

    def _choose(self, _row: Treatment, owner: Owner, now: datetime) -> None:
        kinds = {kind: CHANCE.random() < 0.8 for kind in ("check_in", "follow_up", "milestone")}
        choose(owner, Chosen(kinds, *CHANCE.choice(HOURS), None, names_it=False, email=None), now)


def test_people_who_change_their_minds(app: Flask, say: Say) -> None:
    db.session.execute(text("PRAGMA synchronous=OFF"))
    many, service = of(600), Service()
    begin(many)
    people, post, said = People(), Post("worker", service.send), Counter[tuple[UUID, datetime | None]]()
    for turn, now in enumerate(ticks()):
        if turn % 2 == 0:
            people.change(now)
        before = service.many
        deliver(post, lambda now=now: now)  # type: ignore[misc]
        if service.many > before:
            people.told = look_at(said, now)
    assert service.many == said.total()
    assert set(said.values()) == {1}, "said once of each visit or injection"
    checked = sum(nothing_is_lost(row, people.changed_at.get(row.patient_id)) for row in people.of.values())
    assert checked, "something was left to be said after the last change"
    say(f"{many} treatments, {len(people.changed_at)} people changed something: {said.total()} said, each once")


def look_at(said: "Counter[tuple[UUID, datetime | None]]", now: datetime) -> list[UUID]:
    """Who was told something just now: not when it was to be quiet for them, and not too late."""
    told = []
    for row in db.session.scalars(select(Reminder).join(Delivery).where(Delivery.tried_at == now)):
        assert not wishes_of(row.patient_id, course_of(row)).is_quiet(now), (row.key, now)
        assert now < row.not_after, row.key
        said[row.id, row.about_at] += 1
        told.append(row.patient_id)
    return told


def nothing_is_lost(treatment: Treatment, changed_at: datetime | None) -> int:
    """How many reminders were to come after the last change; each of them came."""
    course = courses_of(treatment.clinic_id, treatment.patient_id)[0]
    kept = db.session.get(ReminderWishes, treatment.patient_id)
    wishes, since = wishes_of(treatment.patient_id, course), changed_at or treatment.treated_at
    every = planned(course.schedule, course.follow_up_at, wishes, lambda one: is_wanted(one.kind, one.opt_in, kept))
    rows = {row.key: row for row in db.session.scalars(select(Reminder).where(Reminder.treatment_id == treatment.id))}
    to_come = [one for one in every if one.due_at > since]
    for one in to_come:
        assert rows[one.key].end == End.SENT, (one.key, rows[one.key].end)
    return len(to_come)


def course_of(row: Reminder) -> Course:
    return courses_of(row.clinic_id, row.patient_id)[0]


def wishes_of(patient_id: UUID, course: Course) -> Wishes:
    return wishes_for(course, db.session.get(ReminderWishes, patient_id))
