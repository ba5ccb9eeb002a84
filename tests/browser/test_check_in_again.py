"""Alice changes her check-in more than once, in more than one place: the newest counts, and nothing waits for ever."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from companion.models import Entry
from companion.services.erase import erase_entry
from tests.browser.check_in import begin, on_day_four, save, tick, wait_for_entries
from tests.browser.outbox import wait_until_sent, waiting
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...parts) {
    const asked = put.apply(this, parts);
    if (this.name === "outbox") this.transaction.abort();
    return asked;
  };
}"""


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone on day 4, with one entry that was received."""
    page = begin(on_day_four(own_house, own_phone))
    tick(page, "pain", "3")
    save(page)
    expect(page.get_by_text("Your clinic has it now.")).to_be_visible()
    return own_phone


def without_a_network(phone: OwnPhone, own_house: OwnHouse) -> tuple[Entry, str]:
    """Her entry, and the page to change it, kept; the server is stopped."""
    (first,) = wait_for_entries(own_house.at, phone.page, 1)
    correction = f"/entries/{first.id}/correction"
    phone.open(correction)
    phone.wait_until_kept(correction)
    own_house.stop()
    return first, correction


def change(phone: OwnPhone, path: str, pain: str) -> None:
    phone.open(path).locator("main[data-live]").wait_for()
    tick(phone.page, "pain", pain)
    save(phone.page)


def test_changed_twice_without_a_network_the_newest_counts(alice: OwnPhone, own_house: OwnHouse) -> None:
    first, correction = without_a_network(alice, own_house)
    change(alice, correction, "5")
    alice.open(correction)
    expect(alice.page.locator("[name=pain][value='5']")).to_be_checked()
    change(alice, correction, "6")
    own_house.start()
    alice.open("/journal")
    _, second, third = wait_for_entries(own_house.at, alice.page, 3)
    assert (second.supersedes_id, third.supersedes_id) == (first.id, second.id)
    assert third.scores == {"pain": 6}


def test_a_change_of_what_is_gone_can_be_saved_as_new(alice: OwnPhone, own_house: OwnHouse) -> None:
    first, correction = without_a_network(alice, own_house)
    change(alice, correction, "5")
    change(alice, correction, "6")
    with own_house.at.app.app_context():
        erase_entry((first.clinic_id, first.patient_id), first.id, datetime.now(UTC))
    own_house.start()
    newest = alice.open("/journal").locator("[data-waiting] .entry").first
    expect(newest.get_by_text("The entry it changes was not taken.")).to_be_visible()
    newest.get_by_role("button", name="Save it as new").click()
    entry = wait_for_entries(own_house.at, alice.page, 1)[0]
    assert (entry.scores, entry.supersedes_id) == ({"pain": 6}, None)


def test_what_waits_is_shown_whole_and_can_be_deleted(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    page = begin(alice)
    page.get_by_text("Other signs").click()
    tick(page, "flag", "rf-ptosis")
    tick(page, "zone", "chin")
    page.get_by_label("A question for your visit").fill("May I swim?")
    save(page)
    shown = alice.open("/journal").locator("[data-waiting]")
    for words in ("An eyelid droops", "Chin", "May I swim?", "Call your clinic today"):
        expect(shown.get_by_text(words)).to_be_visible()
    shown.get_by_role("button", name="Delete it").click()
    shown.get_by_role("button", name="Yes, delete it").click()
    expect(shown).to_be_hidden()
    assert waiting(alice.page) == []


def test_two_tabs_keep_both_drafts(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    other = alice.context.new_page()
    other.goto(f"{own_house.address}/check-in")
    other.locator("main[data-live]").wait_for()
    page.get_by_label("Anything else?").fill("A long story about my brow")
    other.locator("[name=pain][value='2']").check()
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("Anything else?")).to_have_value("A long story about my brow")
    other.reload()
    expect(other.locator("[name=pain][value='2']")).to_be_checked()


def test_a_full_phone_without_a_network_keeps_the_words_and_their_meaning(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    page.evaluate(FULL)
    own_house.stop()
    alice.context.set_offline(True)
    tick(page, "pain", "9")
    page.get_by_label("Anything else?").fill("It throbs")
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("This phone is full, so we could not keep it.")).to_be_visible()
    expect(page.get_by_label("Anything else?")).to_have_value("It throbs")
    expect(page.locator("[data-urgency]:visible")).to_have_attribute("data-urgency", "same_day")
    alice.context.set_offline(False)


def test_signing_out_asks_for_what_was_only_begun(alice: OwnPhone) -> None:
    page = begin(alice)
    page.get_by_label("Anything else?").fill("Not saved yet")
    page.wait_for_timeout(500)
    alice.open("/sign-out")
    expect(alice.page.get_by_text("Not everything was sent yet.")).to_be_visible()
    begin(alice).get_by_role("button", name="Start again").click()
    alice.page.wait_for_timeout(500)
    alice.open("/sign-out")
    expect(alice.page.get_by_text("Not everything was sent yet.")).to_be_hidden()


def test_a_server_in_trouble_is_left_alone(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    begin(alice)
    alice.page.get_by_role("button", name="All fine").click()
    expect(alice.page.get_by_role("heading", level=1, name="Saved")).to_be_visible()
    tries: list[str] = []
    alice.context.on("request", lambda asked: tries.append(asked.url) if asked.method == "PUT" else None)
    for _ in range(3):
        alice.open("/journal")
        alice.page.wait_for_timeout(300)
    assert len(tries) <= 1, tries
    own_house.start()
    alice.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_sent(alice)
