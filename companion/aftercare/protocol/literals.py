"""Finding a rule's own window written out in its words, and placeholders."""

import re
from collections.abc import Iterator
from typing import Any

from companion.aftercare.spans import Span

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_WORDS = (
    {word: n for n, word in enumerate(_ONES)}
    | _TENS
    | {f"{ten} {_ONES[n]}": value + n for ten, value in _TENS.items() for n in range(1, 10)}
)
_HOURS = {"hour": 1, "hr": 1, "h": 1, "day": 24, "week": 168, "month": 720}
_MINUTES = {"minute": 1, "min": 1}
_NUMBER = r"(\d+|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_LENGTH = re.compile(rf"\b{_NUMBER}[\s-]*(hour|hr|h|day|week|month|minute|min)s?\b")
_SINGLE = re.compile(r"\b(?:for|after|until|in|within|wait|a full|whole)\s+(?:an?|the|one)\s+(hour|day|week|month)\b")
_DAY_NUMBER = re.compile(r"\bdays?\s+(\d+)(?:\s*(?:to|-|and)\s*(\d+))?\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}(?:\.\d{2})?\s*(?:am|pm)\b|\b(?:noon|midnight)\b")
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def placeholders_in(words: str) -> set[str]:
    return set(_PLACEHOLDER.findall(words))


def without_placeholders(words: str) -> str:
    return _PLACEHOLDER.sub("", words)


def literals_in(words: str, window: dict[str, Any]) -> Iterator[str]:
    """Each place of English words where a length, clock time or date of the rule's own window stands."""
    plain = words.lower().replace("-", " ")
    own = {_minutes(window.get(side)) for side in ("from", "until")} - {None, 0}
    for found in _LENGTH.finditer(plain):
        number = found[1]
        amount = int(number) if number.isdigit() else _WORDS[number]
        if amount * _unit(found[2]) in own:
            yield found[0]
    for found in _SINGLE.finditer(plain):
        if _unit(found[1]) in own:
            yield found[0]
    for found in _DAY_NUMBER.finditer(plain):
        if {int(n) * 1440 for n in found.groups() if n} & own:
            yield found[0]
    for pattern in (_CLOCK, _DATE):
        yield from (found[0] for found in pattern.finditer(plain))


def _unit(word: str) -> int:
    return _MINUTES.get(word) or 60 * _HOURS[word]


def _minutes(span: Any) -> int | None:
    try:
        return int(Span.parse(span).about().total_seconds()) // 60
    except (TypeError, ValueError):
        return None
