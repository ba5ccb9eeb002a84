"""Which plans of a clinic run on another version of its protocol."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import untils
from companion.aftercare.spans import Span
from companion.extensions import db
from companion.models.protocol import protocol_of
from companion.models.treatment import Course, Treatment, courses_by_id

SLACK = timedelta(days=40)  # a calendar month is longer than `about` counts it


def open_courses(clinic_id: UUID, version_id: UUID, now: datetime) -> list[tuple[Course, UUID]]:
    """Those that may still run, the latest first, each with its version: so many statements, however many there are."""
    others = _others(clinic_id, version_id)
    versions = db.session.scalars(select(Treatment.protocol_version_id).where(*others).distinct())
    longest = max((_longest(protocol_of(one)) for one in versions), default=timedelta())
    mine = select(Treatment.id, Treatment.protocol_version_id).where(*others, Treatment.treated_at > now - longest)
    rows = db.session.execute(mine.order_by(Treatment.treated_at.desc(), Treatment.id)).all()
    courses = courses_by_id([row[0] for row in rows])
    return [(courses[treatment_id], from_id) for treatment_id, from_id in rows]


def hold_open(clinic_id: UUID, version_id: UUID) -> None:
    """Until the commit nobody ends, corrects or moves one of them."""
    same = {"protocol_version_id": Treatment.protocol_version_id}
    held = update(Treatment).where(*_others(clinic_id, version_id)).values(same)
    db.session.execute(held, execution_options={"synchronize_session": False})


def _others(clinic_id: UUID, version_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Treatment.clinic_id == clinic_id,
        Treatment.protocol_version_id != version_id,
        Treatment.ended_at.is_(None),
    )


def _longest(protocol: Protocol) -> timedelta:
    """The end of the last rule, for whichever product."""
    ends = {end for rule in protocol.rules for product in protocol.product for end in untils(protocol, rule, product)}
    return max((Span.parse(end).about() for end in ends), default=timedelta()) + SLACK
