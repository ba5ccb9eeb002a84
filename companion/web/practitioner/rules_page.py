"""What the page of a patient's rules shows, and what is typed there -> a change."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from companion.aftercare.adjusting import Adjusted, changeable, may_be_weaker, own_end, range_seen
from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.sentences import length_words
from companion.aftercare.spans import Span
from companion.models import Adjustment
from companion.models.treatment import Course
from companion.services.adjust import LONGEST_REASON, Wanted, as_published
from companion.services.refusal import Refusal
from companion.web.filters import language
from companion.web.treatment_form import Answers

UNITS = {"hours": "PT{}H", "days": "P{}D", "weeks": "P{}W"}
_NUMBER = re.compile(r"[1-9]\d{0,3}")


@dataclass(frozen=True)
class RuleForm:
    """What was typed of one rule. `said`: why it cannot be read, empty where it can."""

    rule: str
    number: str
    unit: str
    why: str
    is_left_out: bool

    @classmethod
    def read(cls, answers: Answers) -> "RuleForm":
        typed = {name: answers.get(name, "").strip() for name in ("rule", "number", "unit", "why")}
        return cls(**typed, is_left_out="leave_out" in answers)

    @property
    def wanted(self) -> Wanted | None:
        if self.is_left_out:
            return Wanted(Adjusted(self.rule, None), self.why)
        if not _NUMBER.fullmatch(self.number) or self.unit not in UNITS:
            return None
        return Wanted(Adjusted(self.rule, UNITS[self.unit].format(self.number)), self.why)

    @property
    def said(self) -> str:
        return "" if self.wanted else str(_("Type how long as a whole number, and choose hours, days or weeks."))


@dataclass(frozen=True)
class RuleLine:
    """One rule as it is for this patient. `standing`: what was changed of it, and by whom.

    `own`: how long the protocol has it; `seen`: the shortest and the longest in its sources, empty where they agree.
    """

    rule: Rule
    ends_at: datetime | None
    own: str
    seen: tuple[str, ...]
    may_be_weaker: bool
    standing: tuple[Adjustment, str] | None
    number: str
    unit: str


def lines_of(course: Course, standing: list[tuple[Adjustment, str]]) -> list[RuleLine]:
    """Those that can be changed of this treatment, in the order of the protocol."""
    changed = {row.rule: (row, by) for row, by in standing}
    plain = as_published(course)
    published = plain.protocol
    applying = {window.rule.id: window.rule for window in plain.windows}
    rules = changeable(published, plain.treated.product, applying.values())
    order = [rule.id for rule in published.rules]
    rules.sort(key=lambda rule: order.index(rule.id))
    return [_line(course, published, rule, changed.get(rule.id)) for rule in rules]


def _line(course: Course, protocol: Protocol, rule: Rule, standing: tuple[Adjustment, str] | None) -> RuleLine:
    product = protocol.product[course.schedule.treated.product]
    own, (shortest, longest) = own_end(rule, product), range_seen(rule, product)
    until = standing[0].until if standing and standing[0].until else _text(own)
    number, unit = _typed(Span.parse(until))
    ends = [window.ends_at for window in course.schedule.windows_of(rule.id) if window.ends_at]
    return RuleLine(
        rule,
        max(ends, default=None),
        length_words(protocol, _text(own), language()),
        tuple(length_words(protocol, _text(span), language()) for span in (shortest, longest) if shortest != longest),
        may_be_weaker(rule),
        standing,
        number,
        unit,
    )


def _text(span: Span | None) -> str:
    if span is None:
        return "PT0H"
    if span.months:
        return f"P{span.months}M"
    if span.days:
        return f"P{span.days}D"
    return f"PT{span.seconds // 3600}H" if span.seconds % 3600 == 0 else f"PT{span.seconds // 60}M"


def _typed(span: Span) -> tuple[str, str]:
    """As the fields take it: a month is told in weeks that are no shorter."""
    days = span.days + 31 * span.months
    if not days:
        return str(max(1, span.seconds // 3600)), "hours"
    if span.months or (days >= 14 and days % 7 == 0):
        return str(-(-days // 7)), "weeks"
    return str(days), "days"


def said_of(refusal: Refusal) -> str:
    """Why a change was not made, and what to do next."""
    if refusal.reason == "too_long" and refusal.where == "why":
        return str(_("The reason is long. Use up to %(many)s letters.", many=LONGEST_REASON))
    words = {
        "never_weaker": _("This one stands for safety or on a label. It can only be longer."),
        "backwards": _("It would end before it begins. Choose a longer time."),
        "too_long": _("That is longer than the whole plan. Choose a shorter time."),
        "no_reason": _("No source says this. Type why, then save again."),
        "no_such_rule": _("This rule is not in the plan of this patient any more. Look at the list again."),
        "busy": _("A colleague changed this rule just now. Look at it, then save again."),
    }
    return str(words.get(refusal.reason) or _("That was not saved. Try once more."))


def rule_name(protocol: Protocol, rule_id: str) -> str:
    """The name of a rule; its id where this version has none of it."""
    rule = protocol.rule.get(rule_id)
    return say(rule.name, language()) if rule else rule_id


def until_words(protocol: Protocol, until: str | None) -> str:
    """`48 hours`, or that it is left out."""
    return length_words(protocol, until, language()) if until else str(_("left out"))
