"""The topics of a question, the rules that stand, and the one answer that counts."""

from dataclasses import dataclass
from datetime import datetime

from companion.aftercare.can_i.finding import Finding, doubts_of, finding_at
from companion.aftercare.can_i.matching import matches
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.lookup import Answer, Topic
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import Voice


@dataclass(frozen=True)
class Answered:
    """`from_at` is None unless the answer is `not_yet`; `meant` names what an inexact word was taken for.

    `says` are whole sentences: the answer itself first, then what goes with it. `rules` are all that the topics
    name, `standing` the windows of those that hold now. `urgency` is None unless the answer is `help`.
    """

    question: str
    answer: Answer
    says: tuple[str, ...]
    rules: tuple[str, ...] = ()
    flag: str | None = None
    from_at: datetime | None = None
    meant: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    standing: tuple[Window, ...] = ()
    evidence: tuple[str, ...] = ()
    urgency: str | None = None

    @property
    def say(self) -> str:
        return " ".join(self.says)


def can_i(schedule: Schedule, question: str, now: datetime, voice: Voice) -> Answered:
    """help > ask > not yet, with the latest end > yes, if > yes > unknown. It never guesses."""
    protocol = schedule.protocol
    found = matches(protocol, question)
    if not found:
        return Answered(question, "unknown", (voice.by_number(protocol.answers.unknown),))
    doubts = doubts_of(protocol, question, found)
    findings = [doubts.about(finding_at(schedule, match.phrase.topic, now), match) for match in found]
    answer = min((f.answer for f in findings), key=protocol.can_i.precedence.index)
    deciding = [f for f in findings if f.answer == answer]
    topics = tuple(f.topic.id for f in deciding)
    if answer == "help":
        topic = min((f.topic for f in deciding), key=lambda topic: urgency_order(protocol, topic.flag))
        urgency = urgency_of(protocol, topic.flag)
        return Answered(question, answer, help_words(topic, voice), flag=topic.flag, topics=topics, urgency=urgency)
    from_at = max((f.blocked_until for f in deciding if f.blocked_until), default=None)
    return Answered(
        question,
        answer,
        _words(protocol, answer, deciding, from_at, voice),
        _rules(schedule, findings),
        from_at=from_at,
        meant=tuple(m.phrase.text for m in found if m.edits and not m.phrase.is_help),
        topics=topics,
        standing=tuple(dict.fromkeys(w for f in findings for w in f.standing)),
        evidence=tuple(dict.fromkeys(f.topic.evidence for f in deciding)),
    )


def urgency_of(protocol: Protocol, flag: str | None) -> str:
    """How urgent a red flag is; the whole list (`all`) is as urgent as can be."""
    return protocol.flag[flag].urgency if flag in protocol.flag else "emergency_now"


def urgency_order(protocol: Protocol, flag: str | None) -> int:
    """The smaller, the more urgent; the whole list comes first."""
    order: int = getattr(protocol.red_flags.urgency_levels, urgency_of(protocol, flag)).order
    return order if flag in protocol.flag else 0


def rules_of(schedule: Schedule, topic: Topic) -> list[str]:
    """The rules of a topic that apply to this treatment, for reading on."""
    return [rule for rule in topic.rules if schedule.windows_of(rule)]


def help_words(topic: Topic, voice: Voice) -> tuple[str, ...]:
    flag = voice.protocol.flag.get(topic.flag or "")
    said = voice(flag.say if flag else voice.protocol.answers.help_all)
    return (voice(topic.note), said) if topic.note else (said,)


def _rules(schedule: Schedule, findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for f in findings for rule in rules_of(schedule, f.topic)))


def _words(
    protocol: Protocol, answer: Answer, findings: list[Finding], from_at: datetime | None, voice: Voice
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
            opening = [voice(f.say_yes or answers.yes) for f in findings]
    notes = [voice(f.topic.note) for f in findings if f.topic.note and f.has_note]
    return tuple(dict.fromkeys(opening + notes))
