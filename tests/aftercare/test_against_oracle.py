"""Three hundred made-up treatments: the program and a second calculation agree on every field."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from companion.aftercare.now_answer import now_answer
from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from tests.aftercare.clocks import changes
from tests.aftercare.oracle import PROTOCOL, expected_now

ZONES = [
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Cairo",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Pacific/Marquesas",
    "Pacific/Norfolk",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Sao_Paulo",
    "America/Nuuk",
    "America/Los_Angeles",
    "Asia/Tehran",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Antarctica/Troll",
    "UTC",
    "Antarctica/Casey",
    "America/Caracas",
    "Asia/Pyongyang",
    "Europe/Istanbul",
    "Europe/Volgograd",
    "Africa/Juba",
]
PRODUCTS = [product["id"] for product in PROTOCOL["products"]]
SPANS_IN_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 70, 84, 90, 91, 92, 112, 196)
SECOND = timedelta(seconds=1)


def treatment(chance: random.Random, number: int) -> Treated:
    zone = ZONES[number % len(ZONES)]
    areas = chance.sample(PROTOCOL["areas"], chance.randint(1, 4))
    return Treated(PRODUCTS[number % len(PRODUCTS)], tuple(areas), treated_at(chance, zone), zone)


def treated_at(chance: random.Random, zone: str) -> datetime:
    """Three in four are some days and minutes away from a clock change, the rest anywhere, often at night."""
    known = changes(zone)
    if known and chance.random() < 0.75:
        near = timedelta(days=chance.choice(SPANS_IN_DAYS), minutes=chance.randint(-180, 180))
        return chance.choice(known) - near
    hour = chance.choice((0, 3, 7, 8, 12, 19, 20, 22, 23))
    day = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=chance.randint(0, 1500))
    return day + timedelta(seconds=chance.randint(0, 3600))


def instants_of(chance: random.Random, schedule: Schedule) -> list[datetime]:
    """Three instants from 0 to 30 weeks, and a change with the seconds beside it."""
    start = schedule.treated.treated_at
    anywhere = [start + timedelta(seconds=chance.randint(0, 30 * 7 * 86400)) for _ in range(2)]
    early = start + timedelta(seconds=chance.randint(0, 3 * 86400))
    change = chance.choice([instant for instant in schedule.changes if instant > start])
    return [start, early, *anywhere, change - SECOND, change, change + SECOND]


def differences(expected: dict[str, Any], got: dict[str, Any]) -> dict[str, Any]:
    return {key: (expected.get(key), got.get(key)) for key in expected | got if expected.get(key) != got.get(key)}


@pytest.mark.parametrize("number", range(300))
def test_both_calculations_agree(number: int, protocol: Protocol) -> None:
    chance = random.Random(number)
    treated = treatment(chance, number)
    schedule = schedule_of(protocol, treated)
    for now in instants_of(chance, schedule):
        expected = expected_now(treated.product, list(treated.areas), treated.treated_at, treated.zone, now)
        assert not differences(expected, now_answer(schedule, now)), (treated, now)


def test_the_treatments_meet_gaps_and_doubled_hours() -> None:
    made = [treatment(random.Random(number), number) for number in range(300)]
    assert {treated.product for treated in made} == set(PRODUCTS)
    assert {treated.zone for treated in made} == set(ZONES)
    near = [t for t in made if any(abs(t.treated_at - c) < timedelta(hours=3) for c in changes(t.zone))]
    assert len(near) > 10
