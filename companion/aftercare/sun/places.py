"""Where the sun is computed for: the city that a zone is named after, or a town that a person picked."""

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from companion.aftercare.places import todays_names, zone_rows

# Names that tzdata links to a city, although they name a clock and no place.
_CLOCKS = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}
_ISO_6709 = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?([+-])(\d\d\d)(\d\d)(\d\d)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the ground in degrees, north and east positive; `is_town` where a person picked it."""

    name: str
    country: str
    latitude: float
    longitude: float
    zone: str
    is_town: bool = False


def place_of(zone: str, town: str | None = None) -> Place | None:
    """The picked town while the phone's zone is that town's, else the zone's own city.

    A town of another zone does not count: the person has travelled on from it. A zone that is no place
    (UTC, Etc/*, EST5EDT) takes the town's word for it, and is None without one.
    """
    today = _today(zone)
    picked = next((place for place in towns_of(zone) if place.name == town), None) if town else None
    return picked or (_cities()[today] if today else None)


def town_named(name: str, zone: str) -> Place:
    """The town of that name in that zone, the largest where there are several; ValueError names what is near."""
    by_name = {place.name.casefold(): place for place in reversed(towns_of(zone))}
    found = by_name.get(name.strip().casefold())
    if found:
        return found
    near = difflib.get_close_matches(name.strip().casefold(), by_name, n=1)
    hint = f" Did you mean {by_name[near[0]].name}?" if near else ""
    towns = ", ".join(place.name for place in towns_of(zone)[:20])
    raise ValueError(f"no town {name!r} is known in {zone}.{hint} {f'Known there: {towns}' if towns else 'None is.'}")


def towns_near(name: str, zone: str, many: int = 5) -> list[str]:
    """Names that can be picked there instead: those spelled alike first, then the largest."""
    names = {town.name.casefold(): town.name for town in reversed(towns_of(zone))}
    alike = difflib.get_close_matches(name.strip().casefold(), names, n=many)
    return [names[one] for one in dict.fromkeys([*alike, *reversed(names)])][:many]


def towns_of(zone: str) -> list[Place]:
    """The towns that can be picked in a zone, the largest first; all of them where the zone is no place."""
    today = _today(zone)
    return [town for town in _towns() if today in (None, town.zone)]


def _today(zone: str) -> str | None:
    return None if zone in _CLOCKS else todays_names().get(zone)


@cache
def _cities() -> dict[str, Place]:
    """Zone -> its city, by tzdata's zone.tab."""
    return {zone: Place(_city(zone), country, *_degrees(where), zone) for country, where, zone, *_ in zone_rows()}


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _degrees(text: str) -> tuple[float, float]:
    """`+4024-00341` or `+404251-0740023` -> degrees north and east."""
    found = _ISO_6709.fullmatch(text)
    assert found, text
    north, east = found.groups()[:4], found.groups()[4:]
    return _angle(*north), _angle(*east)


def _angle(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    angle = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -angle if sign == "-" else angle


@cache
def _towns() -> tuple[Place, ...]:
    text = (files("companion.aftercare.sun") / "towns.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Place(name, country, float(north), float(east), zone, True) for name, country, north, east, zone in rows
    )
