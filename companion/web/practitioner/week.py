"""Who comes this week, and whether reminders reach them: the front desk's part of Today too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import request

from companion.aftercare.zones import instant_of, local_day, zone_named
from companion.models.staff import StaffSignedIn
from companion.models.together import Answers
from companion.models.treatment import Course, course_in
from companion.services.keys import Owner, opened_names
from companion.services.push_state import Reached, best_reached

WEEK, FIRST_ONES, ALL = timedelta(days=7), 20, 5_000


@dataclass(frozen=True)
class Visit:
    """A follow-up of this week. `phone`: the one that is reached best, None where none is."""

    course: Course
    name: str | None
    phone: Reached | None


@dataclass(frozen=True)
class Week:
    """The first visits of the week, or all of them; `total`: how many there are."""

    visits: list[Visit]
    total: int


def week_asked(who: StaffSignedIn, now: datetime) -> dict[str, Any]:
    """What the questions are told: seven days from the first minute of today, on the clinic's clock."""
    zone = zone_named(who.clinic_zone or "UTC")
    today = datetime.combine(local_day(now, zone), time())
    days = {"since": instant_of(today, zone), "until": instant_of(today + WEEK, zone)}
    return days | {"clinic": who.clinic_id, "now": now, "many": ALL if "week" in request.args else FIRST_ONES}


def week_of(who: StaffSignedIn, answers: Answers, now: datetime) -> Week:
    """One statement for the keys."""
    return week_in(answers, opened_names(sealed_names(who, answers)), now)


def sealed_names(who: StaffSignedIn, answers: Answers) -> Iterator[tuple[Owner, bytes | None]]:
    """The first names of those who come, as they are kept."""
    return (((who.clinic_id, row.patient_id), row.first_name) for row in answers["visits"])


def week_in(answers: Answers, names: dict[UUID, str], now: datetime) -> Week:
    phones = ((row.patient_id, Reached(*[*row[:-1], now])) for row in answers["phones"])
    ways, courses = best_reached(phones), [course_in(row) for row in answers["visits"]]
    visits = [Visit(course, names.get(course.patient_id), ways.get(course.patient_id)) for course in courses]
    return Week(visits, answers["visits"][0].many if visits else 0)
