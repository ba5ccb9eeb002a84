"""A hand-over on its way to the first reminder, what comes instead, and what a practitioner does for one patient."""

from datetime import UTC, datetime

from sqlalchemy import update

from companion.aftercare.adjusting import Adjusted
from companion.extensions import db
from companion.models import Device, Subscription
from companion.models.treatment import courses_of
from companion.services.adjust import Wanted, adjust
from companion.services.demo import demo_practitioner
from tests.browser import desk
from tests.browser.desk_scenes import NEW, at_the_desk, desk_form
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.reminders_scenes import owner_of
from tests.journal import jpeg
from tests.pushed import reached

JPEG = {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}


def handing_a_large_code(phone: Phone, house: House) -> None:
    desk.hand_over(at_the_desk(phone, house), "Alice")
    phone.page.get_by_role("link", name="Full screen").click()
    phone.page.get_by_role("dialog").wait_for()


def handing_with_a_phone(phone: Phone, house: House) -> None:
    """It is there, and reminders are off."""
    desk.hand_over(at_the_desk(phone, house), "Alice")
    house.open(desk.link_on(phone.page))
    phone.page.get_by_text("iPhone, Safari").wait_for()


def handing_with_reminders_on(phone: Phone, house: House) -> None:
    """From the home screen; nobody sent a test yet."""
    desk.hand_over(at_the_desk(phone, house), "Alice")
    switched_on(house, desk.link_on(phone.page))
    phone.button("Send a test").wait_for()


def handing_with_a_test_sent(phone: Phone, house: House) -> None:
    handing_with_reminders_on(phone, house)
    phone.button("Send a test").click()
    phone.page.get_by_text("Waiting for the phone to show it").wait_for()


def handing_not_finished(phone: Phone, house: House) -> None:
    handing_with_reminders_on(phone, house)
    phone.page.get_by_role("link", name="Done").click()
    phone.page.get_by_text("The hand-over is not finished").wait_for()


def handing_without_reminders(phone: Phone, house: House) -> None:
    """E-mail instead, whose address nobody confirmed yet."""
    desk.hand_over(at_the_desk(phone, house), "Alice")
    desk.to_the_plan(phone)
    phone.page.get_by_text("No reminders on this phone?").click()
    phone.page.get_by_role("radio", name="E-mail").check()
    phone.page.get_by_role("textbox", name="Address").fill("alice@example.org")
    phone.button("Save that").click()
    phone.page.get_by_text("No push: e-mail").wait_for()


def handing_refused_units(phone: Phone, house: House) -> None:
    desk_form(phone, house)
    page = phone.page
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    page.get_by_label("Lot").fill("C3456 78")
    page.get_by_label("Units in all").fill("20")
    page.get_by_text("Or by area").click()
    page.locator("[name=units-forehead]").fill("8")
    phone.button("Start the plan").click()
    page.get_by_role("alert").wait_for()


def handing_over_again(phone: Phone, house: House) -> None:
    """Another treatment of the same patient."""
    at_the_desk(phone, house).open("/practitioner")
    with_lot(phone)
    phone.page.get_by_role("link", name="Another treatment").click()
    phone.page.get_by_text("Treatments before").wait_for()


def handing_lots(phone: Phone, house: House) -> None:
    at_the_desk(phone, house)
    with_lot(phone)
    phone.page.get_by_role("link", name="C3456 78").click()
    phone.page.get_by_role("heading", name="Who got a lot").wait_for()


def handing_rules(phone: Phone, house: House) -> None:
    at_the_desk(phone, house)
    with_lot(phone)
    phone.page.get_by_role("link", name="Change a rule").click()
    page = phone.page
    page.locator("#rule-no-alcohol summary").click()
    page.locator("#rule-no-alcohol [name=number]").fill("48")
    phone.button("Save Alcohol").click()
    page.get_by_text("48 hours for this patient").wait_for()
    page.locator("#rule-no-alcohol summary").click()
    phone.button("Undo it Alcohol").wait_for()


def handing_rules_refused(phone: Phone, house: House) -> None:
    """Shorter than any source has it, without a reason."""
    at_the_desk(phone, house)
    with_lot(phone)
    phone.page.get_by_role("link", name="Change a rule").click()
    phone.page.locator("#rule-no-rubbing summary").click()
    phone.page.locator("#rule-no-rubbing [name=number]").fill("1")
    phone.button("Save Rubbing or pressing").click()
    phone.page.get_by_role("alert").wait_for()


def handing_baseline(phone: Phone, house: House) -> None:
    """Before their yes."""
    at_the_desk(phone, house)
    with_lot(phone)
    phone.page.get_by_role("link", name="Photos taken here").click()
    phone.button("Keep the photos").wait_for()


def handing_baseline_taken(phone: Phone, house: House) -> None:
    handing_baseline(phone, house)
    phone.page.get_by_text("They said yes to these words").click()
    phone.page.locator("[name=rest]").set_input_files(JPEG)  # type: ignore[arg-type]
    phone.button("Keep the photos").click()
    phone.page.get_by_role("heading", name="In the plan").wait_for()


def plan_with_a_changed_rule(phone: Phone, house: House) -> None:
    session, now = house.session_of_bobs_patient(), datetime.now(UTC)
    with house.app.app_context():
        owner, bob = owner_of(house, session), demo_practitioner(now).id
        for change in (Adjusted("no-alcohol", "PT48H"), Adjusted("no-makeup", None)):
            adjust(owner, courses_of(*owner)[0], Wanted(change, "As we talked about."), bob, now)
    phone.sign_in(session).open("/plan")


def with_lot(phone: Phone) -> None:
    """Bob's newest plan, of a lot, at the page of its treatment."""
    page = phone.open(NEW)
    page.get_by_label("First name").fill("Alice")
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    page.get_by_label("Lot").fill("C3456 78")
    page.get_by_label("Units in all").fill("20")
    phone.button("Start the plan").click()
    desk.to_the_plan(phone)


def switched_on(house: House, link: str) -> None:
    """Somebody opens that link, adds the app to the home screen, and switches reminders on; none was sent."""
    session = house.open(link)
    with house.app.app_context():
        owner, now = owner_of(house, session), datetime.now(UTC)
        place = reached(owner, now, session)
        db.session.execute(update(Subscription).where(Subscription.id == place).values(accepted_at=None, shown_at=None))
        db.session.execute(update(Device).where(Device.patient_id == owner[1]).values(installed_at=now))
        db.session.commit()


HAND_OVER_SCENES = [
    handing_a_large_code,
    handing_with_a_phone,
    handing_with_reminders_on,
    handing_with_a_test_sent,
    handing_not_finished,
    handing_without_reminders,
    handing_refused_units,
    handing_over_again,
    handing_lots,
    handing_rules,
    handing_rules_refused,
    handing_baseline,
    handing_baseline_taken,
    plan_with_a_changed_rule,
]
