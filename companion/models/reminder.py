"""What is due, when, and how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, MaybeShort, PatientId, Short


class End(StrEnum):
    """How a reminder ended. `UNREACHABLE`: there is nowhere to send it. `DONE`: they told us before we asked.

    `LATER`: the patient put it off, and a row of its own says until when. `OVER`: its cause went.
    """

    SENT = "sent"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    DONE = "done"
    LATER = "later"
    OVER = "over"


MISSED = (End.EXPIRED, End.UNREACHABLE, End.REFUSED)  # it came to nobody
TEST = "test"  # the kind of what a person sends to try it
CONFIRM = "confirm"  # the kind of the letter that asks whether an address is right
ANSWER = "answer"  # the kind of what tells that a practitioner answered
APART = (TEST, CONFIRM, ANSWER)  # what no plan lays and none withdraws


class Reminder(Base):
    """Something due. `next_at`: when the worker looks at it next, None once it has ended; it is the end of a lease too.

    `key` is unique in its treatment: planning again finds the same row. `end`: one of End.
    `about_at`: the visit or the injection that it speaks of; it is said once of each.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("treatment_id", "key"),
        Index("ix_reminder_patient", "clinic_id", "patient_id", "due_at"),
        Index("ix_reminder_next", "next_at"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    key: Mapped[Short]
    kind: Mapped[Short]
    due_at: Mapped[At]
    not_after: Mapped[At]
    about_at: Mapped[MaybeAt]
    next_at: Mapped[MaybeAt]
    claimed_by: Mapped[MaybeShort]
    claimed_at: Mapped[MaybeAt]
    attempt: Mapped[int] = mapped_column(default=0)
    end: Mapped[MaybeShort]
    ended_at: Mapped[MaybeAt]


LATER_MARK = ":later:"  # behind the key of one that was put off: `rm-checkin-3:later:1`


def test_key(device_id: UUID) -> str:
    """The key of one more test of that phone."""
    return f"{TEST}:{device_id}:{uuid4()}"


def tests_device(key: str, device_id: UUID) -> bool:
    """Whether the test under that key tries that phone."""
    return key.startswith(f"{TEST}:{device_id}:")


def answer_key(review_id: UUID, *, rings: bool) -> str:
    """The key of what tells of an answer; `rings`: in quiet hours too."""
    return f"{ANSWER}:{'now' if rings else 'by day'}:{review_id}"


def rings_at_night(key: str) -> bool:
    """Whether what tells of that answer heeds no quiet hours."""
    return key.startswith(f"{ANSWER}:now:")


def plain_key(key: str) -> str:
    """The key of the plan, however often it was put off."""
    return key.partition(LATER_MARK)[0]


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that a worker has leased. Only that worker knows the number of its attempt: that is its fence."""

    id: UUID
    clinic_id: UUID
    patient_id: UUID
    treatment_id: UUID
    key: str
    kind: str
    due_at: datetime
    not_after: datetime
    worker: str
    attempt: int


def reminders_of(clinic_id: UUID, patient_id: UUID) -> list[Reminder]:
    """All of a patient, by due instant."""
    mine = (Reminder.clinic_id == clinic_id, Reminder.patient_id == patient_id)
    return list(db.session.scalars(select(Reminder).where(*mine).order_by(Reminder.due_at, Reminder.key)))


def reminder_of(clinic_id: UUID, patient_id: UUID, reminder_id: UUID) -> Reminder | None:
    """That one, if it is that patient's."""
    mine = (Reminder.id == reminder_id, Reminder.clinic_id == clinic_id, Reminder.patient_id == patient_id)
    return db.session.scalar(select(Reminder).where(*mine))


def reminders_by_key(treatment_id: UUID) -> dict[str, Reminder]:
    rows = db.session.scalars(select(Reminder).where(Reminder.treatment_id == treatment_id))
    return {row.key: row for row in rows}


def waiting_of(ids: Collection[UUID]) -> set[UUID]:
    """Those of them that have not ended."""
    mine = select(Reminder.id).where(Reminder.id.in_(ids), Reminder.next_at.is_not(None))
    return set(db.session.scalars(mine)) if ids else set()


def longest_wait(now: datetime) -> float:
    """For how many seconds the oldest one that is due has waited."""
    oldest = db.session.scalar(select(func.min(Reminder.next_at)))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
