"""A clinic of its own with a queue: who waits there is known, whatever other tests do in the same house."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from companion.extensions import db
from companion.models import Treatment
from companion.models.people import clinic_named
from companion.models.staff import practitioner_named
from companion.services.photos import receive_photo
from companion.services.staff import add_practitioner
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.cast import Person, enrol_at
from tests.journal import jpeg, keep_entry, sent_photo

BOB, DANA = "Dr Bob Reyes", "Nurse Dana Lind"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Clinic:
    """Its name and id, its people, and the session of Bob's desk."""

    name: str
    id: UUID
    bob: UUID
    dana: UUID
    session: str

    def page(self, person: Person, entry_id: UUID) -> str:
        return f"/practitioner{person.page}/entries/{entry_id}"


def clinic_with_two(house: House) -> Clinic:
    """Bob and Dana work there; nobody waits."""
    name = f"Harbour Clinic {uuid4().hex[:6]}"
    session = house.desk_of(name)
    with house.app.app_context():
        clinic = clinic_named(name)
        assert clinic
        bob = practitioner_named(clinic.id, name)
        assert bob
        bob.name = BOB
        dana = add_practitioner(clinic, DANA, _now())
        clinic.hours = "Mo-Su 08:00-20:00"
        db.session.commit()
        return Clinic(name, clinic.id, bob.id, dana.id, session)


def patient(house: House, clinic: Clinic, name: str, ago: timedelta) -> Person:
    """Treated so long ago by Bob; call it within the context of the app."""
    person = enrol_at(house.app, clinic.name, _now() - ago, name)

    db.session.get_one(Treatment, person.treatment_id).practitioner_id = clinic.bob
    db.session.commit()
    db.session.refresh(person.patient)
    db.session.expunge(person.patient)  # it is read after the context too
    return person


def photographed(person: Person, entry_id: UUID, faces: tuple[str, ...], seed: int = 0) -> None:
    for number, face in enumerate(faces):
        receive_photo(person.owner, entry_id, sent_photo(jpeg(seed + number), expression=face), _now())


def course_of_alice(house: House, clinic: Clinic) -> tuple[Person, UUID]:
    """Six days with photos; the last entry waits, and has no warning sign."""
    now = _now() - HOUR  # of the last entry
    alice = patient(house, clinic, "Alice", 6 * DAY + HOUR)
    faces = ("rest", "brows", "frown")
    first = keep_entry(alice, now - 6 * DAY + HOUR, scores={"bruise": 0, "swelling": 1, "pain": 2, "asymmetry": 0})
    photographed(alice, first, faces)
    told = [(4, 3, 1, 3, 1), (3, 2, 1, 2, 1), (2, 2, 0, 1, 0)]
    for days, bruise, swelling, pain, asymmetry in told:
        scores = {"bruise": bruise, "swelling": swelling, "pain": pain, "asymmetry": asymmetry}
        entry = keep_entry(alice, now - days * DAY, scores=scores)
        if days == 4:
            photographed(alice, entry, faces, 10)
    keep_entry(alice, now - 5 * DAY, kind="slip", rule="no-alcohol")
    last = keep_entry(
        alice, now, scores={"bruise": 1, "swelling": 0, "pain": 0, "asymmetry": 0}, question="When can I swim?"
    )
    photographed(alice, last, faces, 20)
    return alice, last


def at_the_desk_of(phone: Phone, clinic: Clinic) -> Phone:
    return phone.sign_in(clinic.session, "companion-staff")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
