"""Files of photos that have no row go: what a process left that was killed between the two, or while it erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select

from companion.extensions import db
from companion.models import Patient, Photo
from companion.services.photos import store
from companion.services.sweep_keys import MANY, WrongDatabaseError

KEPT = timedelta(hours=1)  # longer than any request takes between a file and its row
PAGE = 500


def sweep_photos(now: datetime) -> int:
    """How many files went. WrongDatabaseError: too many would have.

    A name is never used again, so a file that is old and has no row will never have one.
    """
    before = now - KEPT
    old = (name for name, put_at in store().names() if put_at < before)
    strays = [stray for page in iter(lambda: list(islice(old, PAGE)), []) for stray in _without_a_row(page)]
    if strays and (len(strays) > MANY or not db.session.scalar(select(Patient.id).limit(1))):
        raise WrongDatabaseError(f"{len(strays)} files have no row here: is this the database of these photos?")
    for name in strays:
        store().delete(name)
    return len(strays) + store().sweep_temporary(before)


def _without_a_row(names: list[str]) -> Iterator[str]:
    rows = {name: name.rpartition(".")[0] for name in names}
    known = set(db.session.scalars(select(Photo.stored_as).where(Photo.stored_as.in_(set(rows.values())))))
    return (name for name, row in rows.items() if row not in known)
