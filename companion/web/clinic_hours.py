"""A clinic's hours as a page shows them: the week, open or closed, and the instants that keep it true offline."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from markupsafe import Markup

from companion.aftercare.hours import Hours, openings, read_hours, state_at, week_in_words
from companion.aftercare.protocol import Protocol, say
from companion.aftercare.zones import zone_named
from companion.models.treatment import Course
from companion.web.filters import language, moment

AHEAD = timedelta(days=14)  # how long a page that is kept offline can tell


@dataclass(frozen=True)
class ClinicHours:
    """`changes`: when the state ends, as a moment on the clinic's clock; None where the days ahead show no change.

    `json`: {"until": seconds, "openings": [[starts, ends], ...]} for the script.
    """

    week: list[tuple[str, str]]
    zone: str
    is_open: bool
    changes: Markup | None
    json: str


def clinic_hours(course: Course, now: datetime) -> ClinicHours | None:
    """The hours of the clinic of that course; None where they, or its zone, are not known."""
    hours = _readable(course.clinic_hours)
    if hours is None or course.clinic_zone is None:
        return None
    zone, protocol, until = zone_named(course.clinic_zone), course.schedule.protocol, now + AHEAD
    stretches = openings(hours, zone, now, until)
    state = state_at(stretches, now)
    changes_at = state.changes_at if state.changes_at and state.changes_at <= until else None
    seconds = [[int(edge.timestamp()) for edge in (one.starts_at, one.ends_at)] for one in stretches]
    return ClinicHours(
        week_in_words(hours, _words(), _weekdays(protocol)),
        course.clinic_zone,
        state.is_open,
        moment(protocol, changes_at, zone, language()) if changes_at else None,
        json.dumps({"until": int(until.timestamp()), "openings": seconds}, separators=(",", ":")),
    )


def _readable(text: str | None) -> Hours | None:
    """Hours that were kept before they were checked may be anything; those are not known."""
    try:
        return read_hours(text) if text else None
    except ValueError:
        return None


def _words() -> dict[str, str]:
    return {
        "days": _("{first} to {last}"),
        "times": _("{first} to {last}"),
        "closed": _("closed"),
        "all_day": _("day and night"),
    }


def _weekdays(protocol: Protocol) -> list[str]:
    return [say(day, language()) for day in protocol.words.weekdays]
