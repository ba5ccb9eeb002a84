"""The answers of a topic over a whole course: stretches of time in which they stay the same."""

from dataclasses import dataclass
from datetime import datetime

from companion.aftercare.can_i.finding import Finding, finding_at
from companion.aftercare.protocol.lookup import Topic
from companion.aftercare.schedule import Schedule


@dataclass(frozen=True)
class Stretch:
    """What a topic by itself comes to, from an instant until the next stretch."""

    from_at: datetime
    finding: Finding


def stretches(schedule: Schedule, topic: Topic) -> list[Stretch]:
    """From the treatment on; the last one lasts for good."""
    windows = [w for rule in topic.rules for w in schedule.windows_of(rule)]
    start = schedule.treated.treated_at
    changes = {at for w in windows for at in (w.starts_at, w.ends_at) if at and at > start}
    found: list[Stretch] = []
    for at in sorted({start, *changes}):
        finding = finding_at(schedule, topic, at)
        if not found or found[-1].finding != finding:
            found.append(Stretch(at, finding))
    return found
