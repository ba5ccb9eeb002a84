"""The picture by which patients know their clinic."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Uuid, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At
from companion.models.staff import PractitionerId

OfClinic = Annotated[UUID, mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)]


class Logo(Base):
    """`picture`: small, decoded and encoded again; plain, as it is on the clinic's door."""

    __tablename__ = "logo"

    clinic_id: Mapped[OfClinic]
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    put_at: Mapped[At]
    put_by: Mapped[PractitionerId]


def logo_of(clinic_id: UUID) -> bytes | None:
    """The picture of that clinic."""
    return db.session.scalar(select(Logo.picture).where(Logo.clinic_id == clinic_id))


def drop_logo(clinic_id: UUID) -> None:
    """Its picture goes. Not committed."""
    db.session.execute(delete(Logo).where(Logo.clinic_id == clinic_id))
