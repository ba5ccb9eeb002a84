"""A whole protocol: every part of the file, and look-ups by id."""

from functools import cached_property
from typing import Any

from pydantic import ConfigDict

from companion.aftercare.protocol.base import AreaId, Identifier, Model, RuleId, Text
from companion.aftercare.protocol.check_in import CheckIn
from companion.aftercare.protocol.course import (
    BeforeNext,
    BruiseColour,
    ClinicChecks,
    OverTime,
    Reminder,
    ReminderRules,
    TimelineDays,
)
from companion.aftercare.protocol.flags import RedFlag, RedFlags, SayOnThePhone, Scale, Scales
from companion.aftercare.protocol.lookup import Answers, CanI, Emergency, WordList
from companion.aftercare.protocol.products import Product
from companion.aftercare.protocol.replies import Replies
from companion.aftercare.protocol.rules import NowView, PlanView, Rule
from companion.aftercare.protocol.uv import Uv


class Meta(Model):
    """`based_on`: the version of the program's file that a clinic's own was made from."""

    id: Identifier
    version: str
    signed_off: str | None
    based_on: str | None = None
    languages: list[str]
    reading_age_target: str
    conventions: dict[str, str]
    severity: dict[str, str]
    evidence: list[str]
    placeholders: list[str]


class Source(Model):
    title: str
    kind: str
    short: str | None = None

    @property
    def name(self) -> str:
        return self.short or self.title


class Protocol(Model):
    """One version of a protocol, immutable. Compared by identity, so that schedules can be remembered by it.

    A part with a default may be missing in a version that was published before the part was thought of.
    """

    model_config = ConfigDict(ignored_types=(cached_property,))

    meta: Meta
    sources: dict[str, Source]
    areas: list[Identifier]
    area_names: dict[AreaId, Text]
    words: WordList
    rules: list[Rule]
    answers: Answers
    face_zones: dict[str, list[str]]
    now_view: NowView
    plan_view: PlanView = PlanView()
    red_flags: RedFlags
    say_on_the_phone: SayOnThePhone | None = None
    scales: Scales
    check_in: CheckIn = CheckIn()
    replies: Replies = Replies()
    timeline: list[TimelineDays]
    bruise_colours: list[BruiseColour]
    reminders: list[Reminder]
    reminder_rules: ReminderRules
    uv: Uv
    products: list[Product]
    before_next: BeforeNext
    over_time: OverTime
    clinic_checks: ClinicChecks
    cross_cutting: dict[str, Any]
    can_i: CanI
    emergency: Emergency

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def rule(self) -> dict[RuleId, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def flag(self) -> dict[str, RedFlag]:
        return {flag.id: flag for flag in self.red_flags.items}

    @cached_property
    def product(self) -> dict[str, Product]:
        return {product.id: product for product in self.products}

    @cached_property
    def reminder(self) -> dict[str, Reminder]:
        return {reminder.id: reminder for reminder in self.reminders}

    @cached_property
    def scale(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales.items}
