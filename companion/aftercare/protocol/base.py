"""What every part of a protocol file is made of: strict models, texts, spans, and names that must exist."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo

from companion.aftercare.spans import Span


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=True, defer_build=True)


LONGEST = timedelta(days=5 * 366)
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _has_english(text: dict[str, str]) -> dict[str, str]:
    if "en" not in text:
        raise ValueError("a text needs at least English: {en: ...}")
    return text


Text = Annotated[dict[Annotated[str, StringConstraints(pattern=LANGUAGE)], Words], AfterValidator(_has_english)]


def say(text: dict[str, str], language: str = "en") -> str:
    """The text in that language, or in English where it is missing."""
    return text.get(language) or text["en"]


def _span(text: str) -> str:
    if Span.parse(text).about() > LONGEST:
        raise ValueError(f"{text!r} is longer than five years")
    return text


SpanText = Annotated[str, AfterValidator(_span)]
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]


def known(kind: str, *also: str) -> Callable[[str, ValidationInfo], str]:
    """A check that a name is one of `kind` in the same file; the names come in the validation context."""

    def check(name: str, info: ValidationInfo) -> str:
        names: Collection[str] = (info.context or {}).get(kind, ())
        if info.context is not None and name not in names and name not in also:
            raise ValueError(f"unknown {kind.replace('_', ' ')} {name!r}")
        return name

    return check


SourceId = Annotated[str, AfterValidator(known("source"))]
RuleId = Annotated[str, AfterValidator(known("rule"))]
FlagId = Annotated[str, AfterValidator(known("red_flag"))]
ScoreId = Annotated[str, AfterValidator(known("score"))]
ProductId = Annotated[str, AfterValidator(known("product"))]
AdviceId = Annotated[str, AfterValidator(known("advice"))]
AreaId = Annotated[str, AfterValidator(known("area"))]

Sources = Annotated[list[SourceId], Field(min_length=1)]
Evidence = Literal[
    "label", "guideline", "trial", "consensus", "convention", "mixed", "contradicted", "draft_choice", "clinic"
]
LookupEvidence = Literal[Evidence, "conflict", "rule", "none", "red_flag"]
Severity = Literal["must", "should", "could"]
Urgency = Literal["emergency_now", "same_day", "follow_up"]
