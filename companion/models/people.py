"""Clinics and their patients."""

from sqlalchemy import Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeShort, Sealed, Short


class Clinic(Base):
    """`hours`: as `aftercare.hours` reads them. `closed_phone`: what patients call when it is closed.

    `logo`: the mark of its picture in `Logo`. `is_house`: the one clinic to which self-started plans belong.
    """

    __tablename__ = "clinic"
    # Partial on PostgreSQL too, as the migration makes it: naming that here would load its dialect at every start.
    __table_args__ = (Index("uq_clinic_house", "is_house", unique=True, sqlite_where=text("is_house")),)

    id: Mapped[Key]
    name: Mapped[Short]
    phone: Mapped[MaybeShort]
    zone: Mapped[MaybeShort]
    country: Mapped[MaybeShort]
    hours: Mapped[str | None] = mapped_column(String(400))
    closed_phone: Mapped[MaybeShort]
    site: Mapped[str | None] = mapped_column(String(240))
    logo: Mapped[MaybeShort]
    is_house: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[At]


class Patient(Base):
    __tablename__ = "patient"
    __table_args__ = (Index("ix_patient_clinic", "clinic_id", "created_at"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    first_name: Mapped[Sealed]
    created_at: Mapped[At]


def house_clinic() -> Clinic | None:
    return db.session.scalar(select(Clinic).where(Clinic.is_house))


def clinic_named(name: str) -> Clinic | None:
    """The clinic of that name, never the house."""
    return db.session.scalar(select(Clinic).where(Clinic.name == name, ~Clinic.is_house))
