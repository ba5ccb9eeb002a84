"""From the sun's elevation to the clear-sky UV index and its band, by the numbers of the protocol."""

import math

from companion.aftercare.protocol.uv import Uv


def uv_index(uv: Uv, elevation: float) -> float:
    """Clear-sky UVI for the sun at that many degrees; 0 while it is down. ValueError: a protocol without numbers.

    Madronich 2007 at the protocol's ozone; no cloud, snow or height is known, so say "may reach".
    """
    numbers = uv.coefficients
    if numbers is None:
        raise ValueError("the protocol has no coefficients for the UV index")
    if elevation <= 0:
        return 0.0
    ozone = uv.ozone_default_DU / numbers.ozone_reference_DU
    power: float = math.sin(math.radians(elevation)) ** numbers.sun_power
    return numbers.scale * power * float(ozone**numbers.ozone_power)


def band_of(uv: Uv, index: float) -> str:
    """The band of an index rounded to a whole number, half up."""
    whole = math.floor(index + 0.5)
    return next(band.name for band in reversed(uv.bands) if band.min is None or whole >= band.min)


def threshold_of(uv: Uv, *, is_town: bool) -> float:
    """From which index on to remind: lower where only a zone is known, as its city may lie far from the person."""
    return float(uv.protect_from) if is_town else uv.trigger_threshold_when_location_is_only_a_time_zone
