"""Whether what is due is being sent: a worker is at work, and nothing waits longer than it should."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from companion.extensions import db
from companion.models.heartbeat import beat, failing_since, forget_workers, last_beat, workers_since
from companion.models.reminder import longest_wait
from companion.models.telling import longest_untold
from companion.services.push_state import current_key

BEAT = timedelta(seconds=10)
SILENCE = timedelta(minutes=1)  # without a word from any worker: several beats, and the longest batch
LATEST = timedelta(minutes=2)  # what is due longer than that is late
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Health:
    """`workers`: heard of in the last minute. `late`: how long the oldest waits that is due, a reminder or a telling.

    `failing`: for how long a push service or the mail server takes nothing from some worker, or its steps break off.
    """

    workers: int
    beat_at: datetime | None
    late: timedelta
    failing: timedelta
    has_keys: bool

    @property
    def is_sending(self) -> bool:
        """Whether anything goes out at all, though one way may take nothing."""
        return self.has_keys and self.workers > 0 and self.late <= LATEST

    @property
    def is_well(self) -> bool:
        return self.is_sending and self.failing <= LATEST


def health(now: datetime) -> Health:
    """As it stands now. Raises what the database raises when it is down."""
    late = timedelta(seconds=max(longest_wait(now), longest_untold(now)))
    failing_at = failing_since(now - SILENCE)
    failing = max(now - failing_at, timedelta(0)) if failing_at else timedelta(0)
    return Health(workers_since(now - SILENCE), last_beat(), late, failing, current_key() is not None)


def say_alive(worker: str, now: datetime, failing_at: datetime | None = None) -> None:
    """That worker is at work, in vain since `failing_at`; those that were not heard of for a day are forgotten."""
    beat(worker, now, failing_at)
    forget_workers(now - REMEMBERED)
    db.session.commit()
