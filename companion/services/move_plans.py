"""Plans that run get the version that stands now: only when somebody says so, all in one step."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Schedule, Window, schedule_of
from companion.extensions import db
from companion.models import PlanMove, Treatment
from companion.models.audit import Kind
from companion.models.moving import hold_open, open_courses
from companion.models.protocol import protocol_of
from companion.models.treatment import Course
from companion.services.audit import note
from companion.services.draft import Overtaken
from companion.services.keys import Owner
from companion.services.remind import plan_again


@dataclass(frozen=True, eq=False)
class Moved:
    """A rule whose windows move: none before where it is new to the plan, none after where it goes."""

    rule: Rule
    before: tuple[Window, ...]
    after: tuple[Window, ...]


@dataclass(frozen=True, eq=False)
class Offer:
    """A plan that runs on another version, and what changes in it; only words where no window moves."""

    course: Course
    from_id: UUID
    moved: tuple[Moved, ...]


def offers(clinic_id: UUID, version_id: UUID, now: datetime) -> list[Offer]:
    """Every plan of a clinic that runs on another version, the latest treatment first, and what the move changes."""
    protocol = protocol_of(version_id)
    courses = open_courses(clinic_id, version_id, now)
    return [_offer(course, from_id, protocol) for course, from_id in courses if course.runs_at(now)]


def mark_of_offers(found: list[Offer]) -> str:
    """What a form carries of the list as it was shown."""
    seen = sorted((str(offer.course.id), str(offer.from_id), str(offer.course.schedule.treated)) for offer in found)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def move_plans(clinic_id: UUID, practitioner_id: UUID, version_id: UUID, seen: str, now: datetime) -> int:
    """Move them all, and plan what is due again in the same transaction; how many. Overtaken: not the list `seen`."""
    db.session.rollback()  # what was read is over: SQLite lets nobody write on from an old look
    hold_open(clinic_id, version_id)
    found = offers(clinic_id, version_id, now)
    if mark_of_offers(found) != seen:
        db.session.rollback()
        raise Overtaken(None)
    for offer in found:
        db.session.get_one(Treatment, offer.course.id).protocol_version_id = version_id
        db.session.add(_move(clinic_id, practitioner_id, version_id, offer, now))
        of, plan = offer.course.patient_id, offer.course.id
        note(clinic_id, practitioner_id, Kind.MOVE, now, patient_id=of, object_id=plan)
    db.session.flush()
    for owner in dict.fromkeys(_owner(clinic_id, offer) for offer in found):
        plan_again(owner, now)
    db.session.commit()
    return len(found)


def _offer(course: Course, from_id: UUID, protocol: Protocol) -> Offer:
    return Offer(course, from_id, tuple(moved(course.schedule, schedule_of(protocol, course.schedule.treated))))


def moved(old: Schedule, new: Schedule) -> Iterator[Moved]:
    """The rules whose windows are others in `new`, in its order, then those that are gone."""
    rules = {window.rule.id: window.rule for window in (*new.windows, *old.windows)}
    for rule_id, rule in rules.items():
        before, after = tuple(old.windows_of(rule_id)), tuple(new.windows_of(rule_id))
        if _times(before) != _times(after):
            yield Moved(rule, before, after)


def _times(windows: tuple[Window, ...]) -> list[tuple[datetime, datetime | None]]:
    return [(window.starts_at, window.ends_at) for window in windows]


def _move(clinic_id: UUID, practitioner_id: UUID, version_id: UUID, offer: Offer, now: datetime) -> PlanMove:
    return PlanMove(
        clinic_id=clinic_id,
        patient_id=offer.course.patient_id,
        treatment_id=offer.course.id,
        from_id=offer.from_id,
        to_id=version_id,
        practitioner_id=practitioner_id,
        moved_at=now,
    )


def _owner(clinic_id: UUID, offer: Offer) -> Owner:
    return clinic_id, offer.course.patient_id
