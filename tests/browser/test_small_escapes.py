"""A form without a network comes back as typed; one tap hides everything; signing out asks about the unsent."""

import pytest
from playwright.sync_api import expect

from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser

PUT_IN_THE_OUTBOX = """() => new Promise((done) => {
  const asked = indexedDB.open("companion");
  asked.onsuccess = () => {
    const outbox = asked.result.transaction("outbox", "readwrite").objectStore("outbox");
    outbox.put({ state: "saved" }, ["entry", "one"]).onsuccess = () => done(asked.result.close());
  };
})"""


def test_a_form_without_a_network_comes_back_with_what_was_typed(alice: OwnPhone, own_house: OwnHouse) -> None:
    alice.open("/start").get_by_text("Daxxify", exact=True).click()
    alice.page.get_by_label("Day and time").fill("2019-05-04T10:00")
    own_house.stop()
    alice.button("Show what to do now").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("That was not sent")
    expect(alice.page.get_by_text("What you typed is kept on this page.")).to_be_visible()
    own_house.start()
    alice.button("Send it again").click()
    expect(alice.page.get_by_label("Day and time")).to_have_value("2019-05-04T10:00")
    expect(alice.page.get_by_label("Daxxify")).to_be_checked()


def test_one_tap_hides_everything(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    alice.open("/now").get_by_role("link", name="Hide").click()
    alice.page.wait_for_url("**/clock")
    assert alice.page.title() == "Clock"
    words = alice.page.locator("body").inner_text().lower()
    assert not [word for word in ("aftercare", "plan", "clinic", "botox", "help") if word in words]
    alice.page.go_back()
    assert not alice.page.url.endswith("/now") or alice.page.title() != "Right now"
    alice.open("/clock").get_by_role("link", name="Back").click()
    alice.page.wait_for_url("**/now")


def test_signing_out_asks_first_when_something_is_unsent(alice: OwnPhone) -> None:
    alice.measure(PUT_IN_THE_OUTBOX)
    alice.open("/sign-out")
    expect(alice.page.get_by_text("Not everything was sent yet.")).to_be_visible()
    alice.button("Sign out and wipe").click()
    assert alice.page.url.endswith("/sign-out")
    assert len(alice.stored()["outbox"]) == 1
    alice.page.get_by_label("Yes, delete what was not sent").check()
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert alice.stored()["outbox"] == []


def test_signing_out_does_not_ask_when_all_is_sent(alice: OwnPhone) -> None:
    alice.open("/sign-out")
    expect(alice.page.get_by_text("Not everything was sent yet.")).to_be_hidden()
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
