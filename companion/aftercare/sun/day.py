"""One local day of a place: its UV windows, its peak and its sunset."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from companion.aftercare.protocol import Protocol
from companion.aftercare.sun.places import Place
from companion.aftercare.sun.stretches import knots, stretches
from companion.aftercare.sun.uv import band_of, threshold_of, uv_index
from companion.aftercare.zones import instant_of, zone_named
from companion.lazily import Lazily

astral, sun = Lazily("astral"), Lazily("astral.sun")
MINUTE = timedelta(minutes=1)
HORIZON = -0.833  # degrees: the sun's upper edge on the horizon, bent by the air


@dataclass(frozen=True, slots=True)
class SunWindow:
    """A stretch with a predicted index of the threshold or more, all of one band; to the minute."""

    starts_at: datetime
    ends_at: datetime
    band: str


@dataclass(frozen=True, slots=True)
class SunDay:
    """`peak`: the highest clear-sky index, 0 while the sun stays down, None for a day that the calendar skipped.

    `sets_at`: the end of the last daylight of the day, which is midnight while the sun stays up; None without any.
    """

    place: Place
    threshold: float
    peak: float | None
    windows: tuple[SunWindow, ...]
    sets_at: datetime | None

    def first_at(self, since: datetime, until: datetime) -> datetime | None:
        """The first instant in [since, until) with an index of the threshold or more."""
        for window in self.windows:
            first = max(window.starts_at, since)
            if first < min(window.ends_at, until):
                return first
        return None


@lru_cache(maxsize=4096)
def sun_day(protocol: Protocol, place: Place, zone: str, day: date) -> SunDay:
    """The sun over a place from midnight to midnight of `zone`. ValueError: a protocol without UV numbers."""
    there, uv = zone_named(zone), protocol.uv
    begins = instant_of(datetime.combine(day, time()), there)
    ends = instant_of(datetime.combine(day + timedelta(days=1), time()), there)
    threshold, minutes = threshold_of(uv, is_town=place.is_town), (ends - begins) // MINUTE
    if minutes <= 0:
        return SunDay(place, threshold, None, (), None)
    sky = _Sky(place, begins)
    at = knots(sky.height, minutes)

    def band(minute: int) -> str | None:
        index = uv_index(uv, sky.height(minute))
        return band_of(uv, index) if index >= threshold else None

    windows = tuple(
        SunWindow(begins + first * MINUTE, begins + end * MINUTE, name)
        for first, end, name in stretches(band, at)
        if name is not None
    )
    light = [end for _, end, is_up in stretches(lambda minute: sky.height(minute) >= HORIZON, at) if is_up]
    peak = max(uv_index(uv, sky.height(minute)) for minute in at[:-1] or at)
    return SunDay(place, threshold, peak, windows, begins + light[-1] * MINUTE if light else None)


class _Sky:
    """The sun's elevation by the minute of one day, each computed once."""

    def __init__(self, place: Place, begins: datetime) -> None:
        self._observer = astral.Observer(place.latitude, place.longitude)
        self._begins = begins
        self._heights: dict[int, float] = {}

    def height(self, minute: int) -> float:
        """Degrees over the horizon, without refraction, as the index is computed from it."""
        if minute not in self._heights:
            at = self._begins + minute * MINUTE
            self._heights[minute] = sun.elevation(self._observer, at, with_refraction=False)
        return self._heights[minute]
