"""The treatments that stand on the Now page, each a part of its own, and what is said of all of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_babel import gettext as _

from companion.aftercare.protocol import say
from companion.aftercare.schedule import Window
from companion.models.treatment import Course
from companion.web.assets import build_digest
from companion.web.filters import language
from companion.web.patient.now_page import Frame, NowPage, now_page
from companion.web.voice import PageVoice, voice_for

TWO_WEEKS = range(11, 19)  # days after which a visit goes by that name


@dataclass(frozen=True, eq=False)
class Part:
    """One treatment at one instant; `mark` stands behind its ids, so that they are the page's only ones."""

    course: Course
    page: NowPage
    frame: Frame
    voice: PageVoice
    mark: str
    runs: bool

    @property
    def name(self) -> str:
        """The product, or that it is a treatment where nobody knows."""
        schedule, tongue = self.course.schedule, self.voice.audience.language
        product = schedule.treated.product
        return _("Your treatment") if product == "other" else say(schedule.protocol.product[product].name, tongue)

    @property
    def places(self) -> str:
        names, tongue = self.course.schedule.protocol.area_names, self.voice.audience.language
        return ", ".join(say(names[area], tongue) for area in self.course.schedule.treated.areas)

    @property
    def hero(self) -> Window | None:
        """The window of its countdown."""
        is_shown = self.runs and self.frame.hero is not None
        return self.course.schedule.windows[self.frame.hero or 0] if is_shown else None

    @property
    def has_two_week_check(self) -> bool:
        """Whether the follow-up is about two weeks after the treatment."""
        visit, treated = self.course.follow_up_at, self.course.schedule.treated.treated_at
        return visit is not None and (visit - treated).days in TWO_WEEKS

    @property
    def next_treatment_at(self) -> datetime | None:
        """The earliest instant of the next treatment, by the protocol."""
        ends = (w.ends_at for w in self.course.schedule.windows if w.rule.window.until_from and w.ends_at)
        return max(ends, default=None)

    def always_at(self, now: datetime) -> list[int]:
        """The numbers of the windows that hold, of those in a list of their own."""
        return [n for n in self.page.always if self.course.schedule.windows[n].state_at(now) == "now"]

    def clock(self, at: datetime) -> str:
        """`18:40` where the treatment was."""
        return at.astimezone(self.course.schedule.zone).strftime("%H:%M")

    def facts_at(self, now: datetime) -> tuple[object, ...]:
        """The same while nothing changes in this part."""
        visit, phone = self.course.follow_up_at, self.voice.clinic_phone
        return (
            self.course.id,
            self.page.facts_at(now),
            self.runs,
            (self.course.ended_at, self.course.practitioner, self.course.clinic_name, phone, self.voice.numbers),
            (self.course.missed, self.course.missed_since),
            (visit, visit is not None and now < visit, self.next_is_ahead(now)),
        )

    def next_is_ahead(self, now: datetime) -> bool:
        return self.next_treatment_at is not None and now < self.next_treatment_at


def parts_of(courses: Sequence[Course], now: datetime) -> list[Part]:
    """A part for each course, in order."""
    return [_part(course, now, f"-{place}" if place else "") for place, course in enumerate(courses)]


def soonest(parts: list[Part]) -> Window | None:
    """The countdown that ends first."""
    heroes = [part.hero for part in parts if part.hero]
    return min(heroes, key=lambda hero: hero.ends_at or hero.starts_at, default=None)


def mood_of(parts: list[Part]) -> Literal["busy", "quiet", "ended"]:
    """Whether a countdown runs, a plan runs without one, or no plan runs."""
    if soonest(parts):
        return "busy"
    return "quiet" if any(part.runs for part in parts) else "ended"


def etag_of(parts: list[Part], others: Sequence[Course], now: datetime) -> str:
    """The same while nothing on the page changes; the instant of the answer is no part of it."""
    named = [(other.id, other.schedule.treated) for other in others]
    facts = ([part.facts_at(now) for part in parts], named, language(), build_digest())
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


def _part(course: Course, now: datetime, mark: str) -> Part:
    page = now_page(course.schedule)
    return Part(course, page, page.frame_at(now), voice_for(course), mark, course.runs_at(now))
