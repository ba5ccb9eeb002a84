"""Products: facts with a verdict on how each was checked. A value of null is not known and is hidden."""

from typing import Annotated

from pydantic import Field

from companion.aftercare.protocol.base import AreaId, Identifier, Model, Sources, SpanText, Text


class Product(Model):
    id: Identifier
    name: Text
    inn: str
    region: str
    areas_label: list[AreaId]
    areas_label_ch_extra: list[AreaId] = []
    onset: str | None
    peak: str | None
    duration: str | None
    duration_weeks: Annotated[list[int], Field(min_length=2, max_length=2)]
    min_interval: Annotated[list[SpanText], Field(min_length=1)]
    incidence: dict[str, str | None] = {}
    disputed: list[str] = []
    min_interval_range: list[str] | None = None
    min_interval_note: str | None = None
    onset_note: str | None = None
    duration_note: str | None = None
    duration_weeks_note: str | None = None
    allergy_note: str | None = None
    age_note: str | None = None
    us_status: str | None = None
    verdicts: dict[str, str]
    label_sources: list[str]
    sources: Sources
