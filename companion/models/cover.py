"""Who answers for whom: what a clinic promises, its second person, and who covers for whom for a few days."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import CLINIC, NOW, At, ClinicId, Key, MaybeAt
from companion.models.staff import Practitioner, PractitionerId, Role
from companion.models.together import Answers, Together

MaybePractitioner = Annotated[UUID | None, mapped_column(Uuid, ForeignKey("practitioner.id"))]


class Promise(Base):
    """Of a clinic: in how many open hours somebody answers, None for the protocol's; who is told when it is late."""

    __tablename__ = "promise"

    clinic_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)
    hours: Mapped[int | None]
    second_id: Mapped[MaybePractitioner]
    changed_at: Mapped[At]
    changed_by: Mapped[PractitionerId]


class Cover(Base):
    """`cover_id` answers for `practitioner_id` from `starts_at` until `ends_at`. `ended_at`: taken back before."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_clinic", "clinic_id", "ends_at"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    practitioner_id: Mapped[PractitionerId]
    cover_id: Mapped[PractitionerId]
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    made_at: Mapped[At]
    made_by: Mapped[PractitionerId]
    ended_at: Mapped[MaybeAt]


@dataclass(frozen=True)
class Team:
    """Who works at a clinic, by id, and who covers for whom at that instant. `second_id`: told when it is late."""

    names: dict[UUID, str]
    covers: dict[UUID, UUID]
    second_id: UUID | None
    hours: int | None

    def stands_in_for(self, practitioner_id: UUID | None) -> UUID | None:
        """Who answers in their place, along whoever covers for whom; None where nobody covers for them."""
        found, seen = practitioner_id, {practitioner_id}
        while found in self.covers and self.covers[found] not in seen:
            found = self.covers[found]
            seen.add(found)
        return found if found != practitioner_id else None

    def covered_by(self, practitioner_id: UUID) -> frozenset[UUID]:
        """For whom that practitioner answers now."""
        return frozenset(away for away in self.covers if self.stands_in_for(away) == practitioner_id)

    def first_of(self, practitioner_id: UUID | None) -> UUID | None:
        """Who looks at what is sent to that practitioner."""
        return self.stands_in_for(practitioner_id) or (practitioner_id if practitioner_id in self.names else None)

    def second_of(self, practitioner_id: UUID | None) -> frozenset[UUID]:
        """Who is told when they do not answer: their cover and the clinic's second person, else everybody else."""
        second = self.first_of(self.second_id) if self.second_id != practitioner_id else None
        told = {one for one in (self.stands_in_for(practitioner_id), second) if one and one != practitioner_id}
        return frozenset(told or set(self.names) - {practitioner_id})


def team_of(clinic_id: UUID, now: datetime) -> Team:
    """Who is here and answers, who covers for whom, what was promised; in one statement."""
    return team_in(_team().ask({"clinic": clinic_id, "now": now}))


def team_questions() -> dict[str, Select[*tuple[Any, ...]]]:
    """What `team_in` reads; to be told of the clinic and the instant."""
    here = (Practitioner.clinic_id == CLINIC, Practitioner.left_at.is_(None), Practitioner.role != Role.FRONT_DESK)
    mine = (Cover.clinic_id == CLINIC, Cover.ended_at.is_(None), Cover.ends_at > NOW, Cover.starts_at <= NOW)
    return {
        "names": select(Practitioner.id, Practitioner.name).where(*here).order_by(Practitioner.name),
        "covers": select(Cover.practitioner_id, Cover.cover_id).where(*mine).order_by(Cover.starts_at, Cover.made_at),
        "promise": select(Promise.second_id, Promise.hours).where(Promise.clinic_id == CLINIC),
    }


def team_in(answers: Answers) -> Team:
    known = {row.id: row.name for row in answers["names"]}
    covers = {row.practitioner_id: row.cover_id for row in answers["covers"] if row.cover_id in known}
    second_id, hours = next(iter(answers["promise"]), (None, None))
    return Team(known, covers, second_id if second_id in known else None, hours)


@cache
def _team() -> Together:
    return Together(**team_questions())


def covers_of(clinic_id: UUID, now: datetime) -> list[Cover]:
    """Those that are not over, the first first; one that was made later counts more."""
    mine = (Cover.clinic_id == clinic_id, Cover.ended_at.is_(None), Cover.ends_at > now)
    return list(db.session.scalars(select(Cover).where(*mine).order_by(Cover.starts_at, Cover.made_at)))
