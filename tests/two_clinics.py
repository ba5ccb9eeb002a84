"""Two clinics in one house with people of the same names, and everything at both that a page can show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, select

from companion.extensions import db
from companion.models import Adjustment, Device, Passkey, Practitioner, Review, SignOff, StaffSession, Treatment
from companion.models.lots import Given
from companion.models.staff import Role
from companion.services.cover import hand_to, promise
from companion.services.mailbox import give_address
from companion.services.review import Draft, answer
from companion.services.staff import invite_staff
from tests.authenticator import Device as Key
from tests.cast import Person, enrol_at, member_at, staff_at
from tests.journal import keep_entry, keep_photo
from tests.mailed import ADDRESS
from tests.pushed import reached
from tests.staff_door import enrol
from tests.web.desk_form import send
from tests.web.test_protocols import HOME, RULE, form_of, until
from tests.web.test_protocols import send as send_rule

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Side:
    """One clinic. `ids`: what it has, by the name that a route gives it; `words`: what only its own pages may say."""

    clinic_id: UUID
    person: Person
    owner: FlaskClient
    practitioner: FlaskClient
    front_desk: FlaskClient
    key: Key
    ids: dict[str, UUID]
    words: tuple[str, ...]

    @property
    def desks(self) -> tuple[FlaskClient, ...]:
        return self.owner, self.practitioner, self.front_desk


def settled(app: Flask, name: str, mark: str, now: datetime) -> Side:
    """A clinic whose patient is called `mark`, as everything begins that somebody typed there."""
    owner = staff_at(app, name, now, "Olga", Role.OWNER)
    bob, fay = staff_at(app, name, now, "Bob"), staff_at(app, name, now, "Fay", Role.FRONT_DESK)
    person = enrol_at(app, name, now - 3 * HOUR, mark)
    ids = _treated(app, person, member_at(name, now, "Bob").id, mark, now)
    key = Key()
    enrol(app.test_client(), invite_staff(member_at(name, now, f"{mark} Zed"), now), key, f"{mark} tablet")
    ids |= _of_staff(name, mark, now)
    page = f"/practitioner{person.page}"
    send(owner, f"{page}/adjustments", {"rule": "no-alcohol", "number": "2", "unit": "hours", "why": f"{mark} why"})
    ids["adjustment_id"] = db.session.scalars(select(Adjustment.id).where(_mine(Adjustment, person))).one()
    ids["version_id"] = _signed(owner, person.owner[0], mark)
    clinic_id = person.owner[0]
    hand_to(clinic_id, ids["bob"], ids["member_id"], (now, now + 48 * HOUR), now)
    promise(clinic_id, ids["bob"], 7, ids["member_id"], now)
    words = (name, mark, *(str(one) for one in ids.values()))
    return Side(clinic_id, person, owner, bob, fay, key, ids, words)


def _treated(app: Flask, person: Person, bob: UUID, mark: str, now: datetime) -> dict[str, UUID]:
    treatment = db.session.get_one(Treatment, person.treatment_id)
    treatment.practitioner_id = bob
    for column, value in Given({"": 20}, f"{mark}-1").columns.items():
        setattr(treatment, column, value)
    db.session.commit()
    seen = keep_entry(person, now - 2 * HOUR, scores={"bruise": 2}, note=f"{mark} note")
    answer(person.owner[0], bob, seen, Draft(f"{mark} answer"), now)
    waits = keep_entry(person, now - HOUR, flags=["rf-ptosis"], question=f"{mark} question")
    photo = keep_photo(person, now, waits, seed=len(mark))
    reached(person.owner, now, mark)
    give_address(person.owner, ADDRESS, "en", now)
    return {
        "treatment_id": person.treatment_id,
        "entry_id": waits,
        "kept_photo_id": photo.id,
        "photo_id": photo.id,
        "device_id": db.session.scalars(select(Device.id).where(_mine(Device, person))).one(),
        "review_id": db.session.scalars(select(Review.id).where(_mine(Review, person))).one(),
    }


def _of_staff(name: str, mark: str, now: datetime) -> dict[str, UUID]:
    bob, zed = member_at(name, now, "Bob").id, member_at(name, now, f"{mark} Zed").id
    session = select(StaffSession.id).where(StaffSession.practitioner_id == bob)
    passkey = select(Passkey.id).where(Passkey.practitioner_id == zed)
    return {
        "bob": bob,
        "member_id": zed,
        "session_id": db.session.scalars(session).one(),
        "passkey_id": db.session.scalars(passkey).one(),
    }


def _signed(owner: FlaskClient, clinic_id: UUID, mark: str) -> UUID:
    """A version of its own, and a draft that goes further."""
    send_rule(owner, RULE, **until("9", reason=f"{mark} reason"))
    form = form_of(owner.get(f"{HOME}/sign").text)
    send(
        owner, f"{HOME}/versions", form | {"name": f"{mark} Ek", "role": "Owner", "said": f"{mark} said", "agrees": "1"}
    )
    send_rule(owner, RULE, **until("8", reason=f"{mark} draft"))
    return db.session.scalars(select(SignOff.version_id).where(SignOff.clinic_id == clinic_id)).one()


def _mine(table: type[Adjustment | Device | Review], person: Person) -> ColumnElement[bool]:
    return table.patient_id == person.patient.id


def people_of(side: Side) -> set[UUID]:
    return set(db.session.scalars(select(Practitioner.id).where(Practitioner.clinic_id == side.clinic_id)))
