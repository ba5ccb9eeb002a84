"""Red flags, the scales of the journal, and what a score means."""

from typing import Annotated, Any, Literal

from pydantic import Field

from companion.aftercare.protocol.base import (
    FlagId,
    Identifier,
    Model,
    ScoreId,
    Sources,
    SpanText,
    Text,
    Urgency,
)


class UrgencyLevel(Model):
    order: int
    label: Text
    contact: Literal["emergency", "clinic"]
    if_closed: Text | None = None


class UrgencyLevels(Model):
    emergency_now: UrgencyLevel
    same_day: UrgencyLevel
    follow_up: UrgencyLevel


class RedFlag(Model):
    id: Identifier
    urgency: Urgency
    title: Text
    ask: Text
    say: Text
    also: list[Text] = []
    escalate_with: list[FlagId] = []
    to: Urgency | None = None
    disputed: bool = False
    range: list[str] | None = None
    note: str | None = None
    typical_onset: str | None = None
    draft_note: str | None = None
    clinician_note: str | None = None
    evidence_note: str | None = None
    checked: bool = True
    sources: Sources

    @property
    def is_own(self) -> bool:
        """Whether a clinic added it."""
        return self.sources == ["clinic"]


class FlagWindow(Model):
    starts: SpanText = Field(alias="from")
    until: SpanText
    note: str


class SayOnThePhone(Model):
    """What to say when somebody answers; `with_date` has a gap {treated_on}."""

    with_date: Text
    without_date: Text
    sources: Sources


class RedFlags(Model):
    urgency_levels: UrgencyLevels
    window_default: FlagWindow
    items: Annotated[list[RedFlag], Field(min_length=1)]
    timing_note: str
    swallowing_note: str


class Scale(Model):
    id: Identifier
    name: Text
    type: Literal["ordinal", "nrs"]
    range: Annotated[list[int], Field(min_length=2, max_length=2)]
    anchors: list[Text] | dict[int, Text]
    bands: dict[str, list[int]] | None = None
    extra: dict[str, Any] | None = None
    disputed: bool = False
    range_of_sources: list[str] | None = None
    change_that_matters: int | None = None
    validated: bool | str
    alt: str | None = None
    note: str | None = None
    sources: Sources


class When(Model):
    """All parts that are given must hold; `at_least` and `at_most` include the value."""

    score: ScoreId
    at_least: int | None = None
    at_most: int | None = None
    rises_by: Annotated[int, Field(ge=1)] | None = None
    after: SpanText | None = None


class TriageRule(Model):
    when: When
    urgency: Urgency
    flag: FlagId | None = None
    then_ask: list[FlagId] = []
    sources: Sources


class Scales(Model):
    note: str
    items: list[Scale]
    auto_triage: list[TriageRule]
    triage_note: str
