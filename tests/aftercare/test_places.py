"""From a zone to a country and its numbers. The Unicode table of zones (CLDR) is the second opinion."""

import json

import pytest
from babel.core import get_global

from companion.aftercare.places import country_of, numbers_for
from companion.aftercare.protocol import Protocol, bundled_json
from companion.aftercare.zones import zone_names

COUNTRIES = json.loads(bundled_json())["emergency"]["countries"]
# Where the two tables differ: newer than CLDR's, the pole, and clocks that are no place.
EXCEPTIONS = {
    "America/Coyhaique": "CL",
    "Antarctica/Troll": "AQ",
    "Antarctica/South_Pole": "AQ",
    "CST6CDT": None,
    "EST5EDT": None,
    "MST7MDT": None,
    "PST8PDT": None,
}


def by_cldr(zone: str) -> str | None:
    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    country: str | None = territories.get(aliases.get(zone, zone))
    return None if country in ("001", "ZZ") else country


@pytest.mark.parametrize("zone", sorted(zone_names()))
def test_a_zone_lies_in_the_country_that_cldr_gives(zone: str) -> None:
    assert country_of(zone) == EXCEPTIONS.get(zone, by_cldr(zone))


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Iceland", "IS"),
        ("Eire", "IE"),
        ("GB", "GB"),
        ("NZ", "NZ"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("US/Pacific", "US"),
        ("Atlantic/Jan_Mayen", "SJ"),
        ("Pacific/Ponape", "FM"),
        ("Europe/Oslo", "NO"),
        ("Europe/Busingen", "DE"),
        ("Asia/Hong_Kong", "HK"),
    ],
)
def test_old_names_and_links_keep_their_own_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize("zone", ["UTC", "GMT", "Etc/GMT+5", "EST5EDT", "Zulu", "Nowhere/Land", "", "europe/oslo"])
def test_a_clock_that_is_no_place_has_no_country(zone: str) -> None:
    assert country_of(zone) is None


def test_a_checked_number_is_said_as_it_stands(protocol: Protocol) -> None:
    numbers = numbers_for(protocol, "GB")
    assert (numbers.emergency, numbers.emergency_dial, numbers.second_dial) == ("999", "999", "112")
    assert (numbers.urgent_care, numbers.urgent_dial, numbers.urgent_is_partial) == ("NHS 111", "111", True)
    assert numbers.is_checked


def test_a_number_that_is_not_checked_may_be_the_one(protocol: Protocol) -> None:
    numbers = numbers_for(protocol, "GG")
    assert numbers.emergency == "your local emergency number (it may be 999, or try 112)"
    assert (numbers.emergency_dial, numbers.second_dial, numbers.is_checked) == ("999", "112", False)
    assert (numbers.urgent_care, numbers.urgent_dial) == ("your local urgent care line", None)


def test_the_second_choice_is_never_the_first_once_more(protocol: Protocol) -> None:
    assert numbers_for(protocol, "AD").emergency == "your local emergency number (it may be 112, or try 116)"
    assert numbers_for(protocol, "AX").emergency == "your local emergency number (it may be 112)"
    assert numbers_for(protocol, "AX").second_dial is None


@pytest.mark.parametrize("country", [None, "", "XX", "gb", "AQ"])
def test_an_unknown_country_gets_words_and_no_number_to_dial_but_112(country: str | None, protocol: Protocol) -> None:
    numbers = numbers_for(protocol, country)
    assert (numbers.country, numbers.emergency) == (None, "your local emergency number")
    assert (numbers.emergency_dial, numbers.second_dial, numbers.urgent_dial) == (None, "112", None)
    assert not numbers.is_checked


def test_norway_is_a_country_and_not_a_no(protocol: Protocol) -> None:
    numbers = numbers_for(protocol, country_of("Europe/Oslo"))
    assert (numbers.country, numbers.emergency) == ("NO", "113")
    assert numbers.urgent_care == "your local urgent care line (it may be Legevakt, 116117)"


def test_numbers_keep_their_leading_zeros(protocol: Protocol) -> None:
    assert numbers_for(protocol, "AU").emergency_dial == "000"
    assert all(isinstance(row["emergency"], str) and row["emergency"].isdigit() for row in COUNTRIES.values())


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_every_country_has_a_number_with_the_right_doubt(country: str, protocol: Protocol) -> None:
    row, numbers = COUNTRIES[country], numbers_for(protocol, country)
    assert numbers.emergency_dial == row["emergency"]
    assert numbers.second_dial != numbers.emergency_dial
    assert ("may be" in numbers.emergency) != row["checked"] == numbers.is_checked
    assert row["emergency"] in numbers.emergency and "{" not in numbers.emergency + numbers.urgent_care
    line = row["urgent_care"]
    assert numbers.urgent_dial == (line and line["number"])
    assert ("may be" in numbers.urgent_care) == bool(line and not line["checked"])
