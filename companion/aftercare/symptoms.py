"""Triage: what a person answered -> how urgent it is. Nothing that is missing ever lowers it."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.base import Urgency
from companion.aftercare.protocol.flags import TriageRule, When
from companion.aftercare.sentences import TextMap, Voice
from companion.aftercare.spans import Span

Level = Literal[Urgency, "none"]


@dataclass(frozen=True)
class Report:
    """What one entry says. `age`: elapsed since the treatment; `previous`: the newest earlier value of each score."""

    age: timedelta
    scores: Mapping[str, int] = field(default_factory=dict)
    previous: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Triage:
    """How urgent, for which scores and flags, what to say, and which flags to ask about next."""

    urgency: Level
    because: tuple[str, ...]
    say: str
    then_ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The same before it is put into words. `speaks`: the flag whose own sentence is said."""

    urgency: Level
    because: tuple[str, ...]
    speaks: str | None
    then_ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Reason:
    urgency: Urgency
    names: tuple[str, ...]
    flag: str | None = None  # its own sentence is said, when it decided by itself
    then_ask: tuple[str, ...] = ()


def triage(protocol: Protocol, report: Report, voice: Voice) -> Triage:
    """The highest urgency of all scores, flags and pairs; ValueError for an unknown name or a score out of range."""
    judged = judge(protocol, report)
    text: TextMap = getattr(protocol.answers.triage, judged.urgency)
    said = protocol.flag[judged.speaks].say if judged.speaks else text
    return Triage(judged.urgency, judged.because, voice(said), judged.then_ask)


def judge(protocol: Protocol, report: Report) -> Judged:
    """The same without words; ValueError as above."""
    _check(protocol, report)
    reasons = [*_by_score(protocol, report), *_by_flag(protocol, report), *_by_pair(protocol, report)]
    ask = _unique(flag for reason in reasons for flag in reason.then_ask if flag not in report.flags)
    if not reasons:
        return Judged("none", (), None, ask)
    urgency = min((reason.urgency for reason in reasons), key=lambda level: _order(protocol, level))
    deciding = [reason for reason in reasons if reason.urgency == urgency]
    because = _unique(name for reason in deciding for name in reason.names)
    return Judged(urgency, because, next((reason.flag for reason in deciding if reason.flag), None), ask)


def is_higher(protocol: Protocol, urgency: str, than: str) -> bool:
    """Whether one level is more urgent than another; `none` is the least."""
    levels = protocol.red_flags.urgency_levels
    order = {name: getattr(levels, name).order for name in type(levels).model_fields}
    return bool(order.get(urgency, len(order) + 1) < order.get(than, len(order) + 1))


def _order(protocol: Protocol, urgency: Urgency) -> int:
    level: int = getattr(protocol.red_flags.urgency_levels, urgency).order
    return level


def _check(protocol: Protocol, report: Report) -> None:
    for flag in report.flags:
        _known("flag", flag, protocol.flag)
    for score, value in [*report.scores.items(), *report.previous.items()]:
        _known("score", score, protocol.scale)
        low, high = protocol.scale[score].range
        if not low <= value <= high:
            raise ValueError(f"score {score} is {value}, it must be {low} to {high}")


def _known(kind: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"unknown {kind} {name!r}.{hint} Allowed: {', '.join(sorted(names))}")


def _by_score(protocol: Protocol, report: Report) -> Iterator[_Reason]:
    for rule in protocol.scales.auto_triage:
        if _holds(rule.when, report):
            yield _Reason(rule.urgency, _names_of(rule), rule.flag, tuple(rule.then_ask))


def _names_of(rule: TriageRule) -> tuple[str, ...]:
    return (rule.when.score, rule.flag) if rule.flag else (rule.when.score,)


def _holds(when: When, report: Report) -> bool:
    value, before = report.scores.get(when.score), report.previous.get(when.score)
    if value is None:
        return False
    return (
        (when.at_least is None or value >= when.at_least)
        and (when.at_most is None or value <= when.at_most)
        and (when.rises_by is None or (before is not None and value - before >= when.rises_by))
        and (when.after is None or report.age > Span.parse(when.after).elapsed())
    )


def _by_flag(protocol: Protocol, report: Report) -> Iterator[_Reason]:
    for name in report.flags:
        yield _Reason(protocol.flag[name].urgency, (name,), name)


def _by_pair(protocol: Protocol, report: Report) -> Iterator[_Reason]:
    """A flag together with one that its `escalate_with` lists, whichever was answered first."""
    for name in report.flags:
        flag = protocol.flag[name]
        for other in report.flags:
            if other in flag.escalate_with and flag.to:
                yield _Reason(flag.to, tuple(n for n in report.flags if n in (name, other)))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
