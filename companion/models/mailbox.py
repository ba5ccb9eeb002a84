"""Where a patient's letters go, when no phone is known to show reminders."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, Sealed, Short, of_owners, told_owners

_ASKED, _CONFIRMED = text("confirmed_at IS NULL"), text("confirmed_at IS NOT NULL")


class Mailbox(Base):
    """An e-mail address as the patient gave it: another address is another row, so that old links do not move along.

    A patient has one that is asked at most, and one that said yes: it stays until the other one does.
    `address` is None once it has ended. `confirmed_at`: somebody who reads there said yes; `ended_at`: said no more.
    """

    __tablename__ = "mailbox"
    __table_args__ = (
        Index("ix_mailbox_asked", "patient_id", unique=True, sqlite_where=_ASKED),
        Index("ix_mailbox_confirmed", "patient_id", unique=True, sqlite_where=_CONFIRMED),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    address: Mapped[Sealed]
    language: Mapped[Short]
    given_at: Mapped[At]
    confirmed_at: Mapped[MaybeAt]
    ended_at: Mapped[MaybeAt]


_OPEN = select(Mailbox).where(*of_owners(Mailbox.clinic_id, Mailbox.patient_id), Mailbox.ended_at.is_(None))


def mailboxes_of(patient_id: UUID) -> list[Mailbox]:
    """Those of that patient, the one that was given last first, also one that has ended."""
    mine = select(Mailbox).where(Mailbox.patient_id == patient_id)
    return list(db.session.scalars(mine.order_by(Mailbox.confirmed_at.is_not(None))))


def mailbox_of(patient_id: UUID) -> Mailbox | None:
    """The one that was given last."""
    return next(iter(mailboxes_of(patient_id)), None)


def takes_letters(patient_id: UUID) -> bool:
    """Whether somebody said yes to letters for that patient, and not no since."""
    return any(row.confirmed_at and not row.ended_at for row in mailboxes_of(patient_id))


def open_mailboxes(owners: Collection[tuple[UUID, UUID]]) -> dict[UUID, list[Mailbox]]:
    """By patient, of those (clinic, patient): the ones that have not ended."""
    found: dict[UUID, list[Mailbox]] = defaultdict(list)
    for row in db.session.scalars(_OPEN, told_owners(owners)):
        found[row.patient_id].append(row)
    return found
