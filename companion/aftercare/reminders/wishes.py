"""What a person wishes: quiet hours, on the clock of their phone, and a town for the sun."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from companion.aftercare.protocol import Protocol
from companion.aftercare.zones import instant_of, zone_named


@dataclass(frozen=True, slots=True)
class Wishes:
    """Quiet from `quiet_from` until `quiet_until` (itself not quiet), over midnight too; equal times are no quiet.

    `zone` is the phone's, and the treatment's before a phone is known. `town` counts while the phone is in its zone.
    """

    quiet_from: time
    quiet_until: time
    zone: str
    town: str | None = None

    @classmethod
    def usual(cls, protocol: Protocol, zone: str, town: str | None = None) -> Self:
        """The quiet hours of the protocol."""
        quiet = protocol.reminder_rules.quiet_hours
        return cls(time.fromisoformat(quiet.starts), time.fromisoformat(quiet.until), zone, town)

    @property
    def there(self) -> ZoneInfo:
        return zone_named(self.zone)

    def is_quiet(self, instant: datetime) -> bool:
        clock = self._clock(instant)
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def quiet_ends_at(self, instant: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours it falls into; never before it.

        An end that comes twice is the first one that is not over; one inside a gap moves on by the gap, and where
        it is quiet there again, on to the next end.
        """
        while self.is_quiet(instant):
            wall = instant.astimezone(self.there).replace(tzinfo=None, fold=0)
            is_tomorrow = self.quiet_until <= wall.time()
            end = datetime.combine(wall.date() + timedelta(days=is_tomorrow), self.quiet_until)
            first = instant_of(end, self.there)
            instant = first if first > instant else instant_of(end, self.there, second=True)
        return instant

    def quiet_starts_after(self, instant: datetime) -> datetime | None:
        """The next instant after that one at which it becomes quiet; None for whoever has no quiet hours.

        That is where the clock shows `quiet_from`, each time that it does, or where it was moved into quiet hours.
        """
        today = instant.astimezone(self.there).date()
        walls = [datetime.combine(today + timedelta(days=number), self.quiet_from) for number in range(3)]
        shown = [instant_of(wall, self.there, second=second) for wall in walls for second in (False, True)]
        starts = [start for start in shown if start > instant and self._clock(start) == self.quiet_from]
        if self.quiet_from == self.quiet_until or not starts:
            return None
        moved = _clocks_moved_at(instant, min(starts), self.there)
        is_moved_in = moved and self.is_quiet(moved) and not self.is_quiet(moved - timedelta(seconds=1))
        return moved if is_moved_in else min(starts)

    def _clock(self, instant: datetime) -> time:
        return instant.astimezone(self.there).time().replace(fold=0)


def _clocks_moved_at(since: datetime, until: datetime, there: ZoneInfo) -> datetime | None:
    """The second after `since` from which on the clocks there stand as they do at `until`; None where they do."""
    before, after = since, until
    if before.astimezone(there).utcoffset() == after.astimezone(there).utcoffset():
        return None
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(there).utcoffset() == until.astimezone(there).utcoffset():
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
