"""The clinic as its owner runs it, and the plan of a patient whom it moved to other advice."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from companion.extensions import db
from companion.models.staff import Role
from companion.services.clinic import put_logo
from tests.adapters.photos import saved, scene
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.staff import at, somebody, staff_session
from tests.cast import enrol_at
from tests.services.test_draft import rule_of, save, until
from tests.web.test_plan_news import move

PAGE = "/practitioner/clinic/details"


def clinic_places(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, "Bob Marsh")).open("/practitioner/clinic")


def clinic_refused(phone: Phone, house: House) -> None:
    """With a logo, a number and hours that nobody can read."""
    clinic = f"Clinic {uuid4().hex[:6]}"
    session = staff_session(house, "Bob Marsh", clinic=clinic)
    put_a_logo(house, clinic)
    page = at(phone, session).open(PAGE)
    page.get_by_label("Phone", exact=True).fill("ask the front desk")
    page.get_by_label("Monday").fill("9-12, 13:30-18")
    page.get_by_label("Wednesday").fill("from nine on")
    page.get_by_role("button", name="Keep this", exact=True).click()
    page.get_by_role("alert").wait_for()


def plan_moved(phone: Phone, house: House) -> None:
    clinic, now = f"Clinic {uuid4().hex[:6]}", datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        alice = enrol_at(house.app, clinic, now - timedelta(hours=2), "Alice")
        who = somebody("Bob Marsh", Role.OWNER, clinic)
        db.session.commit()
        for rule in (until("PT6H"), rule_of("no-alcohol", "PT24H") | {"hidden": True}):
            save(who, rule, now)
        move(who, now)
    put_a_logo(house, clinic)
    phone.sign_in(alice.session).open("/plan")


def put_a_logo(house: House, clinic: str) -> None:
    with house.app.app_context():
        who = somebody("Bob Marsh", Role.OWNER, clinic)
        put_logo(who.clinic_id, who.id, saved(scene(300, 120), "PNG"), datetime.now(UTC))


CLINIC_SCENES = [clinic_places, clinic_refused, plan_moved]
