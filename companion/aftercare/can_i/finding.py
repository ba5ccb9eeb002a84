"""What one topic of a question comes to at an instant, and what makes a plain answer too bold."""

from dataclasses import dataclass, replace
from datetime import datetime

from companion.aftercare.can_i.matching import Match
from companion.aftercare.can_i.normal import plain
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.lookup import Answer, Topic
from companion.aftercare.schedule import Schedule, Window


@dataclass(frozen=True)
class Finding:
    """`standing`: the windows of the topic's rules that hold at that instant, for reading on."""

    topic: Topic
    answer: Answer
    standing: tuple[Window, ...]

    @property
    def blocked_until(self) -> datetime | None:
        """The latest end of what says not yet; None for any other answer."""
        blocking = (w.ends_at for w in self.standing if w.rule.category == "avoid" and w.ends_at)
        return max(blocking, default=None) if self.answer == "not_yet" else None

    @property
    def say_yes(self) -> dict[str, str] | None:
        """What an `ok` or `do` rule that runs says; None where nothing in the plan says no."""
        return next((w.rule.say_yes for w in self.standing if w.rule.say_yes), None)

    @property
    def has_note(self) -> bool:
        """Notes of topics that wait for rules speak of the wait, so they go with it."""
        return bool(self.topic.note) and (self.answer != "yes" or self.topic.answer == "yes")


def finding_at(schedule: Schedule, topic: Topic, now: datetime) -> Finding:
    """The topic by itself, before any doubt."""
    standing = tuple(w for rule in topic.rules for w in schedule.windows_of(rule) if w.state_at(now) == "now")
    if topic.answer != "from_rules":
        return Finding(topic, topic.answer, standing)
    is_blocked = any(w.rule.category == "avoid" for w in standing)
    return Finding(topic, "not_yet" if is_blocked else "yes", standing)


@dataclass(frozen=True)
class Doubts:
    """Words that no phrase explains and that forbid a plain answer."""

    stopping: bool  # beside a medicine
    cannot: bool  # "can't": no question about permission
    unclear: bool  # "allergic", "too many": no plain yes

    def about(self, finding: Finding, match: Match) -> Finding:
        """The same finding, or `ask` where its answer would be a guess."""
        answer = finding.answer
        is_guess = finding.topic.exact and (match.edits > 0 or self.stopping)  # names of medicines lie close together
        if is_guess or (self.cannot and answer != "help") or (self.unclear and answer in ("yes", "yes_if")):
            return replace(finding, answer="ask")
        return finding


def doubts_of(protocol: Protocol, question: str, found: list[Match]) -> Doubts:
    read = plain(question, protocol.can_i.reading)
    used = {place for match in found for place in match.places}
    return Doubts(read.is_about_stopping, bool(read.cannot - used), bool(read.doubts - used))
