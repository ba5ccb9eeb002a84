"""Entries and photos go for good, by their patient's wish. Their ids stay, so that nothing sends them in again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.extensions import db
from companion.models import Entry, Erased, Photo, Review
from companion.models.audit import By, Kind
from companion.models.journal_lines import entry_of, photo_of, was_erased
from companion.models.reminder import End
from companion.services.audit import note
from companion.services.keys import Owner
from companion.services.photos import delete_objects
from companion.services.refusal import Refusal
from companion.services.tell_answer import end_telling
from companion.services.waiting import forget_waiting


def erase_photo(owner: Owner, entry_id: UUID, photo_id: UUID, now: datetime) -> None:
    """Its row first, then its files. Erasing it again is fine; Refusal `not_here` for anybody else's."""
    photo = photo_of(owner, photo_id)
    if photo is None or photo.entry_id != entry_id:
        return _fine_if_erased(owner, photo_id)
    files = photo.object_names()
    db.session.execute(delete(Photo).where(Photo.id == photo_id))
    _note(owner, [photo_id], now)
    note(owner[0], By.PATIENT, Kind.ERASE, now, patient_id=owner[1], object_id=photo_id, about="photo")
    db.session.commit()
    delete_objects(files)
    return None


def erase_entry(owner: Owner, entry_id: UUID, now: datetime) -> None:
    """The entry with every version of it, its photos, and what practitioners saw and answered of it.

    Whichever version is named: what stays of a line would come back as if it stood. Refusal as above.
    """
    for _ in range(3):  # a photo or a newer version may come in at the same moment
        entry = entry_of(owner, entry_id)
        if entry is None:
            return _fine_if_erased(owner, entry_id)
        try:
            return _erase_line(owner, entry.first_id, now)
        except IntegrityError:
            db.session.rollback()
    raise Refusal("busy")


def _erase_line(owner: Owner, first_id: UUID, now: datetime) -> None:
    versions = list(db.session.scalars(select(Entry.id).where(Entry.clinic_id == owner[0], Entry.first_id == first_id)))
    photos = list(db.session.scalars(select(Photo).where(Photo.entry_id.in_(versions))))
    ids, files = [photo.id for photo in photos], [name for photo in photos for name in photo.object_names()]
    reviews = list(db.session.scalars(select(Review.id).where(Review.entry_id.in_(versions))))
    end_telling(reviews, End.OVER, now)
    forget_waiting(first_id, versions)
    db.session.execute(delete(Review).where(Review.entry_id.in_(versions)))
    db.session.execute(delete(Photo).where(Photo.id.in_(ids)))
    db.session.execute(delete(Entry).where(Entry.id.in_(versions)))
    _note(owner, [*versions, *ids], now)
    note(owner[0], By.PATIENT, Kind.ERASE, now, patient_id=owner[1], object_id=first_id, about="entry")
    db.session.commit()
    delete_objects(files)


def _note(owner: Owner, ids: list[UUID], now: datetime) -> None:
    db.session.add_all(Erased(id=id, clinic_id=owner[0], patient_id=owner[1], erased_at=now) for id in ids)
    db.session.flush()


def _fine_if_erased(owner: Owner, id: UUID) -> None:
    if not was_erased(owner, id):
        raise Refusal("not_here")
