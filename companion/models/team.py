"""Who works at a clinic, and when they were last seen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, exists, func, select, update
from sqlalchemy.orm import aliased

from companion.extensions import db
from companion.models.passkey import Passkey
from companion.models.people import Clinic
from companion.models.staff import Practitioner, Role, StaffInvite, StaffSession


@dataclass(frozen=True, slots=True)
class Member:
    """`invited_until`: until when a link waits for them."""

    id: UUID
    name: str
    role: Role
    left_at: datetime | None
    passkeys: int
    seen_at: datetime | None
    invited_until: datetime | None


def team_of(clinic_id: UUID, now: datetime) -> list[Member]:
    """Everybody who works there or did, those who do first, then by name."""
    passkeys = select(func.count()).where(Passkey.practitioner_id == Practitioner.id, Passkey.revoked_at.is_(None))
    seen = select(func.max(StaffSession.seen_at)).where(StaffSession.practitioner_id == Practitioner.id)
    waits = (StaffInvite.redeemed_at.is_(None), StaffInvite.expires_at > now)
    link = select(func.max(StaffInvite.expires_at)).where(StaffInvite.practitioner_id == Practitioner.id, *waits)
    who = (Practitioner.id, Practitioner.name, Practitioner.role, Practitioner.left_at)
    facts = (passkeys.scalar_subquery(), seen.scalar_subquery(), link.scalar_subquery())
    rows = db.session.execute(
        select(*who, *facts)
        .where(Practitioner.clinic_id == clinic_id)
        .order_by(Practitioner.left_at.is_not(None), Practitioner.name)
    )
    return [Member(row[0], row[1], Role(row[2]), *row[3:]) for row in rows]


def member_of(clinic_id: UUID, practitioner_id: UUID) -> Practitioner | None:
    """Somebody who works there now."""
    mine = (Practitioner.id == practitioner_id, Practitioner.clinic_id == clinic_id, Practitioner.left_at.is_(None))
    return db.session.scalar(select(Practitioner).where(*mine))


def change_unless_last_owner(member: Practitioner, **change: object) -> bool:
    """Whether it was changed; False where they are the only owner. Two wait for each other at the clinic's row."""
    db.session.execute(select(Clinic.id).where(Clinic.id == member.clinic_id).with_for_update())
    other = aliased(Practitioner)
    owns = (other.clinic_id == member.clinic_id, other.role == Role.OWNER, other.left_at.is_(None))
    is_safe = (Practitioner.role != Role.OWNER) | exists().where(other.id != member.id, *owns)
    mine = (Practitioner.id == member.id, Practitioner.left_at.is_(None))
    result = db.session.execute(
        update(Practitioner).where(*mine, is_safe).values(**change).execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def owners_of(clinic_id: UUID) -> set[UUID]:
    """Who owns that clinic and works there."""
    owns = (Practitioner.clinic_id == clinic_id, Practitioner.role == Role.OWNER, Practitioner.left_at.is_(None))
    return set(db.session.scalars(select(Practitioner.id).where(*owns)))


def has_owner(clinic_id: UUID) -> bool:
    """Whether somebody owns that clinic."""
    owns = (Practitioner.clinic_id == clinic_id, Practitioner.role == Role.OWNER, Practitioner.left_at.is_(None))
    return db.session.scalar(select(Practitioner.id).where(*owns).limit(1)) is not None
