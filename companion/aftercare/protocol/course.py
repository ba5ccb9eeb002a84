"""What to expect by day, reminders, and the time before and after a course."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from companion.aftercare.protocol.base import (
    AdviceId,
    Evidence,
    FlagId,
    Identifier,
    LocalTime,
    Model,
    RuleId,
    Severity,
    Sources,
    SpanText,
    Text,
)
from companion.aftercare.spans import Span


class TimelineDays(Model):
    day: Annotated[str, Field(pattern=r"^\d+(-\d+|\+)?$")]
    expected: list[Text]
    not_expected: list[Text]
    sources: Sources

    @property
    def first(self) -> int:
        return int(self.day.rstrip("+").split("-")[0])

    @property
    def last(self) -> int | None:
        """The last day, None where it has no end."""
        return None if self.day.endswith("+") else int(self.day.split("-")[-1])


class BruiseColour(Model):
    starts: SpanText = Field(alias="from")
    until: SpanText
    colour: Text
    sources: Sources


class SunDue(Model):
    inside: RuleId
    between: Annotated[list[LocalTime], Field(min_length=2, max_length=2)]
    first: Literal["uv_at_least_threshold"]
    repeat: SpanText
    max_per_day: int
    during: Literal["outdoors"] = Field(alias="while")


class Due(Model):
    """One of: `after` a span, local `day` `at_local`, `relative_to` the follow-up, or `sun`."""

    after: SpanText | None = None
    after_from: str | None = None
    day: int | None = None
    at_local: LocalTime | None = None
    relative_to: Literal["follow_up", "product.min_interval"] | None = None
    before: SpanText | None = None
    sun: SunDue | None = None


def _span_or_moment(text: str) -> str:
    if text not in ("follow_up", "sunset"):
        Span.parse(text)
    return text


def _kind_of_skip(value: object) -> str:
    if isinstance(value, str):
        return "word"
    return "before" if isinstance(value, (SkipBefore, dict)) and "before" in dict(value) else "rule_hidden"


class SkipBefore(Model):
    before: SpanText


class SkipHidden(Model):
    rule_hidden: RuleId


SkipWord = Literal["entry_today", "photo_today", "no_follow_up", "follow_up_set", "treated_again"]
Skip = Annotated[
    Annotated[SkipWord, Tag("word")] | Annotated[SkipBefore, Tag("before")] | Annotated[SkipHidden, Tag("rule_hidden")],
    Discriminator(_kind_of_skip),
]


class Discreet(Model):
    title: Text
    body: Text


class Reminder(Model):
    id: Identifier
    kind: Literal["milestone", "care", "check_in", "follow_up", "sun", "return"]
    due: Due
    quiet: Literal["drop", "shift_to_end", "ignore"]
    not_after: Annotated[str, AfterValidator(_span_or_moment)]
    opt_in: bool
    skip_if: list[Skip]
    title: Text
    body: Text
    coming: Text | None = None  # what it will be about, while it is ahead
    discreet: Discreet
    text_rule: RuleId | None = None
    draft_note: str | None = None
    sources: Sources


class QuietHours(Model):
    starts: LocalTime = Field(alias="from")
    until: LocalTime


class ReminderRules(Model):
    quiet_hours: QuietHours
    quiet_hours_source: str
    zone: str
    lock_screen: str
    late: str
    help: str


class Advice(Model):
    id: Identifier
    title: Text
    detail: Text
    severity: Severity | None = None
    evidence: Evidence
    disputed: bool = False
    range: list[str] | None = None
    lead: SpanText | None = None
    sources: Sources


class BeforeNext(Model):
    title: Text
    show_from: Due
    draft_note: str
    items: list[Advice]
    sources: Sources


class OverTime(Model):
    title: Text
    items: list[Advice]
    note: str
    sources: Sources


class Counterfeit(Model):
    title: Text
    items: list[Text]
    flag: FlagId
    sources: Sources


class ClinicChecks(Model):
    """How to choose; `before` names the advice of `before_next` that fits a first treatment too."""

    title: Text
    items: list[Text]
    before: list[AdviceId] = []
    counterfeit: Counterfeit | None = None
    sources: Sources
