"""By when somebody answers: a span of open hours, counted from the instant at which something came."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.hours import Hours, openings

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
