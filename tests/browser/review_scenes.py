"""Today, the review of one entry, cover and the sheet, in the states that look different."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from companion.extensions import db
from companion.models import Review, Waiting
from companion.services.cover import hand_to
from companion.services.escalate import escalate
from companion.services.looking import look
from companion.services.review import Draft, answer, see
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.queue_house import (
    Clinic,
    at_the_desk_of,
    clinic_with_two,
    course_of_alice,
    patient,
    photographed,
)
from tests.cast import Person
from tests.journal import keep_entry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = "Wilhelmina-Alexandra van der Schouwenburg"


def today_empty(phone: Phone, house: House) -> None:
    at_the_desk_of(phone, clinic_with_two(house)).open("/practitioner")


def busy(house: House) -> Clinic:
    """Four wait: a warning sign that Dana looks at, one that is late; the first comes this week."""
    clinic, now = clinic_with_two(house), datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        maya = patient(house, clinic, "Maya", 13 * DAY)
        flagged = keep_entry(maya, now - HOUR, flags=["rf-ptosis"], scores={"asymmetry": 3}, note="Since this morning.")
        photographed(maya, flagged, ("rest", "brows"))
        jonas = patient(house, clinic, "Jonas", 7 * DAY)
        late = keep_entry(jonas, now - 9 * HOUR, scores={"bruise": 2, "pain": 1})
        photographed(jonas, late, ("rest",), 5)
        tom = keep_entry(patient(house, clinic, "Tom", 3 * DAY), now, kind="fine")
        keep_entry(
            patient(house, clinic, LONG, DAY), now, scores={"headache": 1, "bruise": 1}, question="Is it normal?"
        )
        came = {late: now - 9 * HOUR, tom: now - 3 * HOUR}
        for entry, at in came.items():
            row = update(Waiting).where(Waiting.entry_id == entry)
            db.session.execute(row.values(since_at=at, due_at=at + 8 * HOUR, look_at=at + 8 * HOUR))
        db.session.commit()
        escalate(now)
        look(maya.owner, flagged, clinic.dana, now + HOUR)
    return clinic


def today_full(phone: Phone, house: House) -> None:
    at_the_desk_of(phone, busy(house)).open("/practitioner")
    load_pictures(phone)


def today_covered(phone: Phone, house: House) -> None:
    """Bob answers for Dana, and looks at what is urgent."""
    clinic, now = busy(house), datetime.now(UTC)
    with house.app.app_context():
        hand_to(clinic.id, clinic.dana, clinic.bob, (now - HOUR, now + 2 * DAY), now)
    at_the_desk_of(phone, clinic).open("/practitioner?urgent=yes")
    load_pictures(phone)


def today_nothing_of_these(phone: Phone, house: House) -> None:
    at_the_desk_of(phone, busy(house)).open("/practitioner?product=letybo")


def review(phone: Phone, house: House) -> None:
    page_of_alice(phone, house)
    load_pictures(phone)


def review_with_a_warning_sign(phone: Phone, house: House) -> None:
    """Without a photo, with times to come in open, and with Dana beside Bob."""
    clinic, now = clinic_with_two(house), datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        maya = patient(house, clinic, "Maya", 3 * DAY)
        entry = keep_entry(
            maya,
            now - HOUR,
            flags=["rf-ptosis"],
            scores={"asymmetry": 3},
            note="Since today.\nI see well.",
        )
        look(maya.owner, entry, clinic.dana, now + HOUR)
    at_the_desk_of(phone, clinic).open(clinic.page(maya, entry))
    phone.page.get_by_text("Times to come in").click()


def review_answered(phone: Phone, house: House) -> None:
    clinic, alice, entry = page_of_alice(phone, house)
    with house.app.app_context():
        keep_entry(patient(house, clinic, "Tom", DAY), datetime.now(UTC), kind="fine")
        times = (datetime.now(UTC) + DAY,)
        draft = Draft("We have looked at this. Please come in, so that we can see you.", "come_in", times)
        answer(clinic.id, clinic.bob, entry, draft, datetime.now(UTC))
        db.session.scalars(select(Review).where(Review.answers_id == entry)).one().read_at = datetime.now(UTC)
        db.session.commit()
    phone.open(clinic.page(alice, entry))
    load_pictures(phone)


def review_answered_by_a_colleague(phone: Phone, house: House) -> None:
    clinic, _alice, entry = page_of_alice(phone, house)
    phone.page.get_by_label("A line of your own").fill("I would wait two more days.")
    with house.app.app_context():
        answer(clinic.id, clinic.dana, entry, Draft("Please call us."), datetime.now(UTC))
    phone.button("Send my words alone").click()
    phone.page.get_by_text("A colleague answered while you wrote").wait_for()


def review_changed_meanwhile(phone: Phone, house: House) -> None:
    """The poll tells it before Bob answers."""
    _clinic, alice, entry = page_of_alice(phone, house)
    with house.app.app_context():
        keep_entry(alice, datetime.now(UTC), scores={"bruise": 3}, supersedes_id=entry)
    phone.measure("document.querySelector('[data-standing]').dispatchEvent(new Event('refresh'))")
    phone.page.get_by_text("The patient changed this").wait_for()


def cover(phone: Phone, house: House) -> None:
    clinic, now = clinic_with_two(house), datetime.now(UTC)
    with house.app.app_context():
        hand_to(clinic.id, clinic.bob, clinic.dana, (now, now + 2 * DAY), now)
    at_the_desk_of(phone, clinic).open("/practitioner/cover")


def cover_refused(phone: Phone, house: House) -> None:
    page = at_the_desk_of(phone, clinic_with_two(house)).open("/practitioner/cover")
    page.get_by_label("Who answers for you").select_option(index=1)
    page.get_by_label("Until").fill("2026-01-01T10:00")
    phone.button("Hand over").click()
    page.get_by_role("alert").wait_for()


def sheet(phone: Phone, house: House) -> None:
    clinic = clinic_with_two(house)
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
        see(clinic.id, clinic.bob, entry, datetime.now(UTC))
        answer(clinic.id, clinic.bob, entry, Draft("This is normal for day 6."), datetime.now(UTC))
    at_the_desk_of(phone, clinic).open(f"/practitioner{alice.page}/sheet")
    load_pictures(phone)


def page_of_alice(phone: Phone, house: House) -> tuple[Clinic, Person, UUID]:
    clinic = clinic_with_two(house)
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    at_the_desk_of(phone, clinic).open(clinic.page(alice, entry))
    return clinic, alice, entry


def load_pictures(phone: Phone) -> None:
    for picture in phone.page.locator("main img:visible").all():
        picture.scroll_into_view_if_needed()
    phone.measure("scrollTo(0, 0)")


REVIEW_SCENES = [
    today_empty,
    today_full,
    today_covered,
    today_nothing_of_these,
    review,
    review_with_a_warning_sign,
    review_answered,
    review_answered_by_a_colleague,
    review_changed_meanwhile,
    cover,
    cover_refused,
    sheet,
]
