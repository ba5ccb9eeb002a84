"""Whether reminders reach somebody, as the patient, the desk and whoever runs the program see it."""

from datetime import UTC, datetime, timedelta

from companion.extensions import db
from companion.models.missed import note_missed
from companion.models.treatment import courses_of
from companion.services.health import say_alive
from tests.browser import desk
from tests.browser.desk_scenes import at_the_desk
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.reminders_scenes import owner_of
from tests.pushed import reached


def now_with_missed_reminders(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    with house.app.app_context():
        for course in courses_of(*owner_of(house, session)):
            for days in (2, 1):
                note_missed(course.id, datetime.now(UTC) - timedelta(days=days))
        db.session.commit()
    phone.sign_in(session).open("/now")


def calendar_without_an_address(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/calendar")


def calendar_with_an_address(phone: Phone, house: House) -> None:
    calendar_without_an_address(phone, house)
    phone.button("Make a private address").click()
    phone.page.get_by_text("Your private address").wait_for()


def health(phone: Phone, house: House) -> None:
    with house.app.app_context():
        say_alive("worker", datetime.now(UTC))
    phone.open("/health")


def desk_ways_with_reminders(phone: Phone, house: House) -> None:
    """The patient's phone is connected, and has shown a reminder."""
    desk.hand_over(at_the_desk(phone, house), "Alice")
    reached_by(house, desk.link_on(phone.page))
    phone.page.get_by_text("Reminders arrive").wait_for()


def desk_treatment_with_reminders(phone: Phone, house: House) -> None:
    desk_ways_with_reminders(phone, house)
    desk.to_the_plan(phone)


def reached_by(house: House, link: str) -> None:
    """Somebody opens that link on a phone, and reminders reach it."""
    session = house.open(link)
    with house.app.app_context():
        reached(owner_of(house, session), datetime.now(UTC), session)


REACH_SCENES = [
    now_with_missed_reminders,
    calendar_without_an_address,
    calendar_with_an_address,
    health,
    desk_ways_with_reminders,
    desk_treatment_with_reminders,
]
