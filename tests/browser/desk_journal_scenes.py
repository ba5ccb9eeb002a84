"""The journal at the desk in the states that look different."""

from datetime import UTC, datetime, timedelta

from companion.extensions import db
from companion.models import Clinic, Entry
from companion.services.demo import demo_practitioner
from companion.services.erase import erase_entry
from companion.services.photos import receive_photo
from companion.services.review import Draft, answer
from companion.services.staff import add_practitioner
from tests.browser.desk_journal import Sent, at_the_desk, patient_of
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.journal import jpeg, keep_entry, sent_photo

OPEN_ALL = "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"
NOTE = "It is a bit blue under the left eye, and it is sore when I touch it.\nMore so in the morning."
EXPRESSIONS = ("rest", "brows", "frown", "smile", "close_up")


def everything(house: House) -> Sent:
    """Seen and answered, all fine, a slip, a correction, a warning sign with photos."""
    now = datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        alice = patient_of(house)
        clinic, bob = alice.owner[0], demo_practitioner(now).id
        first = keep_entry(alice, now - timedelta(hours=60), scores={"bruise": 1, "pain": 2}, note="A small bruise.")
        answer(clinic, bob, first, Draft("That is normal on the first day."), now - timedelta(hours=58))
        keep_entry(alice, now - timedelta(hours=71), kind="slip", rule="no-alcohol")
        before = keep_entry(alice, now - timedelta(hours=30), scores={"swelling": 1}, places=[{"zone": "brow-left"}])
        keep_entry(alice, now - timedelta(hours=29), scores={"swelling": 0}, supersedes_id=before)
        places = [{"zone": "eye-left", "size": "grape"}, {"zone": "forehead", "size": "pea"}]
        told = {"scores": {"bruise": 3, "pain": 1, "swelling": 1}, "flags": ["rf-ptosis"], "course": "worse"}
        entry = keep_entry(alice, now - timedelta(hours=3), **told, places=places, note=NOTE, question="May I swim?")
        for number, expression in enumerate(EXPRESSIONS):
            photo, _new = receive_photo(alice.owner, entry, sent_photo(jpeg(number), expression=expression), now)
        keep_entry(alice, now - timedelta(hours=1), kind="fine")
        return Sent(f"/practitioner/treatments/{alice.treatment_id}", entry, photo.id)


def desk_journal(phone: Phone, house: House) -> None:
    sent = everything(house)
    at_the_desk(phone, house).open(f"{sent.page}/journal")
    phone.measure(OPEN_ALL)
    for picture in phone.page.locator(".shot img").all():
        picture.scroll_into_view_if_needed()
    phone.measure("scrollTo(0, 0)")


def desk_journal_refused(phone: Phone, house: House) -> None:
    """An answer to what has one of a colleague already."""
    sent = everything(house)
    page = at_the_desk(phone, house).open(f"{sent.page}/journal")
    with house.app.app_context():
        clinic = demo_practitioner(datetime.now(UTC)).clinic_id
        dana = add_practitioner(db.session.get_one(Clinic, clinic), "Dana", datetime.now(UTC)).id
        answer(clinic, dana, sent.entry_id, Draft("Please call us today."), datetime.now(UTC))
    page.locator(f"#entry-{sent.entry_id} textarea").fill("That is normal for day 2.")
    page.locator(f"#entry-{sent.entry_id} form").evaluate("(form) => form.submit()")
    page.get_by_text("A colleague answered while you wrote").wait_for()


def desk_journal_gone(phone: Phone, house: House) -> None:
    sent = everything(house)
    page = at_the_desk(phone, house).open(f"{sent.page}/journal")
    with house.app.app_context():
        entry = db.session.get_one(Entry, sent.entry_id)
        erase_entry((entry.clinic_id, entry.patient_id), entry.id, datetime.now(UTC))
    page.locator(f"#entry-{sent.entry_id} textarea").fill("That is normal for day 2.")
    page.locator(f"#entry-{sent.entry_id} form").evaluate("(form) => form.submit()")
    page.get_by_text("Alice has deleted this entry.").wait_for()


def desk_journal_photo(phone: Phone, house: House) -> None:
    sent = everything(house)
    at_the_desk(phone, house).open(f"{sent.page}/journal/photos/{sent.photo_id}")


def desk_journal_empty(phone: Phone, house: House) -> None:
    with house.app.app_context():
        alice = patient_of(house)
        page = f"/practitioner/treatments/{alice.treatment_id}/journal"
    at_the_desk(phone, house).open(page)


def desk_list_with_entries(phone: Phone, house: House) -> None:
    everything(house)
    at_the_desk(phone, house).open("/practitioner/treatments")


def desk_treatment_with_entries(phone: Phone, house: House) -> None:
    sent = everything(house)
    at_the_desk(phone, house).open(sent.page)


DESK_JOURNAL_SCENES = [
    desk_journal,
    desk_journal_refused,
    desk_journal_gone,
    desk_journal_photo,
    desk_journal_empty,
    desk_list_with_entries,
    desk_treatment_with_entries,
]
