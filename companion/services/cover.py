"""A practitioner hands over to a colleague for a few days; a clinic says what it promises."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from companion.extensions import db
from companion.models import Cover, Promise
from companion.models.audit import Kind
from companion.models.cover import Team, team_of
from companion.services.audit import note
from companion.services.refusal import Refusal

LONGEST = timedelta(days=31)  # nobody is covered for and forgotten
MOST_HOURS = 80


def hand_to(
    clinic_id: UUID, practitioner_id: UUID, cover_id: UUID | None, stretch: tuple[datetime, datetime], now: datetime
) -> None:
    """From then until then what is sent to that practitioner is for that colleague too; it replaces what was said.

    Refusal `nobody` for whoever is not here or is the same person, `backwards`, `over` or `too_long` for the stretch.
    """
    starts_at, ends_at = stretch
    if cover_id is None or cover_id == practitioner_id or cover_id not in team_of(clinic_id, now).names:
        raise Refusal("nobody")
    if ends_at <= starts_at:
        raise Refusal("backwards")
    if ends_at <= now or ends_at - starts_at > LONGEST:
        raise Refusal("over" if ends_at <= now else "too_long")
    _end(clinic_id, practitioner_id, now)
    db.session.add(
        Cover(
            clinic_id=clinic_id,
            practitioner_id=practitioner_id,
            cover_id=cover_id,
            starts_at=starts_at,
            ends_at=ends_at,
            made_at=now,
            made_by=practitioner_id,
        )
    )
    db.session.commit()


def take_back(clinic_id: UUID, practitioner_id: UUID, now: datetime) -> None:
    """They are here again; nothing where nobody covers for them."""
    _end(clinic_id, practitioner_id, now)
    db.session.commit()


def promise(clinic_id: UUID, by: UUID, hours: int | None, second_id: UUID | None, now: datetime) -> Team:
    """What the clinic promises from now on; what came before keeps the promise of its day.

    Refusal `hours` for none that a clinic can mean, `nobody` for a second person who is not here.
    """
    if hours is None or not 1 <= hours <= MOST_HOURS:
        raise Refusal("hours")
    if second_id is not None and second_id not in team_of(clinic_id, now).names:
        raise Refusal("nobody")
    row = db.session.get(Promise, clinic_id)
    if row is None:
        row = Promise(clinic_id=clinic_id)
        db.session.add(row)
    row.hours, row.second_id, row.changed_at, row.changed_by = hours, second_id, now, by
    note(clinic_id, by, Kind.PROMISE, now, object_id=second_id, about=str(hours))
    db.session.commit()
    return team_of(clinic_id, now)


def _end(clinic_id: UUID, practitioner_id: UUID, now: datetime) -> None:
    mine = (Cover.clinic_id == clinic_id, Cover.practitioner_id == practitioner_id, Cover.ended_at.is_(None))
    db.session.execute(update(Cover).where(*mine, Cover.ends_at > now).values(ended_at=now))
