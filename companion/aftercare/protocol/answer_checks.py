"""What the answers to a report and to a question must hold."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from companion.aftercare.protocol.problems import Finding, Path
from companion.aftercare.protocol.walking import at, entries, name_of, span_of, texts_in


def triage_findings(values: Any) -> Iterator[Finding]:
    """What is wrong in the conditions of the scores."""
    ranges = {name_of(scale): scale.get("range") for _, scale in entries(values, ("scales", "items"))}
    for path, rule in entries(values, ("scales", "auto_triage")):
        when = rule["when"] if isinstance(rule.get("when"), dict) else {}
        yield from _condition((*path, "when"), when)
        limits = ranges.get(str(when.get("score")))
        for field in ("at_least", "at_most"):
            score = when.get(field)
            if isinstance(score, int) and _are_limits(limits) and score not in range(limits[0], limits[1] + 1):
                yield (*path, "when", field), f"{score} is outside the scale's range {limits}"


def _condition(path: Path, when: dict[str, Any]) -> Iterator[Finding]:
    low, high = when.get("at_least"), when.get("at_most")
    if low is None and high is None and when.get("rises_by") is None:
        yield path, "holds for every score: give at_least, at_most or rises_by"
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield path, f"never holds: at_least {low} is above at_most {high}"
    after = span_of(when.get("after"))
    if after and after.months:
        yield (*path, "after"), "a month has no fixed length; write days, weeks or hours"


def _are_limits(value: Any) -> TypeGuard[list[int]]:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(limit, int) for limit in value)


def topic_findings(values: Any) -> Iterator[Finding]:
    """What is wrong in the topics of "Can I ...?"."""
    owner: dict[str, str] = {}
    for path, topic in entries(values, ("can_i", "topics")):
        needs = {"help": "flag", "yes_if": "condition"}.get(str(topic.get("answer")))
        if needs and not topic.get(needs):
            yield path, f"answer {topic['answer']} needs a {needs}"
        if topic.get("answer") == "from_rules":
            yield from _blocking(values, path, topic)
        words = topic.get("words")
        for i, phrase in enumerate(words if isinstance(words, list) else []):
            other = owner.setdefault(str(phrase).lower(), str(topic.get("id")))
            if other != topic.get("id"):
                yield (*path, "words", i), f"{phrase!r} stands in topic {other!r} too"


def _blocking(values: Any, path: Path, topic: dict[str, Any]) -> Iterator[Finding]:
    """An answer from rules needs one that blocks, from the treatment on; else it would say yes too early."""
    rules = {name_of(rule): rule for _, rule in entries(values, ("rules",))}
    named = [rules[name] for name in texts_in(topic.get("rules")) if name in rules]
    avoid = [rule for rule in named if rule.get("category") == "avoid"]
    if (named and not avoid) or not topic.get("rules"):
        yield path, "answer from_rules needs a rule of category avoid"
    for rule in avoid:
        if at(rule, ("window", "from")) not in (None, "PT0H"):
            yield (
                (*path, "rules"),
                f"{name_of(rule)!r} begins later than the treatment, so the answer before it would be yes",
            )
