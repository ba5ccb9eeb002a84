"""The nights of a rule that recurs every night."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from companion.aftercare.protocol.rules import Night, Rule
from companion.aftercare.spans import Span
from companion.aftercare.zones import instant_of, local_day


def nightly(rule: Rule, treated_at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each night, in order and not yet clipped to the rule's window.

    Night 1 begins on the local day of treatment, also for somebody treated before dawn.
    """
    night = rule.recur
    assert isinstance(night, Night)
    begins, ends = time.fromisoformat(night.from_local), time.fromisoformat(night.until_local)
    overnight = timedelta(days=1 if ends <= begins else 0)
    for n in islice(count(), night.nights or _nights_in(rule)):
        day = local_day(treated_at, zone) + timedelta(days=n)
        yield (
            instant_of(datetime.combine(day, begins), zone),
            instant_of(datetime.combine(day, ends) + overnight, zone, second=rule.category == "avoid"),
        )


def _nights_in(rule: Rule) -> int:
    """Enough nights to cover the window of a rule that does not count them."""
    until = Span.parse(rule.window.until or "P1D").about()
    return until.days + 2
