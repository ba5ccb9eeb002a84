"""The team of a clinic, as its owner changes it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from companion.extensions import db
from companion.models import Clinic, Practitioner
from companion.models.audit import By, Kind
from companion.models.staff import Role, practitioner_named
from companion.models.team import change_unless_last_owner
from companion.services.audit import note
from companion.services.refusal import Refusal
from companion.services.staff import add_practitioner, invite_staff, shut_out


@dataclass(frozen=True)
class Invited:
    """Somebody with the token of their link."""

    name: str
    token: str


def invite_member(clinic_id: UUID, name: str, role: Role, by: UUID, now: datetime) -> Invited:
    """Somebody new, with the link by which they come in. Refusal: `no_name`, `long_name` or `same_name`."""
    if not name or len(name) > 60:
        raise Refusal("long_name" if name else "no_name")
    if practitioner_named(clinic_id, name):
        raise Refusal("same_name")
    member = add_practitioner(db.session.get_one(Clinic, clinic_id), name, now, role)
    return Invited(name, invite_staff(member, now, by))


def invite_again(member: Practitioner, by: UUID, now: datetime) -> Invited:
    """A fresh link for somebody who works there, such as one who lost their passkeys."""
    return Invited(member.name, invite_staff(member, now, by))


def change_role(member: Practitioner, role: Role, by: UUID | By, now: datetime) -> None:
    """From their next request on. Refusal `last_owner`: nobody else owns the clinic."""
    if role != Role.OWNER and not change_unless_last_owner(member, role=role):
        db.session.rollback()
        raise Refusal("last_owner")
    member.role = role
    note(member.clinic_id, by, Kind.ROLE, now, object_id=member.id, about=role)
    db.session.commit()


def end_access(member: Practitioner, by: UUID, now: datetime) -> None:
    """They are out at their next request, for good; what they wrote keeps their name. Refusal `last_owner`."""
    if not change_unless_last_owner(member, left_at=now):
        db.session.rollback()
        raise Refusal("last_owner")
    shut_out(member.id, now)
    note(member.clinic_id, by, Kind.LEFT, now, object_id=member.id)
    db.session.commit()
