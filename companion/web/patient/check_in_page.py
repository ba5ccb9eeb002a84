"""What the check-in shows of one treatment, and what the phone needs to answer it by itself."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from companion.aftercare.protocol import say
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.spans import Span
from companion.aftercare.triage_table import tables_of
from companion.aftercare.zones import epoch
from companion.models.treatment import Course
from companion.services.journal import Version
from companion.web.patient.now_page import Days, now_page
from companion.web.patient.zones import Zone, zones_for
from companion.web.voice import Audience, PageVoice

KEPT_IN_MIND = timedelta(days=2)  # longer than any span in which check-ins are counted


@dataclass(frozen=True, eq=False)
class CheckInPage:
    """`slips`: the windows in which somebody may have done what their plan asks them not to do yet."""

    course: Course
    voice: PageVoice
    zones: list[Zone]
    days: tuple[Days, ...]
    bruises: tuple[Days, ...]
    slips: list[Window]
    earlier: list[Version]
    as_of: datetime
    corrected: Version | None = None

    @property
    def noted_at(self) -> datetime | None:
        """When that was so which is put right."""
        return self.corrected.entry.noted_at if self.corrected else None

    @property
    def json(self) -> str:
        """For the script: instants in seconds since 1970, the entries before, and the table that it looks up."""
        facts = {
            "treatment_id": str(self.course.id),
            "treated_at": epoch(self.course.schedule.treated.treated_at),
            "noted_at": self.noted_at.isoformat() if self.noted_at else None,
            "supersedes_id": str(self.corrected.entry.id) if self.corrected else None,
            "as_of": epoch(self.as_of),
            "earlier": [_told(version) for version in _telling(self.earlier)],
            "often": _often(self.voice),
            "triage": triage_table(self.voice.audience),
        }
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def check_in_page(
    course: Course, voice: PageVoice, standing: list[Version], now: datetime, corrected: Version | None = None
) -> CheckInPage:
    """`standing`: the entries that stand, in any order; those after the one that is put right do not count."""
    schedule, page = course.schedule, now_page(course.schedule)
    earlier = sorted((v for v in standing if _is_earlier(v, course, corrected)), key=lambda v: v.entry.noted_at)
    zones = zones_for(schedule.protocol, schedule.treated)
    return CheckInPage(course, voice, zones, page.timeline, page.bruises, slips_of(schedule), earlier, now, corrected)


def previous_of(earlier: list[Version]) -> dict[str, int]:
    """The newest value of each score; `earlier` has the oldest first."""
    return {score: value for version in earlier for score, value in version.entry.scores.items()}


def slips_of(schedule: Schedule) -> list[Window]:
    """The last window of each rule that a slip may be about."""
    slip = schedule.protocol.check_in.slip
    windows = [w for w in schedule.windows if slip and w.rule.category in slip.categories and not w.rule.is_reference]
    return list({window.rule.id: window for window in windows}.values())


@lru_cache(maxsize=64)
def triage_table(audience: Audience) -> dict[str, Any]:
    """The table of urgencies with its sentences in markup, and the names of the scores."""
    voice = PageVoice(audience)
    names = {scale.id: say(scale.name, audience.language) for scale in audience.protocol.scales.items}
    return tables_of(audience.protocol, voice.plain) | {"names": names}


def _is_earlier(version: Version, course: Course, corrected: Version | None) -> bool:
    entry, other = version.entry, corrected.entry if corrected else None
    is_before = other is None or (entry.noted_at <= other.noted_at and entry.first_id != other.first_id)
    return entry.treatment_id == course.id and is_before


def _telling(earlier: list[Version]) -> list[Version]:
    """Those that hold the newest value of a score, and those of the last days, which are counted."""
    since = earlier[-1].entry.noted_at - KEPT_IN_MIND if earlier else None
    newest = {score: version for version in earlier for score in version.entry.scores}.values()
    return [v for v in earlier if v in newest or (since and v.entry.noted_at > since)]


def _told(version: Version) -> dict[str, Any]:
    entry = version.entry
    return {"id": str(entry.id), "noted_at": epoch(entry.noted_at), "kind": entry.kind, "scores": entry.scores}


def _often(voice: PageVoice) -> dict[str, int] | None:
    often = voice.protocol.check_in.often
    if often is None:
        return None
    return {"more_than": often.more_than, "within": int(Span.parse(often.within).elapsed().total_seconds())}
