"""Steps at the check-in, and what the server has of it."""

from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect

from companion.models import Entry
from tests.browser.house import House
from tests.browser.outbox import OUTBOX, entries
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

DRAFTED = OUTBOX.replace("outbox.js", "outbox_draft.js") + ".then((drafts) => drafts.draft()).then(() => true)"


def file(body: bytes, kind: str = "image/jpeg") -> FilePayload:
    return FilePayload(name="a.jpg", mimeType=kind, buffer=body)


def on_day_four(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """A patient's phone that has kept the check-in before she ever asked for it."""
    link = own_house.at.hand_over()
    own_house.at.move_all(timedelta(days=4))
    own_phone.redeem(link)
    own_phone.wait_until_kept("/check-in", "/journal")
    return own_phone


def begin(phone: OwnPhone) -> Page:
    phone.open("/check-in").locator("main[data-live]").wait_for()
    return phone.page


def tick(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value='{value}']").check()


def wait_until_drafted(page: Page) -> None:
    """What was ticked and typed is kept: one change is written after the other."""
    page.evaluate(DRAFTED)


def answer(page: Page, urgency: str) -> None:
    expect(page.locator("[data-urgency]:visible")).to_have_attribute("data-urgency", urgency)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("heading", level=1, name="Saved")).to_be_visible()


def wait_for_entries(house: House, page: Page, many: int) -> list[Entry]:
    for _ in range(100):
        if len(found := entries(house)) >= many:
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"{len(entries(house))} of {many} entries")
