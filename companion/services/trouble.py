"""What gets no further, by way: a push service, the mail server, or our own making of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from companion.models.reminder import waiting_of
from companion.models.telling import waiting_tellings

MOST = 500  # reminders remembered of a way: as witnesses they are enough
STEP, TELLING = "step", "telling"  # the ways of whatever breaks off as a whole


@dataclass
class Trouble:
    """`since`: from when on a way takes nothing; `left`: which reminders and tellings waited for it when tried last."""

    since: dict[str, datetime] = field(default_factory=dict)
    left: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    @property
    def failing_at(self) -> datetime | None:
        """Since when the worst of them fails; None while all goes well."""
        return min(self.since.values(), default=None)

    def failed(self, way: str, now: datetime, waiting_id: UUID | None = None) -> None:
        """Something that should have gone that way did not."""
        self.since.setdefault(way, now)
        if waiting_id and len(self.left[way]) < MOST:
            self.left[way].add(waiting_id)

    def went(self, way: str) -> None:
        """It takes what is sent."""
        self.since.pop(way, None)
        self.left.pop(way, None)

    def look_again(self) -> None:
        """A way for which nothing is left to wait fails no more: what waited ended, by whatever worker."""
        left = {one for ids in self.left.values() for one in ids}
        waiting = waiting_of(left) | waiting_tellings(left)
        for way in [way for way in self.since if way not in (STEP, TELLING)]:
            self.left[way] &= waiting
            if not self.left[way]:
                self.went(way)
