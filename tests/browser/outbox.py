"""What Alice's phone keeps until it is received: puts entries in, and tells what waits."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from sqlalchemy import select

from companion.extensions import db
from companion.models import Entry, Photo
from companion.services.admit import close_phones
from companion.services.invites import invite
from tests.browser.house import House
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

OUTBOX = """import(document.querySelector('script[src*="/js/app.js"]').src.replace("app.js", "outbox.js"))"""
KEEP = f"""async ([entry, expressions]) => {{
  const outbox = await {OUTBOX};
  const files = [...(document.querySelector("input[data-test]")?.files ?? [])];
  const [id, hints] = [() => crypto.randomUUID(), {{ dark: false }}];
  const photo = (blob, place) => ({{ id: id(), blob, expression: expressions[place], hints }});
  return outbox.keep(entry, files.map(photo), files.length ? "Yes, keep my photos." : "");
}}"""
CHOOSE = """document.body.insertAdjacentHTML("beforeend", "<input type=file multiple data-test aria-label=test>")"""
FORGET = """document.querySelector("input[data-test]")?.remove()"""
WAITING = f"{OUTBOX}.then((outbox) => outbox.waiting())"
TREATMENT = """Object.keys(JSON.parse(document.querySelector("script[data-journal]").textContent).treated)[0]"""
EXPRESSIONS = ["rest", "brows", "frown", "smile"]


def at_the_journal(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """A patient's phone at the journal, which it keeps."""
    own_phone.redeem(own_house.at.hand_over())
    own_phone.open("/journal")
    own_phone.wait_until_kept("/journal")
    return own_phone


def keep(page: Page, *photos: bytes, **parts: Any) -> str:
    """Put an entry into the outbox of a phone that is open at the journal; its id."""
    entry_id = str(uuid4())
    noted_at = datetime.now(UTC).isoformat()
    entry = {"id": entry_id, "treatment_id": page.evaluate(TREATMENT), "noted_at": noted_at, "kind": "check_in"} | parts
    with TemporaryDirectory() as folder:
        if photos:
            page.evaluate(CHOOSE)
            page.locator("input[data-test]").set_input_files([_file(folder, n, body) for n, body in enumerate(photos)])
        assert page.evaluate(KEEP, [entry, EXPRESSIONS]) == {"noRoom": []}
    page.evaluate(FORGET)
    return entry_id


def _file(folder: str, number: int, body: bytes) -> Path:
    file = Path(folder) / f"{number}.jpg"
    file.write_bytes(body)
    return file


def waiting(page: Page) -> list[dict[str, Any]]:
    """What was not received yet, the oldest first."""
    found: list[dict[str, Any]] = page.evaluate(WAITING)
    return found


def states(page: Page) -> list[str]:
    """The state of each entry, then of its photos."""
    return [one["state"] for entry in waiting(page) for one in (entry, *entry["photos"])]


def wait_for_states(page: Page, *wanted: str) -> None:
    wait_until(page, lambda: states(page) == list(wanted), lambda: f"not {wanted}: {waiting(page)}")


def wait_until_sent(phone: OwnPhone) -> None:
    """Nothing is left but what is being typed."""
    wait_until(
        phone.page,
        lambda: all(key[0] == "draft" for key in phone.stored()["outbox"]),
        lambda: f"still waiting: {waiting(phone.page)}",
    )


def wait_until(page: Page, is_so: Callable[[], bool], what: Callable[[], str]) -> None:
    for _ in range(300):
        with suppress(PlaywrightError):  # the page is being loaded anew
            if is_so():
                return
        page.wait_for_timeout(200)
    raise AssertionError(what())


def entries(house: House) -> list[Entry]:
    """What the server has, in the order in which it came."""
    with house.app.app_context():
        return list(db.session.scalars(select(Entry).order_by(Entry.received_at, Entry.noted_at)))


def photos(house: House) -> list[Photo]:
    with house.app.app_context():
        return list(db.session.scalars(select(Photo).order_by(Photo.received_at)))


def link_for(house: House, owner: tuple[UUID, UUID]) -> str:
    """A fresh link for a patient who was here before."""
    with house.app.app_context():
        return f"{house.address}/invite#{invite(owner, datetime.now(UTC))}"


def cut_off(house: House) -> None:
    """The clinic signs every phone out."""
    with house.app.app_context():
        for owner in house.patients():
            close_phones(owner, datetime.now(UTC))
