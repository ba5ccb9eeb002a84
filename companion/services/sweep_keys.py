"""Keys that are of no use any more go: of nobody who is here, or wrapped for a clinic that the patient has left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from companion.extensions import db
from companion.models import Patient, Practitioner
from companion.models.keyring import KeyRow, drop_keys, drop_spare, pages_of_keys
from companion.services.keys import Owner

KEPT = timedelta(hours=1)  # longer than any request takes between a key and the row that it seals
MANY = 100  # a crash leaves one; more come from the wrong database


class WrongDatabaseError(Exception):
    """These cannot be the keys of this database, so none was touched."""


def sweep_keys(now: datetime) -> int:
    """How many went. WrongDatabaseError: too many would have."""
    before, strays, gone, is_ours = now - KEPT, list[Owner](), 0, False
    for page in pages_of_keys():
        clinics = _clinics(page)
        is_ours = is_ours or bool(clinics)
        strays += [row.owner for row in page if row.patient_id not in clinics]
        gone += sum(drop_spare(owner, before) for owner in _left(page, clinics))
    if strays and (not is_ours or len(strays) > MANY):
        raise WrongDatabaseError(f"{len(strays)} keys have no patient here: is this the database of these keys?")
    return gone + drop_keys(strays, before)


def _clinics(page: list[KeyRow]) -> dict[UUID, UUID]:
    """By patient, and by practitioner: their clinic."""
    people = {row.patient_id for row in page}
    of = [select(who.id, who.clinic_id).where(who.id.in_(people)) for who in (Patient, Practitioner)]
    return {row[0]: row[1] for one in of for row in db.session.execute(one)}


def _left(page: list[KeyRow], clinics: dict[UUID, UUID]) -> Iterator[Owner]:
    """Rows of a clinic that its patient has left; the last row of a patient is no spare one."""
    return (row.owner for row in page if clinics.get(row.patient_id, row.clinic_id) != row.clinic_id)
