"""The audit as an owner has it before them: empty, full, and narrowed to a patient."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from companion.extensions import db
from companion.models.audit import By, Kind
from companion.models.staff import Role
from companion.services.audit import note
from tests.browser.door_scenes import LONG
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.staff import at, somebody, staff_session
from tests.cast import enrol_at

AUDIT = "/practitioner/audit"
OLGA, TALL = "Olga Brandt", "Wilhelmina-Alexandra van der Schouwenburg"
DEEDS = (
    (Kind.PHOTO, None),
    (Kind.WORDS, None),
    (Kind.ANSWER, None),
    (Kind.SHEET, None),
    (Kind.MOVE, None),
)


def audit_empty(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, OLGA, clinic=f"Clinic {str(uuid4())[:4]}")).open(AUDIT)


def audit(phone: Phone, house: House) -> None:
    """Three days of all that can be there, and a second page."""
    at(phone, staff_session(house, OLGA, clinic=full(house)[0])).open(AUDIT)


def audit_narrowed(phone: Phone, house: House) -> None:
    """To a patient and a kind."""
    clinic, patient = full(house)
    at(phone, staff_session(house, OLGA, clinic=clinic)).open(f"{AUDIT}?patient={patient}&kind=photo")


def audit_of_a_name_that_many_have(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, OLGA, clinic=full(house)[0])).open(AUDIT)
    phone.page.get_by_label("About a patient").fill("Wil")
    phone.button("Find").click()
    phone.page.get_by_role("heading", name="2 patients of that name").wait_for()


def full(house: House) -> tuple[str, str]:
    """The name of a clinic, and the id of a patient there whom three people looked at."""
    clinic, now = f"Clinic {str(uuid4())[:4]}", datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        olga, long = (somebody(name, Role.OWNER, clinic) for name in (OLGA, LONG))
        maya, tall = (enrol_at(house.app, clinic, now, name).patient for name in ("Maya", TALL))
        enrol_at(house.app, clinic, now, "Wilma")
        for number in range(52):
            who, whom, (kind, about) = (olga, long)[number % 2], (maya, tall)[number % 3 == 0], DEEDS[number % 5]
            at_that_time = now - number * timedelta(minutes=70)
            note(olga.clinic_id, who.id, kind, at_that_time, patient_id=whom.id, object_id=uuid4(), about=about)
        note(olga.clinic_id, By.PATIENT, Kind.ERASE, now, patient_id=maya.id, object_id=uuid4(), about="photo")
        note(olga.clinic_id, By.COMMAND, Kind.INVITED, now, object_id=long.id, about="owner")
        note(olga.clinic_id, olga.id, Kind.SIGN_IN, now, object_id=olga.id, about="passkey")
        db.session.commit()
        return clinic, str(tall.id)


AUDIT_SCENES = [audit_empty, audit, audit_narrowed, audit_of_a_name_that_many_have]
