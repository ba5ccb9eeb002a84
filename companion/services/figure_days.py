"""What is counted by the day of a treatment: check-ins that came of those asked for, and what they told."""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from companion.aftercare.asking import AskedDay, Stay, asked_days
from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Treated
from companion.aftercare.zones import epoch, local_day, start_of_day, zone_named
from companion.models.adjustment import adjusted_in
from companion.models.figures import Span, plans_that_may_ask, told_in
from companion.models.protocol import protocol_of

LAST_DAY = 14  # of what is told by day: to the check
FEWEST = 5  # treatments in a cell; fewer would tell of somebody
MARGIN = timedelta(days=2)  # a day in the patient's zone may begin or end outside the clinic's span
CHECK_INS = ("fine", "check_in")


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percent; 0 and 100 are said of none and of all alone; None where there is nothing to divide by."""
        if not self.whole:
            return None
        if self.part in (0, self.whole):
            return 100 * self.part // self.whole
        return min(99, max(1, round(100 * self.part / self.whole)))


@dataclass(frozen=True, slots=True)
class ToldDay:
    """`treatments`: that checked in on that day, None where there are too few to tell; `named`: by score."""

    number: int
    treatments: int | None
    named: dict[str, Share]


@dataclass(frozen=True, slots=True)
class Told:
    product: str
    days: list[ToldDay]


@dataclass(frozen=True, slots=True)
class Days:
    check_ins: Share
    told: list[Told]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A plan, the days on which it asked, and when each of its days begins, in seconds since 1970."""

    product: str
    protocol: Protocol
    asked: list[AskedDay]
    midnights: tuple[int, ...]


@dataclass(slots=True)
class _Heard:
    """By (plan, day): on which days something came, and the scores that those of the span named."""

    any: set[tuple[Any, int]] = field(default_factory=set)
    named: dict[tuple[Any, int], frozenset[str]] = field(default_factory=dict)


def count_days(span: Span, now: datetime) -> Days:
    """Two statements, however much there is."""
    plans = _plans(span, now)
    heard = _hear(plans, span)
    asked = [(raw, day.number) for raw, plan in plans.items() for day in plan.asked]
    return Days(Share(sum(one in heard.any for one in asked), len(asked)), _told(plans, heard))


def _plans(span: Span, now: datetime) -> dict[Any, _Plan]:
    again = dict[Any, datetime]()
    found = dict[Any, _Plan]()
    for row in reversed(plans_that_may_ask(span)):
        protocol = protocol_of(row.protocol_version_id)
        areas = tuple(row.areas.split(","))
        treated = Treated(row.product, areas, row.treated_at, row.zone, adjusted_in(row.adjusted))
        since = max(row.opened_at, row.joined_at or row.opened_at)
        stay = Stay(since, row.ended_at, again.get(row.patient_id))
        days = asked_days(protocol, treated, stay, now, row.follow_up_at)
        asked = [day for day in days if span.since <= day.due_at < span.until]
        last = max(LAST_DAY, *(day.number for day in asked), 0)
        first = local_day(row.treated_at, zone_named(row.zone))
        found[row.raw] = _Plan(row.product, protocol, asked, _midnights(row.zone, first, last))
        again[row.patient_id] = row.treated_at
    return found


@lru_cache(maxsize=4096)
def _midnights(zone: str, first: date, last: int) -> tuple[int, ...]:
    """When day 0 to `last` begin there, and when the last one is over."""
    there = zone_named(zone)
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=there)
    return tuple(epoch(start_of_day(noon, number, there)) for number in range(last + 2))


def _hear(plans: dict[Any, _Plan], span: Span) -> _Heard:
    heard, since, until = _Heard(), epoch(span.since), epoch(span.until)
    for raw, at, kind, scores in told_in(span, MARGIN):
        plan = plans.get(raw)
        number = bisect_right(plan.midnights, at) - 1 if plan else -1
        if plan is None or not 0 <= number < len(plan.midnights) - 1:
            continue
        place = (raw, number)
        heard.any.add(place)
        if kind in CHECK_INS and number <= LAST_DAY and since <= at < until:
            heard.named[place] = heard.named.get(place, frozenset()) | _above_nothing(plan.protocol, scores)
    return heard


@lru_cache(maxsize=4096)
def _above_nothing(protocol: Protocol, scores: str) -> frozenset[str]:
    """The scores of that JSON that are above the lowest value of their scale."""
    told: dict[str, int] = json.loads(scores)
    return frozenset(id for id, value in told.items() if id in protocol.scale and value > protocol.scale[id].range[0])


def _told(plans: dict[Any, _Plan], heard: _Heard) -> list[Told]:
    """By product, the one told of most first."""
    many, named = defaultdict[str, Counter[int]](Counter), defaultdict[tuple[str, int], Counter[str]](Counter)
    for (raw, number), scores in heard.named.items():
        product = plans[raw].product
        many[product][number] += 1
        named[product, number].update(scores)
    order = sorted(many, key=lambda product: (-many[product].total(), product))
    return [Told(product, list(_days(product, many[product], named))) for product in order]


def _days(product: str, many: Counter[int], named: dict[tuple[str, int], Counter[str]]) -> Iterable[ToldDay]:
    for number in sorted(many):
        told = many[number]
        is_enough = told >= FEWEST
        shares = {score: Share(part, told) for score, part in named[product, number].items()}
        yield ToldDay(number, told if is_enough else None, shares if is_enough else {})
