"""What a phone sends as a journal entry, checked: its shape by itself, its names against the protocol."""

import json
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.base import Model
from companion.aftercare.zones import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 2000
BASELINE: Literal["baseline"] = "baseline"  # photos taken at the clinic, which no phone sends
EXPRESSIONS = ("rest", "brows", "frown", "smile", "close_up")


def _near(instant: datetime) -> datetime:
    if not FIRST_YEAR < instant.year < LAST_YEAR:
        raise ValueError(f"a year from {FIRST_YEAR + 1} to {LAST_YEAR - 1}")
    return instant


def _printable(text: str) -> str:
    """Without the sign that no keyboard types and not every database takes."""
    return text.replace("\0", "")


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Free = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_printable)]
Noticed = Annotated[AwareDatetime, AfterValidator(_near)]


class Place(Model):
    """A zone of the face diagram, and how large it is there in one word."""

    zone: Name
    size: Name | None = None


class Noted(Model):
    """One entry. A part that is missing was not answered; ValidationError for anything else than this."""

    treatment_id: UUID
    noted_at: Noticed
    kind: Literal["fine", "check_in", "slip", "baseline"]
    rule: Name | None = None
    scores: Annotated[dict[Name, Annotated[int, Field(ge=0, le=100)]], Field(max_length=40)] = {}
    flags: Annotated[list[Name], Field(max_length=100)] = []
    places: Annotated[list[Place], Field(max_length=100)] = []
    course: Literal["better", "same", "worse"] | None = None
    note: Free = ""
    question: Free = ""
    supersedes_id: UUID | None = None

    @model_validator(mode="after")
    def _says_nothing_beside_fine(self) -> "Noted":
        said = (self.scores, self.flags, self.places, self.course, self.note, self.question, self.rule)
        if self.kind == "fine" and any(said):
            raise ValueError("all fine says nothing else")
        return self

    def canonical(self) -> str:
        """The same text for the same content, whatever the order and the parts left out."""
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True)


class Agreed(Model):
    """A yes to photos: the words that were shown, and when by the phone's clock. ValidationError for anything else."""

    purpose: Literal["photos"]
    wording: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
    given_at: Noticed


def misfit(protocol: Protocol, noted: Noted) -> str | None:
    """The first part of an entry that names what this protocol does not have: `scores`, `flags`, `places` or `rule`."""
    if not all(_in_range(protocol, score, value) for score, value in noted.scores.items()):
        return "scores"
    if not set(noted.flags) <= set(protocol.flag):
        return "flags"
    sizes = {size.id for size in protocol.check_in.sizes} | {None}
    if not {place.zone for place in noted.places} <= zones_of(protocol) or not {p.size for p in noted.places} <= sizes:
        return "places"
    if (noted.kind == "slip") != (noted.rule is not None) or (noted.rule and noted.rule not in protocol.rule):
        return "rule"
    return None


def zones_of(protocol: Protocol) -> set[str]:
    """Every zone that an entry may name."""
    return {zone for zones in protocol.face_zones.values() for zone in zones}


def _in_range(protocol: Protocol, score: str, value: int) -> bool:
    scale = protocol.scale.get(score)
    return scale is not None and scale.range[0] <= value <= scale.range[1]
