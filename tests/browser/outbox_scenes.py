"""The journal: empty, with what was received and answered, with what waits, and photos side by side."""

from datetime import UTC, datetime, timedelta

from tests.browser.house import House
from tests.browser.phone import Phone
from tests.cast import enrol_at
from tests.walk_journal import journal_pages

OPEN_ALL = "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"

WAIT = """async () => {
  const script = document.querySelector('script[src*="/js/journal.js"]').src;
  const [{ entryShown }, { moment, readWords }] = await Promise.all(
    ["journal_entry.js", "moments.js"].map((name) => import(script.replace("journal.js", name))),
  );
  const told = JSON.parse(document.querySelector("script[data-journal]").textContent);
  const [treatment_id] = Object.keys(told.treated);
  readWords(document.getElementById("main"));
  const photo = (state, message) => ({ id: crypto.randomUUID(), expression: "frown", state, message });
  const bare = { treatment_id, order: Date.now(), kind: "check_in", photos: [] };
  const entry = (parts) => ({ id: crypto.randomUUID(), ...bare, ...parts });
  const waits = [
    [entry({ state: "saved", scores: { bruise: 1 }, note: "By the brow" }), false],
    [entry({ state: "saved", scores: { bruise: 3 }, photos: [photo("saved"), photo("refused", "Too large.")] }), true],
    [entry({ state: "refused", kind: "fine", message: "That is too many for one day." }), false],
  ];
  const shown = await Promise.all(waits.map(([one, isChanged]) => entryShown(one, told, moment, isChanged)));
  document.querySelector("[data-list]").replaceChildren(...shown);
  document.querySelector("[data-waiting]").hidden = false;
}"""


def with_a_journal(house: House) -> str:
    """The session of a patient treated four days ago, with entries, photos and an answer."""
    now = datetime.now(UTC).replace(microsecond=0)
    with house.app.app_context():
        robin = enrol_at(house.app, "Marlow Street Clinic", now - timedelta(days=4), "Robin")
        list(journal_pages(robin, now))
        return robin.session


def journal_empty(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/journal")


def journal(phone: Phone, house: House) -> None:
    phone.sign_in(with_a_journal(house)).open("/journal")
    phone.page.locator(".shot img").first.wait_for()
    phone.measure(OPEN_ALL)


def journal_that_waits(phone: Phone, house: House) -> None:
    journal_empty(phone, house)
    phone.page.evaluate(WAIT)


def journal_photos(phone: Phone, house: House) -> None:
    phone.sign_in(with_a_journal(house)).open("/journal/photos")
    phone.page.locator(".compare img").first.wait_for()


def journal_photo(phone: Phone, house: House) -> None:
    journal(phone, house)
    phone.page.locator(".shot").first.click()
    phone.page.locator("img.large").wait_for()
    phone.measure(OPEN_ALL)


def photo_consent(phone: Phone, house: House) -> None:
    phone.sign_in(with_a_journal(house)).open("/journal/consent")


def photo_consent_taken_back(phone: Phone, house: House) -> None:
    photo_consent(phone, house)
    phone.button("Take it back").click()
    phone.page.get_by_role("heading", name="Say yes").wait_for()


OUTBOX_SCENES = [
    journal_empty,
    journal,
    journal_that_waits,
    journal_photos,
    journal_photo,
    photo_consent,
    photo_consent_taken_back,
]
