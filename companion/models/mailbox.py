"""Where a patient's letters go, when no phone is known to show reminders."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, Sealed, Short, of_owners, told_owners


class Mailbox(Base):
    """An e-mail address as the patient gave it: another address is another row, so that old links do not move along.

    `address` is None once it has ended. `confirmed_at`: somebody who reads there said yes; `ended_at`: said no more.
    """

    __tablename__ = "mailbox"

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), unique=True)
    address: Mapped[Sealed]
    language: Mapped[Short]
    given_at: Mapped[At]
    confirmed_at: Mapped[MaybeAt]
    ended_at: Mapped[MaybeAt]


_OPEN = select(Mailbox).where(*of_owners(Mailbox.clinic_id, Mailbox.patient_id), Mailbox.ended_at.is_(None))


def mailbox_of(patient_id: UUID) -> Mailbox | None:
    """The one of that patient, also one that has ended."""
    return db.session.scalar(select(Mailbox).where(Mailbox.patient_id == patient_id))


def open_mailboxes(owners: Collection[tuple[UUID, UUID]]) -> dict[UUID, Mailbox]:
    """By patient, of those (clinic, patient): the ones that have not ended."""
    return {row.patient_id: row for row in db.session.scalars(_OPEN, told_owners(owners))}
