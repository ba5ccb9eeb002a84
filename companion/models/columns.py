"""Column types and habits shared by every table."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, DateTime, Dialect, ForeignKey, LargeBinary, String, TypeDecorator, Uuid, bindparam
from sqlalchemy.orm import mapped_column


class Instant(TypeDecorator[datetime]):
    """An instant: aware in, UTC out. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=uuid4)]
ClinicId = Annotated[UUID, mapped_column(Uuid, ForeignKey("clinic.id"))]
PatientId = Annotated[UUID, mapped_column(Uuid, ForeignKey("patient.id"))]
At = Annotated[datetime, mapped_column(Instant)]
MaybeAt = Annotated[datetime | None, mapped_column(Instant)]
Short = Annotated[str, mapped_column(String(120))]
MaybeShort = Annotated[str | None, mapped_column(String(120))]
Digest = Annotated[bytes, mapped_column(LargeBinary(32), unique=True)]
Sealed = Annotated[bytes | None, mapped_column(LargeBinary)]


# What statements that are made once are told, by name.
CLINIC, PATIENT, ENTRY = (bindparam(name, type_=Uuid()) for name in ("clinic", "patient", "entry"))
NOW, ME = bindparam("now", type_=Instant()), bindparam("me", type_=Uuid())


def of_owners(clinic_id: Any, patient_id: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions of a statement that is made once: one of the (clinic, patient) that `told_owners` gives it.

    Each stands alone, as SQLite finds no index for pairs; a patient has one clinic, so that no other pair is found.
    """
    clinics, patients = (bindparam(name, type_=Uuid(), expanding=True) for name in ("clinics", "patients"))
    return clinic_id.in_(clinics), patient_id.in_(patients)


def told_owners(owners: Iterable[tuple[UUID, UUID]]) -> dict[str, list[UUID]]:
    pairs = list(owners)
    return {"clinics": list({clinic_id for clinic_id, _ in pairs}), "patients": [patient_id for _, patient_id in pairs]}
