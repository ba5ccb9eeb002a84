"""Who has an entry before their eyes: a lease that the page renews."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, ScalarSelect, Select, Uuid, case, delete, literal, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import CLINIC, ME, NOW, At, ClinicId, Instant, PatientId
from companion.models.journal import Entry
from companion.models.staff import Practitioner, PractitionerId
from companion.models.upsert import insert_in

WALKED_AWAY = timedelta(minutes=10)  # nobody reads one report for longer


class Look(Base):
    """A practitioner looks at a line since `began_at`, until that instant unless they look on."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_clinic", "clinic_id", "until_at"),)

    first_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    practitioner_id: Mapped[PractitionerId] = mapped_column(primary_key=True)
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    began_at: Mapped[At]
    until_at: Mapped[At]


def look_on(owner: tuple[UUID, UUID], entry_id: UUID, practitioner_id: UUID, now: datetime, until: datetime) -> None:
    """They look at that entry's line until then, if it is there; whoever had left it begins anew. Not committed."""
    here = (Entry.clinic_id == owner[0], Entry.patient_id == owner[1], Entry.id == entry_id)
    line = select(Entry.first_id, Entry.clinic_id, Entry.patient_id, *_told(practitioner_id, now, until)).where(*here)
    row = insert_in(db.engine.dialect, Look).from_select(
        ["first_id", "clinic_id", "patient_id", "practitioner_id", "began_at", "until_at"], line
    )
    keys, began = ["first_id", "practitioner_id"], case((Look.until_at < now, now), else_=Look.began_at)
    again = {"until_at": until, "began_at": type_coerce(began, Instant)}
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=again))


def looking_since(first_id: UUID, practitioner_id: UUID, still_at: datetime) -> ScalarSelect[datetime]:
    """Since when they look at it, for a statement; None for whoever left it before `still_at`."""
    mine = (Look.first_id == first_id, Look.practitioner_id == practitioner_id, Look.until_at >= still_at)
    return select(Look.began_at).where(*mine).scalar_subquery()


def lookers() -> Select[*tuple[Any, ...]]:
    """Who looks at which line now, but `me`; to be narrowed, and told who that is, of the clinic and the instant."""
    named = select(Look.first_id, Practitioner.name).join(Practitioner, Practitioner.id == Look.practitioner_id)
    others = (Look.clinic_id == CLINIC, Look.practitioner_id != ME, Look.until_at > NOW)
    return named.where(*others).order_by(Practitioner.name)


def forget_looks(before: datetime) -> None:
    """Those that ended before that. Not committed."""
    db.session.execute(delete(Look).where(Look.until_at < before))


def _told(practitioner_id: UUID, *instants: datetime) -> tuple[ColumnElement[Any], ...]:
    return literal(practitioner_id, Uuid()), *(literal(one, Instant()) for one in instants)
