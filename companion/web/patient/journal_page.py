"""What the journal shows: an entry in words, by the day of its course, and the way of each score."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from companion.aftercare.entry import zones_of
from companion.aftercare.protocol import say
from companion.aftercare.protocol.flags import Scale
from companion.models import Entry, Photo
from companion.models.treatment import Course
from companion.services.journal import Line, Receipt, Version
from companion.services.waiting import replies_of
from companion.web.filters import language
from companion.web.patient.zones import zone_name
from companion.web.voice import PageVoice, voice_for

WIDTH, HEIGHT = 120, 40


@dataclass(frozen=True, eq=False)
class Shown:
    """A line of the journal, with the course that it is about."""

    line: Line
    course: Course
    voice: PageVoice

    @property
    def now(self) -> Version:
        return self.line.now

    @property
    def photos(self) -> list[Photo]:
        places = list(expressions())
        return sorted(self.line.photos, key=lambda photo: (places.index(photo.expression), photo.received_at))

    @property
    def day(self) -> str:
        """`Day 4`, as a calendar counts where the treatment was."""
        return day_name(self.course, self.now.entry.noted_at)

    def words(self, version: Version) -> list[tuple[str, str]]:
        """The name of each score that was answered, and its value in words."""
        scores = version.entry.scores
        answered = [scale for scale in self.voice.protocol.scales.items if scale.id in scores]
        return [(say(scale.name, language()), value_words(scale, scores[scale.id])) for scale in answered]

    def places(self, version: Version) -> str:
        """Where on the face, by name."""
        zones = (zone_name(self.voice.protocol, str(place["zone"])) for place in version.entry.places)
        return "; ".join(zones)

    def rule(self, version: Version) -> Markup | None:
        """The name of the rule that a slip was about."""
        rule = self.voice.protocol.rule.get(version.entry.rule or "")
        return self.voice(rule.name) if rule else None

    def signs(self, version: Version) -> list[Markup]:
        """The warning signs that were ticked."""
        return [self.voice(self.voice.protocol.flag[flag].title) for flag in version.entry.flags]

    def calls(self, receipt: Receipt) -> bool:
        """Whether the clinic's number stands below that answer."""
        reply = replies_of(self.voice.protocol).named(receipt.reply or "")
        return bool(reply and reply.with_phone and self.course.clinic_phone)

    def level(self, version: Version) -> Markup | None:
        """What that asks for: `Call your clinic today`."""
        level = getattr(self.voice.protocol.red_flags.urgency_levels, version.entry.urgency, None)
        return self.voice(level.label) if level else None


@dataclass(frozen=True)
class Trend:
    """The way of one score: `points` within WIDTH and HEIGHT, `rows` of (instant, words)."""

    name: str
    points: list[tuple[float, float]]
    rows: list[tuple[datetime, str]]
    first: str
    last: str


def shown(lines: list[Line], courses: list[Course]) -> list[Shown]:
    """The lines of those courses, in the order given."""
    by_id = {course.id: (course, voice_for(course)) for course in courses}
    return [Shown(line, *by_id[line.now.entry.treatment_id]) for line in lines]


def trends_of(lines: Iterable[Shown], course: Course) -> list[Trend]:
    """Every score of that course that was told twice, by what stands."""
    standing = (one.now.entry for one in lines if one.course.id == course.id)
    told = sorted(standing, key=lambda entry: entry.noted_at)
    runs = [(scale, _run(scale, told)) for scale in course.schedule.protocol.scales.items]
    return [_trend(scale, run) for scale, run in runs if len(run) > 1]


def _run(scale: Scale, told: list[Entry]) -> list[tuple[datetime, int]]:
    return [(entry.noted_at, entry.scores[scale.id]) for entry in told if scale.id in entry.scores]


def _trend(scale: Scale, run: list[tuple[datetime, int]]) -> Trend:
    (start, _first), (end, _last) = run[0], run[-1]
    (low, high), length = scale.range, (end - start).total_seconds() or 1
    points = [
        (round(WIDTH * (at - start).total_seconds() / length, 1), round(HEIGHT * (high - value) / (high - low), 1))
        for at, value in run
    ]
    rows = [(at, value_words(scale, value)) for at, value in run]
    return Trend(say(scale.name, language()), points, rows, rows[0][1], rows[-1][1])


def value_words(scale: Scale, value: int) -> str:
    """`A little`, `3 of 10`: the first sentence of what stands at that value."""
    if isinstance(scale.anchors, list):
        return say(scale.anchors[value - scale.range[0]], language()).partition(". ")[0]
    return str(_("%(value)s of %(most)s", value=value, most=scale.range[1]))


def day_name(course: Course, at: datetime) -> str:
    zone, treated_at = course.schedule.zone, course.schedule.treated.treated_at
    days = (at.astimezone(zone).date() - treated_at.astimezone(zone).date()).days
    if at < treated_at:
        return str(_("Before treatment"))
    return str(_("Day %(number)s", number=days) if days else _("The first day"))


def expressions() -> dict[str, str]:
    """What a face does on a photo, in words, in the order in which they are taken."""
    return {
        "rest": _("Face at rest"),
        "brows": _("Brows up"),
        "frown": _("Frown"),
        "smile": _("Smile"),
        "close_up": _("Close-up"),
    }


def journal_json(courses: list[Course]) -> str:
    """What the phone needs to show an entry that is not sent yet; the first course is the one of `/check-in`."""
    protocol = courses[0].schedule.protocol
    told: dict[str, Any] = {
        "scores": {scale.id: [say(scale.name, language()), _values(scale)] for scale in protocol.scales.items},
        "rules": {rule.id: say(rule.name, language()) for rule in protocol.rules},
        "flags": {flag.id: say(flag.title, language()) for flag in protocol.flag.values()},
        "zones": {zone: zone_name(protocol, zone) for zone in sorted(zones_of(protocol))},
        "levels": _levels(voice_for(courses[0])),
        "courses": course_words(),
        "words": {"where": _("Where"), "course": _("All in all")},
        "expressions": expressions(),
        "check_in": {str(course.id): url_for("check_in.check_in") for course in courses[:1]}
        | {str(course.id): url_for("check_in.of_treatment", treatment_id=course.id) for course in courses[1:]},
        "treated": {str(course.id): course.schedule.treated.treated_at.isoformat() for course in courses},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def course_words() -> dict[str, str]:
    return {"better": _("Better"), "same": _("The same"), "worse": _("Worse")}


def _levels(voice: PageVoice) -> dict[str, str]:
    """What each urgency asks for, without markup; none has nothing to say."""
    levels = voice.protocol.red_flags.urgency_levels
    return {name: voice(getattr(levels, name).label).striptags() for name in ("emergency_now", "same_day", "follow_up")}


def _values(scale: Scale) -> list[str]:
    low, high = scale.range
    return [value_words(scale, value) for value in range(low, high + 1)]


def facts_of(lines: list[Line]) -> list[object]:
    """The same while nothing is added to the journal, seen, answered or deleted."""
    return [
        ([(version.entry.id, version.receipts) for version in line.versions], [photo.id for photo in line.photos])
        for line in lines
    ]


def by_expression(lines: list[Shown]) -> dict[str, list[tuple[Photo, Shown]]]:
    """The photos of each expression, the oldest first; those that have none are left out."""
    photos = [(photo, one) for one in lines for photo in one.photos]
    photos.sort(key=lambda pair: pair[1].now.entry.noted_at)
    found = {name: [pair for pair in photos if pair[0].expression == name] for name in expressions()}
    return {name: pairs for name, pairs in found.items() if pairs}
