"""Who did or saw what is written down: a deed in its own transaction, a look before the bytes leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from companion.extensions import db
from companion.models import AuditEvent, Practitioner
from companion.models.audit import By, Kind, add_unless_there

SITTING = timedelta(minutes=15)  # of the clock: whoever looks again in the same one is written down once


@dataclass(frozen=True)
class Seen:
    """What somebody has before them: a photo, an entry with words, a sheet; and whose it is."""

    kind: Kind
    object_id: UUID
    patient_id: UUID | None


def note(clinic_id: UUID, by: UUID | By, kind: Kind, now: datetime, **facts: Any) -> None:
    """Write down a deed of that practitioner, or of a By. Not committed: it goes in with the deed.

    `facts`: `patient_id`, `object_id` and `about`, as far as there are any.
    """
    who = {"by": By.STAFF, "practitioner_id": by} if isinstance(by, UUID) else {"by": by}
    db.session.add(AuditEvent(clinic_id=clinic_id, done_at=now, kind=kind, **who, **facts))


def note_of_staff(practitioner_id: UUID, kind: Kind, now: datetime, about: str) -> None:
    """The same of somebody who is known by their id alone."""
    who = db.session.get_one(Practitioner, practitioner_id)
    note(who.clinic_id, who.id, kind, now, object_id=who.id, about=about)


def note_looks(clinic_id: UUID, practitioner_id: UUID, seen: Collection[Seen], now: datetime) -> None:
    """Write down, in one statement, what of this they have not looked at in this sitting; committed."""
    rows = {row["id"]: row for row in (_row(clinic_id, practitioner_id, one, now) for one in seen)}
    if not rows:
        return
    db.session.rollback()  # what was read is over: SQLite lets nobody write on from an old look
    add_unless_there(rows.values())
    db.session.commit()


def _row(clinic_id: UUID, practitioner_id: UUID, one: Seen, now: datetime) -> dict[str, Any]:
    """Its id is the same for the whole sitting, so that the database keeps one, whichever process comes first."""
    sitting = int(now.timestamp() // SITTING.total_seconds())
    return {
        "id": uuid5(practitioner_id, f"{one.kind} {one.object_id} {sitting}"),
        "clinic_id": clinic_id,
        "done_at": now,
        "by": By.STAFF,
        "practitioner_id": practitioner_id,
        "kind": one.kind,
        "patient_id": one.patient_id,
        "object_id": one.object_id,
    }
