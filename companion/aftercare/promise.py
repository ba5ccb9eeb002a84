"""By when somebody answers: a span of open hours, counted from when something came; and when one may be called."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.hours import Hours, openings

CLOSING = timedelta(minutes=30)  # so long after the doors close somebody is still there
FARTHEST = timedelta(days=60)  # no clinic closes for longer; one that does answers by its clock


def promised_by(since: datetime, span: timedelta, hours: Hours | None, zone: ZoneInfo | None) -> datetime:
    """The instant at which so many open hours have gone; by the clock where the hours are not known."""
    if hours is None or zone is None:
        return since + span
    left = span
    for opening in openings(hours, zone, since, since + FARTHEST):
        starts_at = max(opening.starts_at, since)
        if opening.ends_at - starts_at >= left:
            return starts_at + left
        left -= opening.ends_at - starts_at
    return since + span


def open_from(now: datetime, hours: Hours | None, zone: ZoneInfo | None) -> datetime:
    """Now, where the clinic is open or closed its doors a moment ago; else when it opens next.

    A promise often ends with the day: what is late then is told then. Now, too, where the hours are not known.
    """
    if hours is None or zone is None:
        return now
    ahead = openings(hours, zone, now - CLOSING, now + FARTHEST)
    return max(now, ahead[0].starts_at) if ahead else now
