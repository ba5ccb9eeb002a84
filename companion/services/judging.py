"""How urgent an entry is, by what stands before it; one that comes late is judged into what came before it."""

from collections.abc import Iterator
from datetime import datetime

from companion.aftercare.symptoms import Report, is_higher, judge
from companion.models import Entry
from companion.models.journal_lines import later_entries, previous_scores
from companion.models.treatment import Course
from companion.services.keys import Owner


def judge_entry(owner: Owner, entry: Entry, course: Course) -> None:
    """Judge an entry that has just come."""
    judged = judge(course.schedule.protocol, _report(owner, entry, course))
    entry.urgency, entry.because = judged.urgency, list(judged.because)


def judge_later_again(owner: Owner, entry: Entry, before: Entry | None, course: Course) -> list[Entry]:
    """Judge those again whose value before is another now; `before` is the version that it puts right. Those raised.

    Nothing ever lowers an urgency: one that was told stays where the new one is not higher.
    """
    protocol, raised = course.schedule.protocol, list[Entry]()
    for later in _next_ones(owner, [entry, before] if before else [entry]):
        judged = judge(protocol, _report(owner, later, course))
        if is_higher(protocol, judged.urgency, later.urgency):
            later.urgency, later.because = judged.urgency, list(judged.because)
            raised.append(later)
    return raised


def _next_ones(owner: Owner, changed: list[Entry]) -> Iterator[Entry]:
    """After each of them the next entry that stands with each of its scores, once."""
    found = set()
    for entry in changed:
        later = later_entries(owner, entry.treatment_id, entry.noted_at, entry.first_id)
        for score in entry.scores:
            after = next((one for one in later if score in one.scores), None)
            if after and after.id not in found:
                found.add(after.id)
                yield after


def _report(owner: Owner, entry: Entry, course: Course) -> Report:
    """A phone whose clock is wrong never makes it less urgent: an age that cannot be is that of when it came."""
    treated_at = course.schedule.treated.treated_at
    noticed_at = _within(treated_at, entry.noted_at, entry.received_at)
    previous = previous_scores(owner, entry.treatment_id, entry.noted_at, entry.first_id)
    return Report(noticed_at - treated_at, entry.scores, previous, tuple(entry.flags))


def _within(first: datetime, at: datetime, last: datetime) -> datetime:
    return at if first <= at <= last else last
