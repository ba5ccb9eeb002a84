"""The hand-over form: the treatment, a first name and the date of the follow-up."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.schedule import schedule_of
from companion.aftercare.sentences import date_words, length_words
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, typed_instant, zone_named
from companion.models.treatment import Course
from companion.services.enrol import HandOver
from companion.web.treatment_form import Answers, TreatmentForm, wall_time

FOLLOW_UP_RULE = "review-visit"
LONGEST_NAME = 60


@dataclass
class HandOverForm(TreatmentForm):
    """`follow_up_at` as it was typed; `check` is the instant it stands for, None for no date."""

    first_name: str = ""
    follow_up_at: str = ""
    check: datetime | None = None

    @classmethod
    def fresh(cls, now: datetime, zone: str) -> "HandOverForm":
        """What stands in an empty form: now, on the clinic's clock. A check is only there once somebody made a date."""
        return cls(treated_at=wall_time(now, zone_named(zone)), zone=zone)

    @property
    def proposal(self) -> str:
        """When the protocol proposes the check, as the field takes it; empty without a time of treatment."""
        try:
            start = typed_instant(self.treated_at, zone_named(self.zone))
        except ValueError:
            return ""
        here = zone_named(self.zone)
        return wall_time(after(start, Span.parse(_check_after()), here), here)

    @property
    def proposed_in(self) -> str:
        """`2 weeks`"""
        return length_words(bundled(), _check_after())

    def read(self, answers: Answers, now: datetime, protocol: Protocol) -> None:
        """Take the answers; `hand_over` is there when nothing is wrong with them."""
        super().read(answers, now, protocol)
        self.first_name = " ".join(answers.get("first_name", "").split())
        if len(self.first_name) > LONGEST_NAME:
            self.errors["first_name"] = _("That name is long. Use up to %(many)s letters.", many=LONGEST_NAME)
        self.follow_up_at = answers.get("follow_up_at", "").strip()
        if self.follow_up_at and "zone" not in self.errors:
            self._read_check(zone_named(self.zone), protocol)

    def fill(self, course: Course) -> None:
        super().fill(course)
        if course.follow_up_at:
            self.follow_up_at = wall_time(course.follow_up_at, course.schedule.zone)

    @property
    def hand_over(self) -> HandOver | None:
        if self.errors or not self.treated:
            return None
        return HandOver(self.id, self.treated, self.first_name or None, self.check)

    def _read_check(self, zone: ZoneInfo, protocol: Protocol) -> None:
        try:
            self.check = typed_instant(self.follow_up_at, zone)
        except ValueError:
            self.errors["follow_up_at"] = _("Type the day and the time of the check, or leave it empty.")
            return
        if self.treated and self.check <= self.treated.treated_at:
            self.errors["follow_up_at"] = _("The check must come after the treatment. Check the day.")
        elif self.treated and self.check >= (closes_at := schedule_of(protocol, self.treated).ends_at):
            day = f"{date_words(protocol, closes_at, zone)} {closes_at.astimezone(zone):%Y}"
            self.errors["follow_up_at"] = _("The plan closes on %(day)s, before this check. Check the year.", day=day)


def _check_after() -> str:
    return bundled().rule[FOLLOW_UP_RULE].window.starts
