"""Rules: what to avoid, do, may do or expect, and when."""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Discriminator, Field, Tag

from companion.aftercare.protocol.base import (
    AreaId,
    Evidence,
    Identifier,
    LocalTime,
    Model,
    ProductId,
    RuleId,
    Severity,
    Sources,
    SpanText,
    Text,
    Words,
)

Category = Literal["avoid", "do", "ok", "expect"]


class RuleWindow(Model):
    """From and until, counted from the treatment; no end where `until` is null."""

    starts: SpanText = Field(alias="from")
    until: SpanText | None
    until_from: Literal["product.min_interval"] | None = None


class Night(Model):
    """One window a night, the first on the local day of treatment."""

    every: Literal["night"]
    from_local: LocalTime
    until_local: LocalTime
    nights: Annotated[int, Field(ge=1, le=60)] | None = None


class Day(Model):
    """One item for the whole window; its due times belong to the sun plan."""

    every: Literal["day"]
    trigger: str
    repeat: SpanText


T = TypeVar("T")

# A list of names, or the word "all".
AllOr = Annotated[
    Annotated[Literal["all"], Tag("all")] | Annotated[list[T], Field(min_length=1), Tag("list")],
    Discriminator(lambda value: "list" if isinstance(value, list) else "all"),
]


class AppliesTo(Model):
    products: AllOr[ProductId]
    areas: AllOr[AreaId]


def _not_blank(lines: list[str]) -> list[str]:
    if not lines or not all(line.strip() for line in lines):
        raise ValueError("a range names every value seen")
    return lines


class Rule(Model):
    """`seen`: the shortest and the longest end among the sources; `reason`: why a clinic chose another, or hides it."""

    id: Identifier
    category: Category
    name: Text
    title: Text
    detail: Text
    why: Text
    say_yes: Text | None = None
    window: RuleWindow
    recur: Annotated[Night | Day, Field(discriminator="every")] | None = None
    show: Literal["only_when_symptom_or_in_reference"] | None = None
    hidden: bool = False
    uv: bool = False
    severity: Severity
    evidence: Evidence
    disputed: bool
    differs: Text | None = None
    range: Annotated[list[str], AfterValidator(_not_blank)] | None = None
    seen: Annotated[list[SpanText], Field(min_length=2, max_length=2)] | None = None
    reason: Words | None = None
    exceptions: list[Text] = []
    conflicts_with: RuleId | None = None
    requires: RuleId | None = None
    draft_note: str | None = None
    evidence_note: str | None = None
    applies_to: AppliesTo
    sources: Sources

    @property
    def is_reference(self) -> bool:
        return self.show is not None

    @property
    def is_own(self) -> bool:
        """Whether a clinic added it."""
        return self.evidence == "clinic"


class PlanView(Model):
    """The rules that Plan shows apart from the days."""

    skin: list[RuleId] = []
    sun: list[RuleId] = []
    judge: list[RuleId] = []
    follow_up: RuleId | None = None
    next_treatment: RuleId | None = None
    other_clinics: RuleId | None = None


class NowView(Model):
    max_open: Annotated[int, Field(ge=1)]
    order: list[RuleId]
    always_linked: list[RuleId]
