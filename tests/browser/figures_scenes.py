"""The figures of a clinic: six patients of a week, and a clinic where nothing has happened yet."""

from datetime import UTC, datetime, timedelta

from companion.services.looking import look
from companion.services.review import Draft, answer, see
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.queue_house import DAY, HOUR, Clinic, at_the_desk_of, clinic_with_two, patient
from tests.journal import keep_entry

PAGE = "/practitioner/figures"
NAMES = ("Alice", "Maya", "Jonas", "Tom", "Wilhelmina-Alexandra", "Ines")


def week_of(house: House) -> Clinic:
    """Each was treated eight days ago; they told of bruises, and most were looked at."""
    clinic, now = clinic_with_two(house), datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        for number, name in enumerate(NAMES):
            person, since = patient(house, clinic, name, 8 * DAY), now - 8 * DAY
            for day in range(1, 8 - number, 2):
                at = since + day * DAY
                entry = keep_entry(person, at, scores={"bruise": (day + number) % 3, "pain": number % 2, "effect": 1})
                if day + number < 6:
                    look(person.owner, entry, clinic.bob, at + HOUR)
                    see(clinic.id, clinic.bob, entry, at + HOUR + timedelta(seconds=9 + 4 * number))
            keep_entry(person, since + HOUR, kind="fine")
        late = keep_entry(person, now - DAY, scores={"bruise": 3}, flags=["rf-ptosis"])
        look(person.owner, late, clinic.bob, now - HOUR)
        answer(clinic.id, clinic.bob, late, Draft("Please call us."), now - HOUR + timedelta(seconds=31))
    return clinic


def figures(phone: Phone, house: House) -> None:
    at_the_desk_of(phone, week_of(house)).open(PAGE)


def figures_refused(phone: Phone, house: House) -> None:
    """Nothing has happened there yet; and days that cannot be counted."""
    page = at_the_desk_of(phone, clinic_with_two(house)).open(PAGE)
    assert page.get_by_text("No figure yet").count() > 6
    page.get_by_label("From").fill("2026-03-02")
    page.get_by_label("To", exact=True).fill("2026-03-01")
    phone.button("Show these days").click()
    page.get_by_role("alert").wait_for()


FIGURES_SCENES = [figures, figures_refused]
