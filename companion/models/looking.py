"""Who has an entry before their eyes: a lease that the page renews."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, Uuid, case, delete, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Instant, PatientId
from companion.models.staff import Practitioner, PractitionerId
from companion.models.upsert import insert_in

WALKED_AWAY = timedelta(minutes=10)  # nobody reads one report for longer


class Look(Base):
    """A practitioner looks at a line since `began_at`, until that instant unless they look on."""

    __tablename__ = "look"

    first_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    practitioner_id: Mapped[PractitionerId] = mapped_column(primary_key=True)
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    began_at: Mapped[At]
    until_at: Mapped[At]


def look_on(owner: tuple[UUID, UUID], first_id: UUID, practitioner_id: UUID, now: datetime, until: datetime) -> None:
    """They look at it until then; whoever had left it begins anew. Not committed."""
    row = insert_in(db.engine.dialect, Look).values(
        first_id=first_id,
        practitioner_id=practitioner_id,
        clinic_id=owner[0],
        patient_id=owner[1],
        began_at=now,
        until_at=until,
    )
    keys, began = ["first_id", "practitioner_id"], case((Look.until_at < now, now), else_=Look.began_at)
    again = {"until_at": until, "began_at": type_coerce(began, Instant)}
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=again))


def looking_since(first_id: UUID, practitioner_id: UUID, still_at: datetime) -> ScalarSelect[datetime]:
    """Since when they look at it, for a statement; None for whoever left it before `still_at`."""
    mine = (Look.first_id == first_id, Look.practitioner_id == practitioner_id, Look.until_at >= still_at)
    return select(Look.began_at).where(*mine).scalar_subquery()


def lookers_at(first_ids: Collection[UUID], but: UUID, now: datetime) -> dict[UUID, list[str]]:
    """By line: the names of those who look at it now, without that practitioner."""
    named = select(Look.first_id, Practitioner.name).join(Practitioner, Practitioner.id == Look.practitioner_id)
    others = (Look.first_id.in_(first_ids), Look.practitioner_id != but, Look.until_at > now)
    found: dict[UUID, list[str]] = {}
    for first_id, name in db.session.execute(named.where(*others).order_by(Practitioner.name)):
        found.setdefault(first_id, []).append(name)
    return found


def forget_looks(before: datetime) -> None:
    """Those that ended before that. Not committed."""
    db.session.execute(delete(Look).where(Look.until_at < before))
