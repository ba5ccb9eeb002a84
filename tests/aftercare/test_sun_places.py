"""Where the sun is computed for: zones, their old names, towns, and clocks that are no place."""

import pytest

from companion.aftercare.places import country_of, placed_zones
from companion.aftercare.sun import place_of, town_named, towns_near, towns_of
from companion.aftercare.zones import zone_names


@pytest.mark.parametrize("zone", sorted(zone_names()))
def test_a_zone_lies_in_its_country_or_is_no_place(zone: str) -> None:
    place = place_of(zone)
    if place:
        assert place.country == country_of(zone)
        assert place.zone in placed_zones()
        assert -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Etc/GMT+5", "GMT", "EST5EDT", "EST", "CET", "Zulu"])
def test_a_clock_is_no_place(zone: str) -> None:
    assert place_of(zone) is None


def test_most_zones_are_places() -> None:
    assert sum(place_of(zone) is None for zone in zone_names()) == 55


@pytest.mark.parametrize(
    ("old", "latitude", "longitude"),
    [
        ("Europe/Madrid", 40.4, -3.68),
        ("US/Eastern", 40.71, -74.01),
        ("Asia/Calcutta", 22.53, 88.37),
        ("Iceland", 64.15, -21.85),
        ("Pacific/Yap", 7.42, 151.78),
        ("America/Argentina/Buenos_Aires", -34.6, -58.45),
    ],
)
def test_an_old_name_lies_where_the_new_one_does(old: str, latitude: float, longitude: float) -> None:
    place = place_of(old)
    assert place
    assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=0.01)


def test_every_town_lies_in_a_zone_that_is_a_place_and_once_under_its_name() -> None:
    towns = towns_of("UTC")
    assert 300 <= len(towns) <= 600
    assert len({(town.name, town.zone) for town in towns}) == len(towns)
    for town in towns:
        assert town.is_town and town.zone in placed_zones()
        assert -90 <= town.latitude <= 90 and -180 <= town.longitude <= 180


@pytest.mark.parametrize(
    ("zone", "several"),
    [
        ("America/New_York", {"Miami", "Boston", "Atlanta"}),
        ("Asia/Shanghai", {"Beijing", "Harbin", "Shenzhen"}),
        ("Asia/Kolkata", {"Delhi", "Mumbai", "Chennai", "Srinagar"}),
        ("Australia/Brisbane", {"Brisbane", "Cairns"}),
    ],
)
def test_a_large_zone_has_towns_far_from_its_city(zone: str, several: set[str]) -> None:
    assert several <= {town.name for town in towns_of(zone)}


def test_a_town_is_found_however_it_is_written_and_under_an_old_name_of_its_zone() -> None:
    assert town_named(" miami ", "US/Eastern").name == "Miami"
    assert town_named("Delhi", "Asia/Calcutta").latitude == pytest.approx(28.65, abs=0.1)
    assert town_named("Madrid", "UTC").country == "ES"


@pytest.mark.parametrize(("name", "zone"), [("Miamy", "America/New_York"), ("Miami", "Europe/Madrid"), ("", "UTC")])
def test_a_town_that_is_not_there_is_no_town(name: str, zone: str) -> None:
    with pytest.raises(ValueError, match="no town"):
        town_named(name, zone)


def test_who_leaves_the_zone_of_their_town_gets_the_city_of_the_new_one() -> None:
    assert str(getattr(place_of("America/New_York", "Miami"), "name", "")) == "Miami"
    assert str(getattr(place_of("Europe/Madrid", "Miami"), "name", "")) == "Madrid"
    assert str(getattr(place_of("UTC", "Miami"), "name", "")) == "Miami"


def test_whoever_typed_an_unknown_town_reads_which_are_known() -> None:
    assert towns_near("Edinburgh", "Europe/London") == ["London", "Glasgow"]
    assert towns_near("Marseile", "Europe/Paris")[0] == "Marseille", "spelled alike"
    assert len(towns_near("Nowhere", "America/New_York")) == 5
    assert towns_near("Nowhere", "Antarctica/Troll") == []
