"""Who signed which version of a clinic's protocol, and which one stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.protocol import Protocol
from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Short
from companion.models.protocol import protocol_of
from companion.models.staff import PractitionerId

OfVersion = Annotated[UUID, mapped_column(Uuid, ForeignKey("protocol_version.id"), primary_key=True)]


class SignOff(Base):
    """`number` counts the versions of a clinic; `name` and `role` as they were typed; `said`: what changed."""

    __tablename__ = "sign_off"
    __table_args__ = (UniqueConstraint("clinic_id", "number"),)

    version_id: Mapped[OfVersion]
    clinic_id: Mapped[ClinicId]
    number: Mapped[int]
    practitioner_id: Mapped[PractitionerId]
    name: Mapped[Short]
    role: Mapped[Short]
    said: Mapped[str] = mapped_column(String(500))
    signed_at: Mapped[At]


@dataclass(frozen=True, slots=True)
class Signed:
    """A version that was signed."""

    version_id: UUID
    number: int
    name: str
    role: str
    said: str
    signed_at: datetime

    @property
    def protocol(self) -> Protocol:
        return protocol_of(self.version_id)


def signed_versions(clinic_id: UUID) -> list[Signed]:
    """Every version of a clinic, the newest first."""
    fields = (
        SignOff.version_id,
        SignOff.number,
        SignOff.name,
        SignOff.role,
        SignOff.said,
        SignOff.signed_at,
    )
    rows = db.session.execute(select(*fields).where(SignOff.clinic_id == clinic_id).order_by(SignOff.number.desc()))
    return [Signed(*row) for row in rows]


def standing_version(clinic_id: UUID) -> UUID | None:
    """The version that new treatments of a clinic get; None where it signed none."""
    newest = select(SignOff.version_id).where(SignOff.clinic_id == clinic_id).order_by(SignOff.number.desc())
    return db.session.scalar(newest.limit(1))
