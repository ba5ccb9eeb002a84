"""A service that is down is left alone for a while, so that it does not hold up what goes to the others."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from companion.adapters.web_push.outcome import Outcome, TryLater


class Breaker:
    """One for each origin. Opens after `failures` TryLater in a row; after the span, one message is let through."""

    def __init__(
        self, failures: int = 5, span: timedelta = timedelta(seconds=30), jitter: Callable[[], float] = random.random
    ) -> None:
        self._limit, self._span, self._jitter = failures, span, jitter
        self._failures = 0
        self.open_until: datetime | None = None
        self._opened_at = datetime.min.replace(tzinfo=UTC)

    def lets_through(self, now: datetime) -> bool:
        """Whether a message may go. Where it was open, this one is the trial: the next waits for its outcome."""
        if self.open_until is None:
            return True
        if self._opened_at <= now < self.open_until:  # a clock that was put back since then holds nothing up
            return False
        self._open(now)  # a trial of which nothing is heard is followed by another
        return True

    def heard(self, outcome: Outcome, now: datetime) -> None:
        """An answer of any kind but TryLater closes it."""
        if not isinstance(outcome, TryLater):
            self._failures, self.open_until = 0, None
            return
        self._failures += 1
        if self._failures >= self._limit:
            self._open(now, outcome.after or timedelta(0))

    def _open(self, now: datetime, at_least: timedelta = timedelta(0)) -> None:
        self._opened_at = now
        self.open_until = now + max(self._span * (1 + self._jitter()), at_least)
