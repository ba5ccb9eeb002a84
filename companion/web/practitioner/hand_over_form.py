"""The hand-over form: the treatment, what was given, a first name and the date of the follow-up."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol, bundled, say
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import schedule_of
from companion.aftercare.sentences import date_words, length_words
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, typed_instant, zone_named
from companion.models.treatment import Course
from companion.services.enrol import HandOver
from companion.web.filters import language
from companion.web.practitioner.given_form import GivenForm
from companion.web.treatment_form import Answers, TreatmentForm, wall_time

LONGEST_NAME = 60


@dataclass
class HandOverForm(TreatmentForm):
    """`follow_up_at` as it was typed; `check` is the instant it stands for, None for no date."""

    first_name: str = ""
    follow_up_at: str = ""
    check: datetime | None = None
    given: GivenForm = field(default_factory=GivenForm)
    is_from_before: bool = False
    protocol: Protocol = field(default_factory=bundled)

    @classmethod
    def fresh(cls, now: datetime, zone: str, protocol: Protocol, before: Course | None = None) -> "HandOverForm":
        """What stands in an empty form: now, on the clinic's clock; product, areas and zone of the one before.

        A check is only there once somebody made a date, and a lot or units once somebody looked at the box.
        """
        form = cls(zone=zone, protocol=protocol)
        if before and before.schedule.treated.product in protocol.product:
            treated = before.schedule.treated
            form.product, form.zone, form.is_from_before = treated.product, treated.zone, True
            form.areas = [area for area in treated.areas if area in protocol.areas]
        form.treated_at = wall_time(now, zone_named(form.zone))
        return form

    @property
    def proposal(self) -> str:
        """When the protocol proposes the check, as the field takes it; empty without a time of treatment."""
        try:
            start = typed_instant(self.treated_at, zone_named(self.zone))
        except ValueError:
            return ""
        here = zone_named(self.zone)
        return wall_time(after(start, Span.parse(self._visit_rule.window.starts), here), here)

    @property
    def proposed_in(self) -> str:
        """`2 weeks`"""
        return length_words(self.protocol, self._visit_rule.window.starts)

    @property
    def proposed_range(self) -> str:
        """What the sources of the proposal say, for products and areas too; empty where they agree."""
        differs = self._visit_rule.differs
        return say(differs, language()) if differs else ""

    def read(self, answers: Answers, now: datetime, protocol: Protocol) -> None:
        """Take the answers; `hand_over` is there when nothing is wrong with them."""
        self.protocol = protocol
        super().read(answers, now, protocol)
        self.first_name = " ".join(answers.get("first_name", "").split())
        if len(self.first_name) > LONGEST_NAME:
            self.errors["first_name"] = _("That name is long. Use up to %(many)s letters.", many=LONGEST_NAME)
        self.given.read(answers, self.areas)
        self.errors |= self.given.errors
        self.follow_up_at = answers.get("follow_up_at", "").strip()
        if self.follow_up_at and "zone" not in self.errors:
            self._read_check(zone_named(self.zone), protocol)

    def fill(self, course: Course) -> None:
        super().fill(course)
        self.protocol = course.schedule.protocol
        self.given.fill(course.units, course.lot)
        if course.follow_up_at:
            self.follow_up_at = wall_time(course.follow_up_at, course.schedule.zone)

    @property
    def hand_over(self) -> HandOver | None:
        if self.errors or not self.treated:
            return None
        return HandOver(self.id, self.treated, self.first_name or None, self.check, self.given.given)

    @property
    def _visit_rule(self) -> Rule:
        """The rule that says when the visit should be."""
        return self.protocol.rule[self.protocol.plan_view.follow_up or ""]

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
