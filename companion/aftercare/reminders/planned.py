"""One reminder of a plan."""

from dataclasses import dataclass
from datetime import datetime

from companion.aftercare.protocol.course import Reminder, SkipWord

# What is known only when a reminder is about to be sent.
AT_SENDING = ("entry_today", "photo_today", "treated_again")


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to say at an instant, and not any more from `not_after` on.

    `key` is unique in a treatment and stays the same when it is planned again. `reminder_id` finds its words.
    `opt_in`: only for whoever asked for it. `unless`: whoever sends it looks at these first, any of them drops it.
    """

    key: str
    reminder_id: str
    kind: str
    due_at: datetime
    not_after: datetime
    opt_in: bool
    unless: tuple[SkipWord, ...]


def laid(reminder: Reminder, key: str, due_at: datetime, not_after: datetime) -> Planned | None:
    """The reminder at that instant; None where that is too late to say it."""
    if due_at >= not_after:
        return None
    unless = tuple(skip for skip in reminder.skip_if if isinstance(skip, str) and skip in AT_SENDING)
    return Planned(key, reminder.id, reminder.kind, due_at, not_after, reminder.opt_in, unless)
