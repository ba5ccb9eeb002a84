"""What a check-in means, as the page says it that answers one; the phone shows the same from its table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from companion.aftercare.schedule import Window
from companion.aftercare.spans import Span
from companion.aftercare.symptoms import Level, Report, triage
from companion.models.treatment import Course
from companion.services.journal import Version
from companion.web.patient.check_in_page import previous_of, slips_of
from companion.web.voice import PageVoice


@dataclass(frozen=True)
class Meaning:
    """`because`: the names of what decided. `asks`: [title, question] of what to look at next. `slip`: its window."""

    urgency: Level
    say: Markup
    because: list[Markup]
    asks: list[tuple[Markup, Markup]]
    slip: Window | None
    is_often: bool


def meaning_of(version: Version, earlier: list[Version], course: Course, voice: PageVoice) -> Meaning:
    """`earlier`: the entries before it that stand, the oldest first."""
    entry, protocol = version.entry, course.schedule.protocol
    report = Report(_age(version, course), entry.scores, previous_of(earlier), tuple(entry.flags))
    told = triage(protocol, report, voice.plain)
    slip = next((window for window in slips_of(course.schedule) if window.rule.id == entry.rule), None)
    names = {scale.id: scale.name for scale in protocol.scales.items} | {f.id: f.title for f in protocol.flag.values()}
    asks = [(voice(protocol.flag[flag].title), voice(protocol.flag[flag].ask)) for flag in told.then_ask]
    because = [voice(names[name]) for name in told.because]
    said = Markup(told.say)  # noqa: S704  every part was escaped
    return Meaning(told.urgency, said, because, asks, slip, _is_often(version, earlier, voice))


def _age(version: Version, course: Course) -> timedelta:
    """A clock that is wrong never makes it less urgent: an age that cannot be is that at receipt."""
    entry, treated_at = version.entry, course.schedule.treated.treated_at
    noted_at: datetime = entry.noted_at if treated_at <= entry.noted_at <= entry.received_at else entry.received_at
    return noted_at - treated_at


def _is_often(version: Version, earlier: list[Version], voice: PageVoice) -> bool:
    often = voice.protocol.check_in.often
    if often is None or version.entry.kind == "fine":
        return False
    since = version.entry.noted_at - Span.parse(often.within).elapsed()
    worries = [v for v in earlier if v.entry.kind != "fine" and v.entry.noted_at > since]
    return len(worries) + 1 > often.more_than
