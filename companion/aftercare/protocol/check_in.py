"""The words of a check-in that no scale and no flag has."""

from typing import Annotated

from pydantic import Field

from companion.aftercare.protocol.base import Evidence, Identifier, Model, Sources, SpanText, Text
from companion.aftercare.protocol.rules import Category


class Size(Model):
    """How large something is against a thing that everybody knows."""

    id: Identifier
    name: Text
    about_mm: Annotated[int, Field(ge=1)]


class Often(Model):
    """What to say when there are more than so many check-ins within that span."""

    more_than: Annotated[int, Field(ge=1)]
    within: SpanText
    say: Text


class Slip(Model):
    """What to say to somebody who did what their plan asks them not to do yet, and which rules that may be."""

    categories: Annotated[list[Category], Field(min_length=1)]
    thanks: Text
    still: Text
    over: Text
    watch: Text


class CheckIn(Model):
    """`zones`: the name of a zone of the face, by what stands before its side."""

    zones: dict[Identifier, Text] = {}
    sizes: list[Size] = []
    often: Often | None = None
    slip: Slip | None = None
    evidence: Evidence = "draft_choice"
    sources: Sources = ["draft"]
