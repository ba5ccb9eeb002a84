"""A protocol in words for the desk: windows, what sources say, and what changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.comparing import Change, Difference
from companion.aftercare.protocol.rules import Rule, RuleWindow
from companion.aftercare.sentences import length_words
from companion.aftercare.spans import Span
from companion.web.filters import language

_SPAN = re.compile(r"\bP(?:T?\d+[MWDHS])+\b")


def window_words(protocol: Protocol, window: RuleWindow) -> str:
    """`4 hours`, `4 hours to 2 weeks`, `the whole time`."""
    start = Span.parse(window.starts)
    begins = length_words(protocol, window.starts, language()) if start.about() else ""
    if window.until_from:
        return str(_("by the product"))
    if not window.until:
        return str(_("from %(start)s on", start=begins)) if begins else str(_("the whole time"))
    ends = length_words(protocol, window.until, language())
    return str(_("%(start)s to %(end)s", start=begins, end=ends)) if begins else ends


def seen_words(protocol: Protocol, rule: Rule) -> str:
    """`10 minutes to 6 hours`, empty where no source gives a length."""
    if not rule.seen:
        return ""
    least, most = (length_words(protocol, span, language()) for span in rule.seen)
    return least if least == most else str(_("%(start)s to %(end)s", start=least, end=most))


@dataclass(frozen=True)
class Scale:
    """Where the shortest and the longest end of the sources and the clinic's own lie, from 0 to 300, and in words."""

    least: float
    most: float
    yours: float
    words: tuple[str, str, str]


def scale_of(protocol: Protocol, rule: Rule) -> Scale | None:
    """The picture of what sources say; None where they name no length."""
    if not rule.seen or not rule.window.until:
        return None
    spans = (*rule.seen, rule.window.until)
    least, most, yours = (Span.parse(span).about() for span in spans)
    whole = max(most, yours)
    least_words, most_words, yours_words = (length_words(protocol, span, language()) for span in spans)
    left, right, mine = (round(300 * (span / whole), 1) for span in (least, most, yours))
    return Scale(left, right, mine, (least_words, most_words, yours_words))


def range_words(protocol: Protocol, rule: Rule) -> list[str]:
    """Every value that a source gives, its spans in words."""
    lines = (line.replace("-P", _(" to ") + "P") for line in rule.range or [])
    return [_SPAN.sub(lambda span: length_words(protocol, span[0], language()), line) for line in lines]


def field_words(field: str) -> str:
    """What a part of a rule or of a red flag is called."""
    return str(
        {
            "window": _("Time"),
            "hidden": _("Shown to patients"),
            "reason": _("Reason"),
            "name": _("Name"),
            "title": _("Title"),
            "detail": _("What to do"),
            "why": _("Why"),
            "say_yes": _("Answer when it is fine"),
            "category": _("List"),
            "severity": _("Weight"),
            "urgency": _("Urgency"),
            "ask": _("Question"),
            "say": _("What to do"),
            "also": _("Also shown as"),
            "to": _("Urgency together with others"),
        }.get(field, field)
    )


def category_words(category: str) -> str:
    """The list on Now in which a rule stands."""
    names = {"avoid": _("Not yet"), "do": _("Please do"), "ok": _("Fine to do"), "expect": _("Expected")}
    return str(names[category])


def urgency_words(urgency: str) -> str:
    """Whom a patient is told to call."""
    names = {
        "emergency_now": _("Emergency number, now"),
        "same_day": _("The clinic, the same day"),
        "follow_up": _("The clinic, at the check"),
    }
    return str(names[urgency])


def change_words(protocol: Protocol, change: Change) -> list[tuple[str, str, str]]:
    """(what, before, after) of each value that changed, in words; empty where there was, or is, nothing."""
    return [line for difference in change.differences for line in _lines(protocol, difference)]


def _lines(protocol: Protocol, one: Difference) -> Iterator[tuple[str, str, str]]:
    what = field_words(one.field)
    if isinstance(one.before, dict) or isinstance(one.after, dict):
        before, after = one.before or {}, one.after or {}
        many = len(before.keys() | after.keys()) > 1
        for tongue in [*before, *(tongue for tongue in after if tongue not in before)]:
            if before.get(tongue) != after.get(tongue):
                yield f"{what} ({tongue})" if many else what, before.get(tongue, ""), after.get(tongue, "")
    else:
        yield what, _value(protocol, one.field, one.before), _value(protocol, one.field, one.after)


def _value(protocol: Protocol, field: str, value: Any) -> str:
    match field:
        case _ if value is None:
            return ""
        case "window":
            return window_words(protocol, value)
        case "hidden":
            return str(_("no") if value else _("yes"))
        case "urgency" | "to":
            return urgency_words(value)
        case "category":
            return category_words(value)
        case "also":
            return "; ".join(say(text, language()) for text in value)
        case "severity":
            return say({"en": value}, language())
    return str(value)
