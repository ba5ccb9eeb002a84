"""The topics of a question, the rules that stand, and the one answer that counts."""

from dataclasses import dataclass
from datetime import datetime

from companion.aftercare.can_i.matching import Match, matches
from companion.aftercare.can_i.normal import plain
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.lookup import Answer, Topic
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import Voice


@dataclass(frozen=True)
class Answered:
    """`from_at` is None unless the answer is `not_yet`; `meant` names what an inexact word was taken for.

    `says` are whole sentences: the answer itself first, then what goes with it.
    """

    question: str
    answer: Answer
    says: tuple[str, ...]
    rules: tuple[str, ...] = ()
    flag: str | None = None
    from_at: datetime | None = None
    meant: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def say(self) -> str:
        return " ".join(self.says)


@dataclass(frozen=True)
class _Finding:
    """What one topic of the question comes to."""

    topic: Topic
    answer: Answer
    standing: tuple[Window, ...]

    def blocking(self) -> list[Window]:
        return [w for w in self.standing if w.rule.category == "avoid"] if self.answer == "not_yet" else []


def can_i(schedule: Schedule, question: str, now: datetime, voice: Voice) -> Answered:
    """help > ask > not yet, with the latest end > yes, if > yes > unknown. It never guesses."""
    protocol = schedule.protocol
    found = matches(protocol, question)
    if not found:
        return Answered(question, "unknown", (voice.by_number(protocol.answers.unknown),))
    doubts = _doubts(protocol, question, found)
    findings = [_finding(schedule, match, now, doubts) for match in found]
    answer = min((f.answer for f in findings), key=protocol.can_i.precedence.index)
    deciding = [f for f in findings if f.answer == answer]
    meant = tuple(m.phrase.text for m in found if m.edits and not m.phrase.is_help)
    topics = tuple(f.topic.id for f in deciding)
    if answer == "help":
        topic = _most_urgent(protocol, deciding)
        return Answered(question, answer, _help_words(protocol, topic, voice), (), topic.flag, topics=topics)
    ends = [w.ends_at for f in deciding for w in f.blocking() if w.ends_at]
    from_at = max(ends, default=None)
    words = _words(protocol, answer, deciding, from_at, voice)
    return Answered(question, answer, words, _rules(schedule, findings), None, from_at, meant, topics)


@dataclass(frozen=True)
class _Doubts:
    """Words that no phrase explains and that forbid a plain answer."""

    stopping: bool  # beside a medicine
    cannot: bool  # "can't": no question about permission
    unclear: bool  # "allergic", "too many": no plain yes


def _doubts(protocol: Protocol, question: str, found: list[Match]) -> _Doubts:
    read = plain(question, protocol.can_i.reading)
    used = {place for match in found for place in match.places}
    return _Doubts(read.is_about_stopping, bool(read.cannot - used), bool(read.doubts - used))


def _finding(schedule: Schedule, match: Match, now: datetime, doubts: _Doubts) -> _Finding:
    topic = match.phrase.topic
    standing = tuple(w for rule in topic.rules for w in schedule.windows_of(rule) if w.state_at(now) == "now")
    answer: Answer = "yes" if topic.answer == "from_rules" else topic.answer
    if topic.answer == "from_rules" and any(w.rule.category == "avoid" for w in standing):
        answer = "not_yet"
    is_guess = topic.exact and (match.edits > 0 or doubts.stopping)  # names of medicines lie too close together
    if is_guess or (doubts.cannot and answer != "help") or (doubts.unclear and answer in ("yes", "yes_if")):
        answer = "ask"
    return _Finding(topic, answer, standing)


def _rules(schedule: Schedule, findings: list[_Finding]) -> tuple[str, ...]:
    """The rules of the topics that apply to this treatment, for reading on."""
    applying = {w.rule.id for w in schedule.windows}
    return tuple(dict.fromkeys(rule for f in findings for rule in f.topic.rules if rule in applying))


def _most_urgent(protocol: Protocol, findings: list[_Finding]) -> Topic:
    levels = protocol.red_flags.urgency_levels

    def order(finding: _Finding) -> int:
        flag = finding.topic.flag
        level: int = getattr(levels, protocol.flag[flag].urgency).order if flag in protocol.flag else 0
        return level

    return min(findings, key=order).topic


def _help_words(protocol: Protocol, topic: Topic, voice: Voice) -> tuple[str, ...]:
    flag = protocol.flag.get(topic.flag or "")
    said = voice(flag.say if flag else protocol.answers.help_all)
    return (voice(topic.note), said) if topic.note else (said,)


def _words(
    protocol: Protocol, answer: Answer, findings: list[_Finding], from_at: datetime | None, voice: Voice
) -> tuple[str, ...]:
    answers = protocol.answers
    match answer:
        case "not_yet":
            opening = [voice(answers.not_yet, at=from_at)]
        case "ask":
            opening = [voice.by_number(answers.ask)]
        case "yes_if":
            opening = [voice(f.topic.condition) for f in findings if f.topic.condition]
        case _:
            opening = [_yes_words(protocol, f, voice) for f in findings]
    notes = [voice(f.topic.note) for f in findings if f.topic.note and _note_fits(f)]
    return tuple(dict.fromkeys(opening + notes))


def _yes_words(protocol: Protocol, finding: _Finding, voice: Voice) -> str:
    """What an `ok` or `do` rule that runs says, else that nothing in the plan says no."""
    said = (w.rule.say_yes for w in finding.standing if w.rule.say_yes)
    return voice(next(said, protocol.answers.yes))


def _note_fits(finding: _Finding) -> bool:
    """Notes of topics that wait for rules speak of the wait, so they go with it."""
    return finding.answer != "yes" or finding.topic.answer == "yes"
