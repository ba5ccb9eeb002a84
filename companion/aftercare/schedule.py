"""A treatment and a protocol -> windows in absolute instants, and what stands at an instant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from companion.aftercare.adjusting import Adjusted, adjusted
from companion.aftercare.nights import nightly
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.rules import Category, Night, Rule
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, zone_named

State = Literal["now", "later", "over"]
CATEGORIES: tuple[Category, ...] = ("avoid", "do", "ok", "expect")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Treated:
    """What was treated, when (an instant, UTC) and in which zone; `adjusted`: what was changed for this patient."""

    product: str
    areas: tuple[str, ...]
    treated_at: datetime
    zone: str
    adjusted: tuple[Adjusted, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A rule laid on time; `ends_at` None means no end. Compared by identity."""

    rule: Rule
    starts_at: datetime
    ends_at: datetime | None

    def state_at(self, now: datetime) -> State:
        if now < self.starts_at:
            return "later"
        return "now" if self.ends_at is None or now < self.ends_at else "over"

    def remaining_at(self, now: datetime) -> timedelta | None:
        """Until the end while it holds, until the start before; None when it is over or has no end."""
        state = self.state_at(now)
        until = {"later": self.starts_at, "now": self.ends_at, "over": None}[state]
        return until - now if until else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds at one instant: the hero, the other windows by category, and the next change."""

    now: datetime
    hero: Window | None
    lists: dict[Category, list[Window]]
    next_change_at: datetime | None


@dataclass(frozen=True, eq=False)
class Schedule:
    """The windows of one treatment, in the order in which people read them."""

    protocol: Protocol
    treated: Treated
    windows: tuple[Window, ...]

    @cached_property
    def changes(self) -> tuple[datetime, ...]:
        """Every instant at which a window starts or ends."""
        instants = {w.starts_at for w in self.windows} | {w.ends_at for w in self.windows if w.ends_at}
        return tuple(sorted(instants))

    @property
    def ends_at(self) -> datetime:
        """The last change of the plan: it closes by itself."""
        return self.changes[-1]

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.treated.zone)

    def next_change_after(self, now: datetime) -> datetime | None:
        return next((instant for instant in self.changes if instant > now), None)

    def last_change_before(self, now: datetime) -> datetime:
        """The latest change not after `now`; the treatment itself before any."""
        return max((instant for instant in self.changes if instant <= now), default=self.treated.treated_at)

    def standing_at(self, now: datetime) -> Standing:
        standing = [w for w in self.windows if w.state_at(now) == "now" and not w.rule.is_reference]
        hero = self._hero(standing)
        lists: dict[Category, list[Window]] = {
            category: [w for w in standing if w.rule.category == category and w is not hero] for category in CATEGORIES
        }
        return Standing(now, hero, lists, self.next_change_after(now))

    def windows_of(self, rule_id: str) -> list[Window]:
        return [w for w in self.windows if w.rule.id == rule_id]

    def _hero(self, standing: list[Window]) -> Window | None:
        order = self.protocol.now_view.order
        ranked = sorted(
            (w for w in standing if w.ends_at and w.rule.id in order),
            key=lambda w: (w.ends_at or _NEVER, order.index(w.rule.id)),
        )
        for category in ("avoid", "do"):
            for window in ranked:
                if window.rule.category == category:
                    return window
        return None


@lru_cache(maxsize=4096)
def schedule_of(protocol: Protocol, treated: Treated) -> Schedule:
    """The schedule of a treatment; ValueError for a product, area or zone that the protocol does not know.

    Its `protocol` is the one that is given, with what was changed for this patient.
    """
    protocol = adjusted(protocol, treated.adjusted)
    if treated.product not in protocol.product:
        raise ValueError(f"unknown product {treated.product!r}")
    for area in treated.areas:
        if area not in protocol.areas:
            raise ValueError(f"unknown area {area!r}")
    treated = replace(treated, treated_at=treated.treated_at.astimezone(UTC))
    windows = [w for rule in protocol.rules if _applies(rule, treated) for w in _windows(protocol, rule, treated)]
    order = {rule_id: place for place, rule_id in enumerate(protocol.now_view.order)}
    place = {rule.id: n for n, rule in enumerate(protocol.rules)}
    windows.sort(
        key=lambda w: (
            order.get(w.rule.id, len(order)),
            w.ends_at or _NEVER,
            place[w.rule.id],
            w.starts_at,
        )
    )
    return Schedule(protocol, treated, tuple(windows))


def _applies(rule: Rule, treated: Treated) -> bool:
    products, areas = rule.applies_to.products, rule.applies_to.areas
    return (
        not rule.hidden
        and (products == "all" or treated.product in products)
        and (areas == "all" or not set(areas).isdisjoint(treated.areas))
    )


def _windows(protocol: Protocol, rule: Rule, treated: Treated) -> Iterator[Window]:
    zone, start = zone_named(treated.zone), treated.treated_at
    starts_at = after(start, Span.parse(rule.window.starts), zone)
    ends_at = max(
        (
            after(start, Span.parse(until), zone, second=rule.category == "avoid")
            for until in untils(protocol, rule, treated.product)
        ),
        default=None,
    )
    if isinstance(rule.recur, Night):
        for night_starts, night_ends in nightly(rule, start, zone):
            first = max(starts_at, night_starts)
            last = min(ends_at or night_ends, night_ends)
            if first < last:
                yield Window(rule, first, last)
    elif ends_at is None or starts_at < ends_at:
        yield Window(rule, starts_at, ends_at)


def untils(protocol: Protocol, rule: Rule, product: str) -> list[str]:
    """The spans whose latest instant ends the rule for that product; empty for a rule without an end."""
    if rule.window.until_from:
        return list(protocol.product[product].min_interval)
    return [rule.window.until] if rule.window.until else []
