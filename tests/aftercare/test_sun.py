"""The sun of a day: against the formula by hand, against every minute, and where there is hardly a day."""

import math
import random
import re
import time
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from astral import Observer
from astral.sun import elevation

from companion.aftercare.places import placed_zones
from companion.aftercare.protocol import Protocol
from companion.aftercare.sun import Place, SunDay, place_of, sun_day
from companion.aftercare.sun.uv import band_of, uv_index
from companion.aftercare.zones import instant_of, zone_named
from tests.aftercare.clocks import changes, local

TROMSO = Place("Tromsø", "NO", 69.65, 18.96, "Europe/Oslo", True)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime.min.time()


def day_of(protocol: Protocol, zone: str, day: str, town: str | None = None) -> SunDay:
    place = place_of(zone, town)
    assert place
    return sun_day(protocol, place, zone, date.fromisoformat(day))


def by_hand(latitude: float, day: str) -> float:
    """UVI at noon: the sun stands 90 degrees less its distance in latitude; its declination by Spencer's series."""
    turn = math.tau * (date.fromisoformat(day).timetuple().tm_yday - 0.5) / 365
    series = ((-0.399912, 0.070257), (-0.006758, 0.000907), (-0.002697, 0.00148))
    waves = (c * math.cos(n * turn) + s * math.sin(n * turn) for n, (c, s) in enumerate(series, 1))
    declination = math.degrees(0.006918 + sum(waves))
    height = 90 - abs(latitude - declination)
    return 12.5 * math.sin(math.radians(height)) ** 2.42 if height > 0 else 0.0


@pytest.mark.parametrize(
    ("zone", "latitude", "day", "about"),
    [
        ("Europe/Madrid", 40.4, "2026-07-01", 11.2),
        ("Europe/London", 51.5, "2026-12-21", 0.5),
        ("Asia/Singapore", 1.28, "2026-03-21", 12.5),
        ("Australia/Sydney", -33.87, "2026-12-21", 12.0),
        ("Africa/Nairobi", -1.28, "2026-06-21", 9.9),
        ("America/New_York", 40.71, "2026-03-21", 6.5),
    ],
)
def test_the_peak_is_what_the_formula_gives_by_hand(
    zone: str, latitude: float, day: str, about: float, protocol: Protocol
) -> None:
    peak = day_of(protocol, zone, day).peak
    assert peak == pytest.approx(by_hand(latitude, day), abs=0.1)
    assert peak == pytest.approx(about, abs=0.1)


def test_the_numbers_are_those_that_stand_in_the_formula(protocol: Protocol) -> None:
    numbers = protocol.uv.coefficients
    assert numbers
    written = re.findall(r"-?\d+(?:\.\d+)?", protocol.uv.formula.partition(";")[0].replace("mu0", ""))
    told = [numbers.scale, numbers.sun_power, numbers.ozone_reference_DU, numbers.ozone_power]
    assert [float(number) for number in written] == told


def test_the_sun_of_tromso_stays_down_in_winter_and_up_in_summer(protocol: Protocol) -> None:
    night = sun_day(protocol, TROMSO, "Europe/Oslo", date(2026, 12, 21))
    assert (night.peak, night.windows, night.sets_at) == (0.0, (), None)
    light = sun_day(protocol, TROMSO, "Europe/Oslo", date(2026, 6, 21))
    assert light.windows and light.sets_at == datetime(2026, 6, 21, 22, tzinfo=UTC)


def test_the_sun_sets_when_the_almanac_says(protocol: Protocol) -> None:
    for zone, day, almanac in (("Europe/London", "2026-12-21", "15:53"), ("Australia/Sydney", "2026-12-21", "20:05")):
        sets_at = day_of(protocol, zone, day).sets_at
        assert sets_at
        wanted = datetime.fromisoformat(f"{day}T{almanac}")
        assert abs(local(sets_at, zone) - wanted) <= 2 * MINUTE


