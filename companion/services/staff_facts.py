"""What a worker needs to know to tell staff: where to, and when the clinics are open. Looked up once for a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from companion.aftercare.promise import open_from
from companion.aftercare.zones import zone_named
from companion.models import StaffMailbox, StaffSubscription
from companion.models.staff_reach import mailboxes_of_staff, places_of_staff
from companion.models.telling import Why
from companion.models.untold import Untold, hours_told, lines_told
from companion.services.staff_devices import TEST_LASTS
from companion.services.waiting import known_hours

LASTS = timedelta(days=1)  # since it could first be told: whoever reads it later reads it on Today


@dataclass(frozen=True)
class Facts:
    """`lines`: by entry, the line that it is a version of."""

    places: dict[UUID, list[StaffSubscription]]
    boxes: dict[UUID, list[StaffMailbox]]
    lines: dict[UUID, UUID]
    hours: dict[UUID, tuple[str | None, str | None]]

    def rings_at(self, one: Untold, now: datetime) -> datetime:
        """What is urgent at once, what is late while somebody is at the clinic."""
        if one.why != Why.LATE:
            return now
        hours, zone = self.hours[one.clinic_id]
        return open_from(now, known_hours(hours), zone_named(zone) if zone else None)

    def until(self, one: Untold) -> datetime:
        """After that it is tried no more."""
        return self.rings_at(one, one.made_at) + (TEST_LASTS if one.why == Why.TEST else LASTS)

    def places_of(self, one: Untold) -> list[StaffSubscription]:
        """Where it goes by push, as long as none has it."""
        if one.pushed_at or one.why == Why.CONFIRM:
            return []
        return [row for row in self.places.get(one.practitioner_id, []) if one.place_id in (None, row.id)]

    def box_of(self, one: Untold) -> StaffMailbox | None:
        """Where it goes by e-mail: to the address that said yes, or to the one that is asked."""
        rows = self.boxes.get(one.practitioner_id, [])
        if one.why == Why.CONFIRM:
            rows = [row for row in rows if row.id == one.mailbox_id and row.confirmed_at is None]
        else:
            rows = [row for row in rows if row.confirmed_at and one.why != Why.TEST]
        return rows[0] if rows and not one.mailed_at else None


def facts_of(held: Sequence[Untold], *, by_mail: bool) -> Facts:
    """Four statements at most, however many are held."""
    people = {one.practitioner_id for one in held}
    return Facts(
        places_of_staff(people),
        mailboxes_of_staff(people) if by_mail else {},
        lines_told([one.entry_id for one in held if one.entry_id]),
        hours_told({one.clinic_id for one in held if one.why == Why.LATE}),
    )
