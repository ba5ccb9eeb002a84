"""Times at which a clinic may ask somebody to come in: within its open hours, soon, and on the days after."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.hours import Hours, openings

NOTICE, STEP, LEFT = timedelta(hours=1), timedelta(minutes=30), timedelta(hours=1)
AHEAD = timedelta(days=14)


def times_to_come(hours: Hours, zone: ZoneInfo, now: datetime, many: int = 3) -> list[datetime]:
    """At most one of each opening, on the half hour, an hour from now at the earliest and an hour before it closes."""
    soonest, found = now + NOTICE, list[datetime]()
    for opening in openings(hours, zone, now, now + AHEAD):
        at = _on_the_half_hour(max(opening.starts_at, soonest))
        if at + LEFT <= opening.ends_at and len(found) < many:
            found.append(at)
    return found


def _on_the_half_hour(at: datetime) -> datetime:
    late = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - late if late else timedelta())
