"""Triage as a table, so that a phone without a network looks up what was judged here and knows no rule itself.

How to look up an entry: `band` is how many of `bands` its age in seconds is past (more than, not equal). Take the
outcome of each score, of each flag, and of each pair whose flags are both there, in that order; the most urgent
decides. Say the sentence of the first flag that speaks among those that decide, or that urgency's own; ask what any
of them asks, apart from flags that were answered. Nothing found is `none`.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from typing import Any

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.base import Urgency
from companion.aftercare.protocol.flags import Scale, UrgencyLevels
from companion.aftercare.sentences import Voice
from companion.aftercare.spans import Span
from companion.aftercare.symptoms import Judged, Report, judge

JUST_PAST = timedelta(microseconds=1)


def tables_of(protocol: Protocol, voice: Voice) -> dict[str, Any]:
    """The table, ready for JSON.

    `outcomes`: [urgency, because, the flag that speaks or None, flags to ask next]; the first is nothing. `flags` and
    `pairs` name their place there; `scores`: id -> [lowest value, places by band, by the value before (none first),
    by value]. `words`: flag -> [title, question, sentence].
    """
    outcomes = _Outcomes(protocol)
    bands = bands_of(protocol)
    return {
        "urgencies": _urgencies(protocol, voice),
        "bands": [int(band.total_seconds()) for band in bands],
        "words": {flag.id: [voice(flag.title), voice(flag.ask), voice(flag.say)] for flag in protocol.red_flags.items},
        "scores": {scale.id: [scale.range[0], _cells(scale, bands, outcomes)] for scale in _in_order(protocol)},
        "flags": {flag: outcomes.place(Report(timedelta(), flags=(flag,))) for flag in protocol.flag},
        "pairs": [[*pair, outcomes.place_of_pair(pair)] for pair in pairs_of(protocol)],
        "outcomes": outcomes.rows,
    }


def bands_of(protocol: Protocol) -> list[timedelta]:
    """The ages after which some rule begins to hold."""
    return sorted({Span.parse(rule.when.after).elapsed() for rule in protocol.scales.auto_triage if rule.when.after})


def pairs_of(protocol: Protocol) -> list[tuple[str, str]]:
    """Every two flags that are more urgent together, in the order of the protocol."""
    return [
        (one, other)
        for one, other in combinations(protocol.flag, 2)
        if _escalates(protocol, one, other) or _escalates(protocol, other, one)
    ]


class _Outcomes:
    """Every different outcome once; numbers stand for them."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self.rows: list[list[Any]] = []
        self.place(Report(timedelta()))

    def place(self, report: Report) -> int:
        return self._place(judge(self._protocol, report))

    def place_of_pair(self, pair: tuple[str, str]) -> int:
        """What the two are together, apart from what each of them is."""
        flags = map(self._protocol.flag.__getitem__, pair)
        to: list[Urgency] = [flag.to for flag in flags if flag.to and set(pair) & set(flag.escalate_with)]
        urgency = min(to, key=lambda level: _levels(self._protocol)[level])
        return self._place(Judged(urgency, pair, None))

    def _place(self, judged: Judged) -> int:
        row = [judged.urgency, list(judged.because), judged.speaks, list(judged.then_ask)]
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)


def _cells(scale: Scale, bands: list[timedelta], outcomes: _Outcomes) -> list[list[list[int]]]:
    values = range(scale.range[0], scale.range[1] + 1)

    def place(age: timedelta, before: int | None, now: int) -> int:
        return outcomes.place(Report(age, {scale.id: now}, {} if before is None else {scale.id: before}))

    ages = [timedelta(), *(band + JUST_PAST for band in bands)]
    return [[[place(age, before, now) for now in values] for before in (None, *values)] for age in ages]


def _in_order(protocol: Protocol) -> Iterator[Scale]:
    """The scales as the rules name them first, then the others."""
    named = [rule.when.score for rule in protocol.scales.auto_triage]
    yield from (protocol.scale[score] for score in dict.fromkeys([*named, *protocol.scale]))


def _urgencies(protocol: Protocol, voice: Voice) -> dict[str, list[Any]]:
    """Urgency -> [order, its own sentence], the most urgent first."""
    texts = protocol.answers.triage
    return {name: [order, voice(getattr(texts, name))] for name, order in _levels(protocol).items()}


def _levels(protocol: Protocol) -> dict[str, int]:
    levels = {name: getattr(protocol.red_flags.urgency_levels, name).order for name in UrgencyLevels.model_fields}
    return dict(sorted(levels.items(), key=lambda level: level[1])) | {"none": max(levels.values()) + 1}


def _escalates(protocol: Protocol, one: str, other: str) -> bool:
    return protocol.flag[one].to is not None and other in protocol.flag[one].escalate_with
