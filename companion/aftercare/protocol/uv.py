"""The sun: how its strength is reckoned, and from where on to protect the skin."""

from companion.aftercare.protocol.base import Model, Sources, Text


class UvBand(Model):
    name: str
    min: int | None = None
    max: int | None = None


class UvCoefficients(Model):
    """UVI = scale * sin(sun's elevation) ** sun_power * (ozone / ozone_reference) ** ozone_power"""

    scale: float
    sun_power: float
    ozone_power: float
    ozone_reference_DU: float


class Uv(Model):
    formula: str
    coefficients: UvCoefficients | None = None  # without them no UVI is computed
    valid: str
    ozone_default_DU: int
    bands: list[UvBand]
    protect_from: int
    simple_groups: dict[str, Text]
    trigger_threshold_when_location_is_only_a_time_zone: float
    location_sources: list[str]
    unknown_zone: str
    wording: str
    disputed: bool
    range: list[str]
    sources: Sources
