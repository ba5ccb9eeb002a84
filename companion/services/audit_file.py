"""The audit as a file for a spreadsheet, made while it is sent."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from companion.aftercare.zones import iso_instant
from companion.extensions import db
from companion.models import AuditEvent
from companion.models.audit import Kind, Sought, names_of_staff, newest_audit
from companion.services.audit import note
from companion.services.keys import first_names

HEAD = ("when (UTC)", "who", "what", "how", "first name", "patient", "object")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MANY = 500


def take_out_audit(sought: Sought, by: UUID, now: datetime) -> Iterator[str]:
    """Its lines, the newest first. That somebody took it out is in the audit before the first of them."""
    note(sought.clinic_id, by, Kind.AUDIT, now)
    db.session.commit()
    return _lines(sought)


def _lines(sought: Sought) -> Iterator[str]:
    yield _csv([HEAD])
    staff = names_of_staff(sought.clinic_id)
    asked = newest_audit(sought).execution_options(yield_per=MANY)
    for rows in db.session.scalars(asked).partitions():
        names = first_names(list({row.patient_id for row in rows if row.patient_id}), sought.clinic_id)
        yield _csv(_cells(row, staff, names) for row in rows)


def _cells(row: AuditEvent, staff: dict[UUID, str], names: dict[UUID, str]) -> tuple[str, ...]:
    who = staff[row.practitioner_id] if row.practitioner_id else row.by
    name = names.get(row.patient_id, "") if row.patient_id else ""
    return iso_instant(row.done_at), who, row.kind, row.about or "", name, *map(_id, (row.patient_id, row.object_id))


def _id(value: UUID | None) -> str:
    return str(value) if value else ""


def _csv(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet reads it as text, never as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) or cell.startswith(FORMULA) else cell
