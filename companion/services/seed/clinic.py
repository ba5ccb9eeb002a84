"""The made-up clinic: who works there, who covers for whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from companion.extensions import db
from companion.models import Clinic, Cover, Practitioner, Promise
from companion.models.staff import Role
from companion.services.staff import add_clinic, add_practitioner

NAME, ZONE, HOURS, PHONE = "Made-up Clinic", "Europe/London", "Mo-Fr 09:00-18:00; Sa 10:00-14:00", "020 7946 0199"
STAFF = {
    "Dr Olive Park": Role.OWNER,
    "Bea Lindqvist": Role.PRACTITIONER,
    "Dr Idris Cole": Role.PRACTITIONER,
    "Nadia Ferro": Role.PRACTITIONER,
    "Fay Winter": Role.FRONT_DESK,
}
AWAY, SOON = timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True)
class Founded:
    """`people`: the owner first, the front desk last. `treating`: those who hand plans over."""

    clinic: Clinic
    people: list[Practitioner]

    @property
    def id(self) -> UUID:
        return self.clinic.id

    @property
    def treating(self) -> list[UUID]:
        return [one.id for one in self.people[:-1]]


def found(now: datetime) -> Founded:
    """One practitioner is away, and another one answers for them; the third is the clinic's second person."""
    clinic = add_clinic(NAME, now, phone=PHONE, zone=ZONE, country="GB", hours=HOURS)
    people = [add_practitioner(clinic, name, now, role) for name, role in STAFF.items()]
    owner, away, cover, second, _desk = people
    made = {"clinic_id": clinic.id, "made_at": now, "made_by": owner.id}
    stretch = {"starts_at": now - AWAY, "ends_at": now + SOON}
    db.session.add(Cover(practitioner_id=away.id, cover_id=cover.id, **stretch, **made))
    db.session.add(Promise(clinic_id=clinic.id, second_id=second.id, changed_at=now, changed_by=owner.id))
    db.session.flush()
    return Founded(clinic, people)
