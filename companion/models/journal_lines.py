"""Questions about the journal. A line is every version of an entry; the version that nothing supersedes stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from companion.extensions import db
from companion.models.grant import Purpose, is_granted
from companion.models.journal import Entry, Erased, Photo, Review
from companion.models.staff import Practitioner

Owner = tuple[UUID, UUID]


def entry_of(owner: Owner, entry_id: UUID) -> Entry | None:
    """That entry, if it is the patient's."""
    mine = (Entry.clinic_id == owner[0], Entry.patient_id == owner[1], Entry.id == entry_id)
    return db.session.scalar(select(Entry).where(*mine))


def entry_at(clinic_id: UUID, entry_id: UUID) -> Entry | None:
    """That entry, if it is of the clinic."""
    return db.session.scalar(select(Entry).where(Entry.clinic_id == clinic_id, Entry.id == entry_id))


def photo_of(owner: Owner, photo_id: UUID) -> Photo | None:
    """That photo, if it is the patient's."""
    mine = (Photo.clinic_id == owner[0], Photo.patient_id == owner[1], Photo.id == photo_id)
    return db.session.scalar(select(Photo).where(*mine))


def photo_at(clinic_id: UUID, photo_id: UUID) -> Photo | None:
    """That photo, if it is of a patient of the clinic who lets it be seen."""
    theirs = (Photo.clinic_id == clinic_id, Photo.id == photo_id, is_granted(Photo.patient_id, Purpose.PHOTOS))
    return db.session.scalar(select(Photo).where(*theirs))


def was_erased(owner: Owner, id: UUID) -> bool:
    """Whether that patient erased the entry or the photo of that id."""
    mine = (Erased.clinic_id == owner[0], Erased.patient_id == owner[1], Erased.id == id)
    return db.session.scalar(select(Erased.id).where(*mine)) is not None


def entries_of(owner: Owner) -> list[Entry]:
    """Every version of every entry of a patient, the oldest first."""
    mine = (Entry.clinic_id == owner[0], Entry.patient_id == owner[1])
    return list(db.session.scalars(select(Entry).where(*mine).order_by(Entry.noted_at, Entry.received_at)))


def photos_of(owner: Owner) -> list[Photo]:
    """The photos of a patient, as they came."""
    mine = (Photo.clinic_id == owner[0], Photo.patient_id == owner[1])
    return list(db.session.scalars(select(Photo).where(*mine).order_by(Photo.received_at, Photo.id)))


def photos_seen() -> Select[*tuple[Any, ...]]:
    """Photos with the line of each, which the clinic may see; a statement to be narrowed, as they came."""
    rows = select(*Photo.__table__.c, Entry.first_id).join(Entry, Entry.id == Photo.entry_id)
    return rows.where(is_granted(Photo.patient_id, Purpose.PHOTOS)).order_by(Photo.received_at, Photo.id)


def reviews_of(owner: Owner) -> list[tuple[Review, str]]:
    """Who saw what of a patient, and the name of that practitioner, the oldest first."""
    mine = (Review.clinic_id == owner[0], Review.patient_id == owner[1])
    named = select(Review, Practitioner.name).join(Practitioner, Practitioner.id == Review.practitioner_id)
    return [(row[0], row[1]) for row in db.session.execute(named.where(*mine).order_by(Review.seen_at))]


def previous_scores(owner: Owner, treatment_id: UUID, noted_at: datetime, first_id: UUID) -> dict[str, int]:
    """The newest earlier value of each score, by what stands in the other lines of that treatment."""
    mine = (Entry.clinic_id == owner[0], Entry.patient_id == owner[1], Entry.treatment_id == treatment_id)
    earlier = (Entry.noted_at <= noted_at, Entry.first_id != first_id, stands())
    rows = select(Entry.scores).where(*mine, *earlier).order_by(Entry.noted_at, Entry.received_at)
    return {score: value for scores in db.session.scalars(rows) for score, value in scores.items()}


def later_entries(owner: Owner, treatment_id: UUID, noted_at: datetime, first_id: UUID) -> list[Entry]:
    """What stands in the other lines of that treatment from that instant on, the oldest first."""
    mine = (Entry.clinic_id == owner[0], Entry.patient_id == owner[1], Entry.treatment_id == treatment_id)
    later = (Entry.noted_at >= noted_at, Entry.first_id != first_id, stands())
    return list(db.session.scalars(select(Entry).where(*mine, *later).order_by(Entry.noted_at, Entry.received_at)))


def unreviewed_of(clinic_id: UUID, treatment_id: UUID) -> list[Entry]:
    """The entries of a treatment that stand and that nobody saw, whoever waited longest first."""
    mine = (Entry.clinic_id == clinic_id, Entry.treatment_id == treatment_id)
    seen = exists().where(Review.entry_id == Entry.id)
    return list(db.session.scalars(select(Entry).where(*mine, stands(), ~seen).order_by(Entry.received_at)))


def count_unreviewed(clinic_id: UUID, treatment_ids: list[UUID]) -> dict[UUID, int]:
    """How many entries of each of those treatments wait to be seen."""
    mine = (Entry.clinic_id == clinic_id, Entry.treatment_id.in_(treatment_ids))
    waits = (stands(), ~exists().where(Review.entry_id == Entry.id))
    counted = select(Entry.treatment_id, func.count()).where(*mine, *waits).group_by(Entry.treatment_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def stands() -> ColumnElement[bool]:
    """No newer version supersedes it."""
    newer = aliased(Entry)
    return ~exists().where(newer.supersedes_id == Entry.id)
