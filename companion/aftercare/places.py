"""From a zone to a country, and from a country to the numbers to call."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.lookup import Emergency, UrgentCare

# Old names that tzdata links to a zone of another country, which keeps the same time.
_OLD_NAMES = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What to call, in words for a sentence, and to dial where a number is known.

    `country` is an ISO 3166-1 code, None where it is not known. A number that two sources do not
    agree on is not dialled by one tap alone: `is_checked` is false and the words say "may be".
    """

    country: str | None
    emergency: str
    emergency_dial: str | None
    second_dial: str | None
    urgent_care: str
    urgent_dial: str | None
    urgent_is_partial: bool
    is_checked: bool


def numbers_for(protocol: Protocol, country: str | None, language: str = "en") -> Numbers:
    """The numbers of a country; plain words without a number where none is known."""
    table = protocol.emergency
    row = table.countries.get(country or "")
    if not row:
        unknown = table.unknown
        words, urgent = say(unknown.text, language), say(unknown.urgent_text, language)
        return Numbers(None, words, None, unknown.second_choice, urgent, None, False, False)
    others = [table.unknown.second_choice, *row.also] if not row.checked else row.also
    second = next((number for number in others if number != row.emergency), None)
    line = row.urgent_care
    return Numbers(
        country,
        row.emergency if row.checked else _may_be(table, row.emergency, second, language),
        row.emergency,
        second,
        _urgent_words(table, line, language),
        line.number if line else None,
        bool(line and line.coverage == "partial"),
        row.checked,
    )


def _may_be(table: Emergency, number: str, second: str | None, language: str) -> str:
    text = table.may_be.two if second else table.may_be.one
    return say(text, language).format(number=number, second=second)


def _urgent_words(table: Emergency, line: UrgentCare | None, language: str) -> str:
    if not line:
        return say(table.unknown.urgent_text, language)
    named = line.name if line.number in line.name else f"{line.name}, {line.number}"
    return named if line.checked else say(table.may_be.urgent, language).format(number=named)


def country_of(zone: str) -> str | None:
    """The ISO 3166-1 code of the country in which a zone lies; None for UTC and its like."""
    return zone_countries().get(zone)


@cache
def zone_countries() -> dict[str, str]:
    """Every zone name that has a place -> its country; older names by their links."""
    country = placed_zones()
    return {name: country[today] for name, today in todays_names().items()}


@cache
def placed_zones() -> dict[str, str]:
    """Today's zone names -> country, by tzdata's zone.tab."""
    return {row[2]: row[0] for row in zone_rows()}


@cache
def todays_names() -> dict[str, str]:
    """Every zone name that has a place -> the name under which zone.tab knows the place."""
    placed = placed_zones()
    links = (line.split() for line in _tzdata("tzdata.zi") if line.startswith("L "))
    return (
        {name: target for _, target, name in links if target in placed} | _OLD_NAMES | {name: name for name in placed}
    )


def zone_rows() -> list[list[str]]:
    """The rows of tzdata's zone.tab: country, latitude and longitude as ISO 6709, zone, and sometimes a remark."""
    return [line.split("\t") for line in _tzdata("zone.tab") if not line.startswith("#")]


def _tzdata(name: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / name).read_text().splitlines()
