"""Questions about the journal. A line is every version of an entry; the version that nothing supersedes stands."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
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


def photos_for_clinic(owner: Owner) -> tuple[list[Photo], bool]:
    """The photos of a patient that the clinic may see, and whether there are others: their yes was taken back."""
    mine = (Photo.clinic_id == owner[0], Photo.patient_id == owner[1])
    asked = select(Photo, is_granted(Photo.patient_id, Purpose.PHOTOS)).where(*mine)
    rows = [(row[0], row[1]) for row in db.session.execute(asked.order_by(Photo.received_at, Photo.id))]
    return [photo for photo, is_seen in rows if is_seen], not all(is_seen for _photo, is_seen in rows)


def photos_of_lines(clinic_id: UUID, first_ids: Collection[UUID]) -> dict[UUID, list[Photo]]:
    """By line: its photos that the clinic may see, as they came."""
    rows = select(Entry.first_id, Photo).join(Entry, Entry.id == Photo.entry_id)
    mine = (Photo.clinic_id == clinic_id, Entry.first_id.in_(first_ids), is_granted(Photo.patient_id, Purpose.PHOTOS))
    found: dict[UUID, list[Photo]] = {}
    for first_id, photo in db.session.execute(rows.where(*mine).order_by(Photo.received_at, Photo.id)):
        found.setdefault(first_id, []).append(photo)
    return found


def standing_in(clinic_id: UUID, first_id: UUID) -> tuple[UUID, datetime] | None:
    """The version of that line that stands, and when it came."""
    mine = (Entry.clinic_id == clinic_id, Entry.first_id == first_id, stands())
    row = db.session.execute(select(Entry.id, Entry.received_at).where(*mine)).first()
    return (row[0], row[1]) if row else None


def answer_to(entry_id: UUID) -> tuple[str, datetime] | None:
    """Who answered it, and when."""
    named = select(Practitioner.name, Review.answered_at).join(Practitioner, Practitioner.id == Review.practitioner_id)
    row = db.session.execute(named.where(Review.answers_id == entry_id)).first()
    return (row[0], row[1]) if row and row[1] else None


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
