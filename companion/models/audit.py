"""The audit: who did or saw what, of whom and when. Rows are added, and never changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Select, Uuid, func, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeShort, Short
from companion.models.staff import MaybePractitioner, Practitioner
from companion.models.upsert import insert_in

MOST_COUNTED = 2_000  # a page says "more than" beyond it, and costs no more


class Kind(StrEnum):
    """What was done. `WORDS`: a note or a question of a patient was before somebody. `WAY_IN`: a passkey or codes."""

    PHOTO = "photo"
    WORDS = "words"
    SHEET = "sheet"
    EXPORT = "export"
    ERASE = "erase"
    ANSWER = "answer"
    PROTOCOL = "protocol"
    MOVE = "move"
    ROLE = "role"
    INVITED = "invited"
    LEFT = "left"
    SIGN_IN = "sign in"
    WAY_IN = "way in"
    REFUSED = "refused"
    PROMISE = "promise"
    CLINIC = "clinic"
    AUDIT = "audit"


class By(StrEnum):
    """Who did it: somebody who works there, a patient with their own, or whoever runs the program."""

    STAFF = "staff"
    PATIENT = "patient"
    COMMAND = "command"


class AuditEvent(Base):
    """`by`: a By; `kind`: a Kind; `object_id`: of a photo, entry, treatment, version or colleague; `about`: how, plain.

    Its patient and its object may be erased while the row stays: then nothing here says who that was.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_clinic", "clinic_id", "done_at"),
        Index("ix_audit_event_practitioner", "clinic_id", "practitioner_id", "done_at", "kind"),
        Index("ix_audit_event_kind", "clinic_id", "kind", "done_at"),
        Index("ix_audit_event_patient", "patient_id", "done_at"),
        Index("ix_audit_event_done", "done_at"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    done_at: Mapped[At]
    by: Mapped[Short]
    practitioner_id: Mapped[MaybePractitioner]
    kind: Mapped[Short]
    patient_id: Mapped[UUID | None] = mapped_column(Uuid)
    object_id: Mapped[UUID | None] = mapped_column(Uuid)
    about: Mapped[MaybeShort]


class AuditSeal(Base):
    """What the rows from the seal before until `until_at` were: `many`, and one keyed hash of them and that seal."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    until_at: Mapped[At]
    many: Mapped[int] = mapped_column(Integer)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True)
class Sought:
    """Which rows of a clinic: those of `by` or of that practitioner, of that patient and kind, in [since, until)."""

    clinic_id: UUID
    by: By | None = None
    practitioner_id: UUID | None = None
    patient_id: UUID | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None

    def of(self, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """That statement, narrowed to them."""
        names = ("by", "practitioner_id", "patient_id", "kind")
        given = [(name, getattr(self, name)) for name in names if getattr(self, name) is not None]
        asked = asked.where(AuditEvent.clinic_id == self.clinic_id)
        if self.by in (By.PATIENT, By.COMMAND):
            asked = asked.where(AuditEvent.practitioner_id.is_(None))  # these are few, and the index knows them so
        asked = asked.where(*(getattr(AuditEvent, name) == value for name, value in given))
        asked = asked.where(AuditEvent.done_at >= self.since) if self.since else asked
        return asked.where(AuditEvent.done_at < self.until) if self.until else asked


def add_unless_there(rows: Collection[dict[str, Any]]) -> None:
    """Add those whose id is not here, in one statement. Not committed."""
    new = insert_in(db.engine.dialect, AuditEvent)
    db.session.execute(new.on_conflict_do_nothing(index_elements=["id"]), list(rows))


def count_audit(sought: Sought) -> int:
    """How many there are; one above `MOST_COUNTED` where there are more than that."""
    some = sought.of(select(literal(1))).select_from(AuditEvent).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def newest_audit(sought: Sought) -> Select[*tuple[Any, ...]]:
    """A statement of them, the newest first."""
    return sought.of(select(AuditEvent)).order_by(AuditEvent.done_at.desc(), AuditEvent.id.desc())


def page_of_audit(sought: Sought, first: int, many: int) -> list[AuditEvent]:
    """`many` of them from place `first` on, the newest first."""
    return list(db.session.scalars(newest_audit(sought).offset(first).limit(many)))


def audit_of_patient(patient_id: UUID) -> list[dict[str, Any]]:
    """All that was done or seen of a patient, at whichever clinic, with the name of who did; the oldest first."""
    what = (AuditEvent.done_at, AuditEvent.by, Practitioner.name, AuditEvent.kind, AuditEvent.object_id)
    rows = select(*what).outerjoin(Practitioner, Practitioner.id == AuditEvent.practitioner_id)
    mine = rows.where(AuditEvent.patient_id == patient_id).order_by(AuditEvent.done_at, AuditEvent.id)
    return [dict(row) for row in db.session.execute(mine).mappings()]


def names_of_staff(clinic_id: UUID) -> dict[UUID, str]:
    """Everybody who works there or did, by name."""
    named = select(Practitioner.id, Practitioner.name).where(Practitioner.clinic_id == clinic_id)
    return {row.id: row.name for row in db.session.execute(named.order_by(Practitioner.name))}
