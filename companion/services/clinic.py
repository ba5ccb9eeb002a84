"""What patients read of their clinic, as its owner changes it."""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from companion.adapters import images
from companion.extensions import db
from companion.models import Clinic, Logo
from companion.models.audit import Kind
from companion.models.logo import drop_logo
from companion.models.people import clinic_named
from companion.services.audit import note
from companion.services.limits import DAY, Limit, count_try
from companion.services.refusal import Refusal

LARGEST_LOGO = images.LARGEST
LOGO_TYPE = images.THUMB_TYPE
MOST_BYTES = 24_000  # it is part of a page; a drawing of that size has 3,000 to 8,000
LOGOS = Limit("logo", 30, DAY)  # each one costs a child process


@dataclass(frozen=True)
class ClinicFacts:
    """`hours`: as `aftercare.hours` reads them; None is what nobody knows."""

    name: str
    phone: str | None
    closed_phone: str | None
    site: str | None
    country: str | None
    hours: str | None


def facts_of(clinic_id: UUID) -> ClinicFacts:
    """What stands there now."""
    clinic = db.session.get_one(Clinic, clinic_id)
    return ClinicFacts(**{field.name: getattr(clinic, field.name) for field in fields(ClinicFacts)})


def change_clinic(clinic_id: UUID, by: UUID, facts: ClinicFacts, now: datetime) -> None:
    """Phones show it at their next refresh. Refusal `same_clinic`: another clinic here has that name."""
    known = clinic_named(facts.name)
    if known and known.id != clinic_id:
        raise Refusal("same_clinic")
    clinic = db.session.get_one(Clinic, clinic_id)
    for field in fields(facts):
        setattr(clinic, field.name, getattr(facts, field.name))
    note(clinic_id, by, Kind.CLINIC, now, about="details")
    db.session.commit()


def put_logo(clinic_id: UUID, by: UUID, body: bytes, now: datetime) -> None:
    """In place of the one before, in its small size.

    Refusal: `too_often`, `too_rich` where even that is a lot to send, or why the picture is not taken.
    """
    if until := count_try(LOGOS, str(clinic_id), now):
        raise Refusal("too_often", until=until)
    try:
        picture = images.prepare(body).thumb
    except images.Busy:
        raise Refusal("busy") from None
    except images.Refused as refused:
        raise Refusal(refused.reason) from None
    if len(picture) > MOST_BYTES:
        raise Refusal("too_rich")
    _mark(clinic_id, hashlib.sha256(picture).hexdigest()[:16])  # first: two at once wait for each other here
    drop_logo(clinic_id)
    db.session.add(Logo(clinic_id=clinic_id, picture=picture, put_at=now, put_by=by))
    note(clinic_id, by, Kind.CLINIC, now, about="logo")
    db.session.commit()


def remove_logo(clinic_id: UUID, by: UUID, now: datetime) -> None:
    """The name stands alone again."""
    _mark(clinic_id, None)
    drop_logo(clinic_id)
    note(clinic_id, by, Kind.CLINIC, now, about="logo removed")
    db.session.commit()


def _mark(clinic_id: UUID, mark: str | None) -> None:
    db.session.execute(update(Clinic).where(Clinic.id == clinic_id).values(logo=mark))
