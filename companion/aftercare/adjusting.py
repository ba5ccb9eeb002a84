"""A protocol as it is for one patient: rules that a practitioner has end sooner or later, or left out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.products import Product
from companion.aftercare.protocol.rules import Night, Rule
from companion.aftercare.spans import Span

KINDS = ("avoid", "do")  # what is asked of somebody; what is fine or to be expected is nobody's to change
_SPAN = re.compile(r"\bP(?:\d+[MWD])*(?:T(?:\d+[HMS])+)?\b")


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A rule's end as a span from the treatment, None where the rule is left out."""

    rule: str
    until: str | None


class AdjustingError(ValueError):
    """`reason`: no_such_rule, never_weaker, backwards, or too_long for more than the whole plan lasts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=1024)
def adjusted(protocol: Protocol, changes: tuple[Adjusted, ...]) -> Protocol:
    """The protocol with those changes, so that windows and every sentence about them agree; itself without any.

    A change of a rule that this version does not have changes nothing.
    """
    by_rule = {change.rule: change.until for change in changes if change.rule in protocol.rule}
    if not by_rule:
        return protocol
    parts = {name: getattr(protocol, name) for name in Protocol.model_fields}
    parts["rules"] = [_changed(rule, by_rule[rule.id]) if rule.id in by_rule else rule for rule in protocol.rules]
    gaps = [until for rule, until in by_rule.items() if until and protocol.rule[rule].window.until_from]
    if gaps:
        parts["products"] = [product.model_copy(update={"min_interval": gaps}) for product in protocol.products]
    return Protocol.model_construct(**parts)


def changeable(protocol: Protocol, product: str, rules: Iterable[Rule]) -> list[Rule]:
    """Those of the rules that have an end to change; the date of the visit is changed as a date."""
    own = protocol.plan_view.follow_up
    return [rule for rule in rules if _can_change(rule) and rule.id != own and own_end(rule, protocol.product[product])]


def may_be_weaker(rule: Rule) -> bool:
    """Whether a practitioner may shorten it or leave it out: not where it stands for safety or on a label."""
    return rule.severity != "must"


def own_end(rule: Rule, product: Product) -> Span | None:
    """When the protocol itself ends it; the longest of a product's intervals."""
    texts = product.min_interval if rule.window.until_from else [rule.window.until] if rule.window.until else []
    return max((Span.parse(text) for text in texts), key=Span.about, default=None)


def range_seen(rule: Rule, product: Product) -> tuple[Span, Span]:
    """The shortest and the longest end that the sources of a rule give, its own among them."""
    own = own_end(rule, product)
    words = [text for line in rule.range or [] for text in _SPAN.findall(line)]
    spans = [Span.parse(text) for text in words if any(letter.isdigit() for letter in text)]
    ends = [span for span in spans if span.about() > Span.parse(rule.window.starts).about()] + ([own] if own else [])
    return min(ends, key=Span.about), max(ends, key=Span.about)


def needs_a_reason(rule: Rule, product: Product, until: str | None) -> bool:
    """Whether it lies beyond what any source of the rule says."""
    shortest, longest = range_seen(rule, product)
    return until is None or not shortest.about() <= Span.parse(until).about() <= longest.about()


def check_change(protocol: Protocol, product: str, change: Adjusted, longest: timedelta) -> None:
    """AdjustingError for a change that nobody may make. `longest`: how long the whole plan lasts."""
    rule, of = protocol.rule.get(change.rule), protocol.product[product]
    if rule is None or not changeable(protocol, product, [rule]):
        raise AdjustingError("no_such_rule")
    own, until = own_end(rule, of), Span.parse(change.until) if change.until else None
    if not may_be_weaker(rule) and (until is None or (own and until.about() < _at_most(own))):
        raise AdjustingError("never_weaker")
    if until and until.about() <= Span.parse(rule.window.starts).about():
        raise AdjustingError("backwards")
    if until and until.about() > longest:
        raise AdjustingError("too_long")


def _at_most(span: Span) -> timedelta:
    """How long it may be: a month has up to 31 days."""
    return span.about() + timedelta(days=span.months)


def _can_change(rule: Rule) -> bool:
    return rule.category in KINDS and not rule.is_reference and not rule.hidden


def _changed(rule: Rule, until: str | None) -> Rule:
    if until is None:
        return rule.model_copy(update={"hidden": True})
    recur = rule.recur.model_copy(update={"nights": None}) if isinstance(rule.recur, Night) else rule.recur
    return rule.model_copy(update={"window": rule.window.model_copy(update={"until": until}), "recur": recur})
