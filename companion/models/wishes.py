"""How a patient wants to be reminded: which kinds, when not, and how plainly."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, MaybeAt, MaybeShort


class ReminderWishes(Base):
    """`kinds`: {kind: bool} where they differ from the protocol's. Quiet hours as `21:30`, None for the protocol's.

    `zone`: the phone's, as it told. `town`: for the sun, picked by the patient. `names_it`: the lock screen may say
    what it is about. `outdoors_until`: sun reminders come again until then.
    """

    __tablename__ = "reminder_wishes"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    clinic_id: Mapped[ClinicId]
    kinds: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    quiet_from: Mapped[MaybeShort]
    quiet_until: Mapped[MaybeShort]
    zone: Mapped[MaybeShort]
    town: Mapped[MaybeShort]
    names_it: Mapped[bool] = mapped_column(default=False)
    outdoors_until: Mapped[MaybeAt]
    changed_at: Mapped[At]


def wishes_of(patient_id: UUID) -> ReminderWishes | None:
    return db.session.get(ReminderWishes, patient_id)