def every_minute(protocol: Protocol, place: Place, day: date, threshold: float) -> list[tuple[datetime, datetime, str]]:
    """The windows of a day, by looking at each of its minutes."""
    zone = zone_named(place.zone)
    begins, ends = (instant_of(datetime.combine(d, MIDNIGHT), zone) for d in (day, day + timedelta(days=1)))
    minutes = [begins + n * MINUTE for n in range((ends - begins) // MINUTE)]
    where = Observer(place.latitude, place.longitude)
    indexes = [uv_index(protocol.uv, elevation(where, at, with_refraction=False)) for at in minutes]
    bands = [band_of(protocol.uv, index) if index >= threshold else "" for index in indexes]
    runs = [(band, [at for at, _ in run]) for band, run in groupby(zip(minutes, bands, strict=True), lambda m: m[1])]
    return [(run[0], run[-1] + MINUTE, band) for band, run in runs if band]


@pytest.mark.parametrize("seed", range(20))
def test_the_windows_are_those_of_a_look_at_every_minute(seed: int, protocol: Protocol) -> None:
    chance = random.Random(seed)
    place = place_of(chance.choice(sorted(placed_zones())))
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(1460))
    assert place
    found = sun_day(protocol, place, place.zone, day)
    wanted = every_minute(protocol, place, day, 2.0)
    assert [(w.starts_at, w.ends_at, w.band) for w in found.windows] == wanted
    assert found.first_at(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)) == (
        wanted[0][0] if wanted else None
    )


@pytest.mark.parametrize("day", range(60, 120))
def test_a_peak_that_hardly_reaches_the_threshold_is_not_missed(day: int, protocol: Protocol) -> None:
    place = Place("Far north", "NO", 62.3 + day / 100, 10.0, "Europe/Oslo")
    found = sun_day(protocol, place, "Europe/Oslo", date(2026, 1, 1) + timedelta(days=day))
    wanted = every_minute(protocol, place, date(2026, 1, 1) + timedelta(days=day), 2.0)
    assert [(w.starts_at, w.ends_at, w.band) for w in found.windows] == wanted


def test_the_first_instant_keeps_to_the_hours_that_are_asked_about(protocol: Protocol) -> None:
    found = day_of(protocol, "Europe/Madrid", "2026-07-01")
    begins, ends = found.windows[0].starts_at, found.windows[-1].ends_at
    assert found.first_at(begins - MINUTE, ends) == begins
    assert found.first_at(begins + 90 * MINUTE, ends) == begins + 90 * MINUTE
    assert found.first_at(begins - 90 * MINUTE, begins) is None
    assert found.first_at(ends, ends + 90 * MINUTE) is None


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Europe/London", "America/Havana", "Australia/Lord_Howe"])
def test_a_day_with_a_clock_change_has_its_sun(zone: str, protocol: Protocol) -> None:
    for change in changes(zone):
        day = local(change, zone).date()
        for near in (day - timedelta(days=1), day, day + timedelta(days=1)):
            found = day_of(protocol, zone, near.isoformat())
            assert all(local(w.starts_at, zone).date() == near for w in found.windows)


def test_a_day_that_the_calendar_skipped_has_no_sun(protocol: Protocol) -> None:
    found = day_of(protocol, "Pacific/Apia", "2011-12-30")
    assert (found.peak, found.windows, found.sets_at) == (None, (), None)


def test_a_day_takes_less_than_five_milliseconds_of_work_and_then_none(protocol: Protocol) -> None:
    places = [place for zone in ("Europe/Paris", "Asia/Tokyo", "America/Lima") if (place := place_of(zone))]
    days = [(place, date(2031, 3, 1) + timedelta(days=n)) for place in places for n in range(20)]
    spent = []
    for _ in range(2):
        begins = time.process_time()
        for place, day in days:
            sun_day(protocol, place, place.zone, day)
        spent.append((time.process_time() - begins) / len(days))
    assert spent[0] < 0.005
    assert spent[1] < 0.0001
