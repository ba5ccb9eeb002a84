"""The answer form: ready answers in the words of the protocol, times to come in, and words of one's own."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _

from companion.aftercare.hours import read_hours
from companion.aftercare.protocol import say
from companion.aftercare.protocol.replies import Reply
from companion.aftercare.times import times_to_come
from companion.aftercare.zones import typed_instant, zone_named
from companion.models.treatment import Course
from companion.services.refusal import Refusal
from companion.services.review import Draft
from companion.services.waiting import replies_of
from companion.web.access import asked
from companion.web.filters import language
from companion.web.practitioner.journal_page import Read

MOST_TIMES = 4


@dataclass(frozen=True)
class Ready:
    """One tap: the key that picks it, its name, and what the patient reads. `is_locked`: a warning sign stands."""

    key: int
    id: str
    name: str
    words: str
    with_times: bool
    is_locked: bool


def ready_answers(one: Read) -> list[Ready]:
    """In the order of the protocol, by the day of that entry."""
    return [
        Ready(
            place,
            reply.id,
            _filled(reply.name, one),
            _filled(reply.text, one),
            reply.with_times,
            reply.unless_flagged and one.is_grave,
        )
        for place, reply in enumerate(replies_of(one.voice.protocol).items, 1)
    ]


def typed_draft(one: Read) -> Draft:
    """What the form says. Refusal `times` for one that nobody can come at."""
    typed = request.form.get("answer", "").replace("\r\n", "\n").strip()
    reply = replies_of(one.voice.protocol).named(request.form.get("reply", ""))
    if reply is None:
        return Draft(typed)
    words = "\n".join(filter(None, [_filled(reply.text, one), typed]))
    return Draft(words, reply.id, _times(reply, clinic_zone_of(one.course)))


def proposed_times(course: Course, now: datetime) -> list[datetime]:
    """Within the clinic's hours; none where they are not known."""
    try:
        hours = read_hours(course.clinic_hours) if course.clinic_hours else None
    except ValueError:
        hours = None
    return times_to_come(hours, zone_named(course.clinic_zone), now) if hours and course.clinic_zone else []


def clinic_zone_of(course: Course) -> ZoneInfo:
    """Where the patient is to come in."""
    return zone_named(course.clinic_zone or course.schedule.treated.zone)


def _times(reply: Reply, zone: ZoneInfo) -> tuple[datetime, ...]:
    if not reply.with_times:
        return ()
    typed = [text for text in [*request.form.getlist("time"), request.form.get("other_time", "")] if text.strip()]
    try:
        times = sorted({typed_instant(text.strip(), zone) for text in typed})
    except ValueError:
        raise Refusal("times") from None
    if len(times) > MOST_TIMES or any(at <= asked().now for at in times):
        raise Refusal("times")
    return tuple(times)


def _filled(text: dict[str, str], one: Read) -> str:
    return say(text, language()).replace("{day}", _day(one))


def _day(one: Read) -> str:
    """`day 3`, `the first day`"""
    if one.now.entry.noted_at < one.course.schedule.treated.treated_at:
        return str(_("this time"))
    return one.day[:1].lower() + one.day[1:]
