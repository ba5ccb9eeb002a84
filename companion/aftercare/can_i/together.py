"""One question asked of several treatments at once: the most careful answer counts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from companion.aftercare.can_i.answer import Answered, can_i, urgency_order
from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import Voice

_NEVER = datetime.max.replace(tzinfo=UTC)


def can_i_in_all(plans: Sequence[tuple[Schedule, Voice]], question: str, now: datetime) -> Answered:
    """The answer for somebody with all those treatments (one at least), each in the voice of its protocol.

    help > ask > not yet, with the latest end > yes, if > yes > unknown. A plan whose treatment is yet to come, by a
    clock that is slow, counts as just begun.
    """
    answers = [can_i(plan, question, max(now, plan.treated.treated_at), voice) for plan, voice in plans]
    protocols = [plan.protocol for plan, _ in plans]
    answer = min((a.answer for a in answers), key=protocols[0].can_i.precedence.index)
    deciding = [(protocol, a) for protocol, a in zip(protocols, answers, strict=True) if a.answer == answer]
    lead = _lead(deciding)
    if answer in ("help", "unknown"):
        return lead
    return replace(
        lead,
        says=_says(lead, [a for _, a in deciding]),
        rules=_each(a.rules for a in answers),
        meant=_each(a.meant for a in answers),
        topics=_each(a.topics for _, a in deciding),
        standing=tuple(_latest(w for a in answers for w in a.standing)),
        evidence=_each(a.evidence for _, a in deciding),
    )


def _lead(deciding: list[tuple[Protocol, Answered]]) -> Answered:
    """The answer that is heard first: the latest end, the most urgent sign, else that of the first treatment."""

    def order(pair: tuple[Protocol, Answered]) -> tuple[float, int]:
        protocol, a = pair
        return (-a.from_at.timestamp() if a.from_at else 0, urgency_order(protocol, a.flag) if a.flag else 0)

    return min(deciding, key=order)[1]


def _says(lead: Answered, deciding: list[Answered]) -> tuple[str, ...]:
    """What the first says, then what the others add; a wait is named once, the longest."""
    skipped = 1 if lead.answer == "not_yet" else 0
    return _each([lead.says, *(a.says[skipped:] for a in deciding)])


def _latest(windows: Iterable[Window]) -> Iterable[Window]:
    """Each rule once, with its latest end."""
    chosen: dict[str, Window] = {}
    for window in windows:
        known = chosen.get(window.rule.id)
        if known is None or (window.ends_at or _NEVER) > (known.ends_at or _NEVER):
            chosen[window.rule.id] = window
    return chosen.values()


def _each(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))
