"""Reminders in the states that look different. What depends on the browser alone is shown as the script shows it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from companion.extensions import db
from companion.models.access import signed_in
from companion.models.reminder import reminders_of
from companion.models.treatment import courses_of
from companion.services.amend import end
from companion.services.keys import hash_of
from companion.services.wishes import Chosen, choose
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.pushed import reached, with_everything

SHOW = """(state) => {
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
}"""
OPEN_ALL = "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"
TESTED = """() => {
  document.querySelector("[data-test]").hidden = false;
  document.querySelectorAll("[data-step]:not([data-step=opened])").forEach((step) => step.classList.add("done"));
  const words = document.querySelector("[data-sayings]").content.querySelector("[data-name=works]");
  document.querySelector("[data-said]").textContent = words.textContent;
}"""


def owner_of(house: House, session: str) -> tuple[UUID, UUID]:
    with house.app.app_context():
        phone = signed_in(hash_of(session), datetime.now(UTC))
    assert phone
    return phone.owner


def end_all(owner: tuple[UUID, UUID]) -> None:
    for course in courses_of(*owner):
        end(course.id, datetime.now(UTC))


def opened(phone: Phone, house: House, state: str) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/reminders")
    phone.page.evaluate(SHOW, state)


def reminders_off(phone: Phone, house: House) -> None:
    opened(phone, house, "off")


def reminders_blocked(phone: Phone, house: House) -> None:
    opened(phone, house, "blocked")


def reminders_to_install_first(phone: Phone, house: House) -> None:
    opened(phone, house, "install")


def reminders_not_here(phone: Phone, house: House) -> None:
    opened(phone, house, "none")


def reminders_on(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    with house.app.app_context():
        reached(owner_of(house, session), datetime.now(UTC), session)
    phone.sign_in(session).open("/reminders")
    phone.page.evaluate(SHOW, "on")
    phone.measure(TESTED)


def reminders_with_errors(phone: Phone, house: House) -> None:
    opened(phone, house, "off")
    phone.page.get_by_label("From", exact=True).fill("")
    phone.page.get_by_label("Town for the sun").fill("Nowhere")
    phone.page.get_by_label("E-mail").fill("alice@example")
    phone.button("Keep this").click()
    phone.page.get_by_role("alert").wait_for()


def reminders_with_everything(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    with house.app.app_context():
        with_everything(owner_of(house, session), datetime.now(UTC), session)
    phone.sign_in(session).open("/reminders#saved")
    phone.page.evaluate(SHOW, "on")
    phone.measure(OPEN_ALL)


def reminders_with_long_nights(phone: Phone, house: House) -> None:
    """And with a check-in that cannot be put off any more."""
    session, now = house.session_of_bobs_patient(), datetime.now(UTC)
    with house.app.app_context():
        owner = owner_of(house, session)
        choose(owner, Chosen({"sun": True}, "12:00", "10:00", None, names_it=False, email=None), now)
        row = next(row for row in reminders_of(*owner) if row.key == "rm-checkin-3")
        row.due_at, row.not_after = now - timedelta(minutes=5), now + timedelta(hours=6)
        db.session.commit()
        phone.sign_in(session).open("/reminders")
        row.not_after = now - timedelta(minutes=1)
        db.session.commit()
    phone.page.get_by_role("button", name="Tomorrow").first.click()
    phone.page.locator("#wrong-later").wait_for()
    phone.troubles.clear()  # the refusal


def reminders_when_closed(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    with house.app.app_context():
        with_everything(owner_of(house, session), datetime.now(UTC), session)
        end_all(owner_of(house, session))
    phone.sign_in(session).open("/reminders")


REMINDERS_SCENES = [
    reminders_off,
    reminders_blocked,
    reminders_to_install_first,
    reminders_not_here,
    reminders_on,
    reminders_with_errors,
    reminders_with_everything,
    reminders_with_long_nights,
    reminders_when_closed,
]
