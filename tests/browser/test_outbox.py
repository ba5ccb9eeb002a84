"""What Alice notes reaches the server once and whole, however the network, the server or the phone behave."""

import hashlib
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.browser.outbox import (
    EXPRESSIONS,
    at_the_journal,
    entries,
    keep,
    photos,
    wait_for_states,
    wait_until,
    wait_until_sent,
    waiting,
)
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.photos import photo
from tests.browser.stand_in import answering
from tests.browser.test_offline import latest_course
from tests.browser.test_trouble import in_worker

pytestmark = pytest.mark.browser
SMALL = (640, 480)


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone at the journal, which it keeps."""
    return at_the_journal(own_house, own_phone)


def test_four_large_photos_made_without_a_network(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    taken = [photo(number) for number in range(4)]
    first = keep(alice.page, *taken, scores={"bruise": 2}, note="Blue under the eye")
    keep(alice.page, kind="fine")
    wait_for_states(alice.page, *["saved"] * 6)
    alice.page.reload()
    expect(alice.page.locator("[data-waiting] .note:visible")).to_have_text("Blue under the eye")
    expect(alice.page.locator("[data-waiting] canvas")).to_have_count(4)
    alice.stop().start()
    alice.open("/journal")
    expect(alice.page.get_by_text("Saved on this phone.").first).to_be_visible()
    expect(alice.page.locator("[data-waiting] canvas")).to_have_count(4)
    sent: list[str] = []
    alice.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "PUT" else None)
    own_house.start()
    wait_until_sent(alice)
    worded, fine = entries(own_house.at)
    assert (str(worded.id), worded.scores, fine.kind) == (first, {"bruise": 2}, "fine")
    received = photos(own_house.at)
    hashes = {one.expression: one.sha256.hex() for one in received}
    assert hashes == {name: hashlib.sha256(body).hexdigest() for name, body in zip(EXPRESSIONS, taken, strict=True)}
    assert len(received) == len(EXPRESSIONS)
    assert ["/photos/" in url for url in sent[-6:]] == [False, False, True, True, True, True], sent
    expect(alice.page.locator(".entries .shot img")).to_have_count(4)
    expect(alice.page.locator("[data-waiting]")).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (500, "saved", "Saved on this phone."),
        (503, "saved", "Saved on this phone."),
        (413, "refused", "This is too large to send."),
        (422, "refused", "Say it in other words."),
        (429, "saved", "Send it again tomorrow."),
    ],
)
def test_a_server_that_says_no_takes_nothing_from_the_phone(
    alice: OwnPhone, own_house: OwnHouse, status: int, state: str, words: str
) -> None:
    own_house.stop()
    said = {"reason": "x", "message": words} if status in (422, 429) else None
    with answering(own_house.port, status, said) as heard:
        keep(alice.page, photo(0, SMALL), note="Blue")
        expect(alice.page.get_by_text(words).last).to_be_visible()
        wait_until(alice.page, lambda: bool(heard), lambda: "nothing was sent")
        wait_for_states(alice.page, state, "saved")
    assert len(alice.stored()["outbox"]) == 4
    own_house.start()
    alice.open("/journal")
    if state == "refused":
        expect(alice.page.get_by_text(words).last).to_be_visible()
        assert entries(own_house.at) == []
        alice.button("Send it again").click()
    wait_until_sent(alice)
    assert len(entries(own_house.at)) == len(photos(own_house.at)) == 1


def test_a_photo_that_is_refused_stays_and_holds_nothing_up(alice: OwnPhone, own_house: OwnHouse) -> None:
    keep(alice.page, b"this is no photo", photo(1, SMALL), note="Blue")
    expect(alice.page.get_by_text("We cannot read this kind of file.")).to_be_visible()
    wait_for_states(alice.page, "received", "refused")
    assert len(photos(own_house.at)) == 1
    with suppress(PlaywrightError):  # the page loads itself anew when something was received
        alice.page.reload()
    alice.button("Delete it").click()
    alice.button("Yes, delete it").click()
    wait_until_sent(alice)


def test_a_server_that_hangs_takes_nothing_from_the_phone(alice: OwnPhone, own_house: OwnHouse) -> None:
    with own_house.frozen():
        keep(alice.page, photo(0, SMALL), note="Blue")
        wait_for_states(alice.page, "sending", "saved")
        alice.page.wait_for_timeout(1500)
        wait_for_states(alice.page, "sending", "saved")
        alice.stop().start()
    alice.open("/journal")
    wait_until_sent(alice)
    assert len(entries(own_house.at)) == len(photos(own_house.at)) == 1


def test_what_a_server_in_trouble_did_not_take_goes_from_any_page(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    keep(alice.page, note="Blue")
    alice.open("/now").get_by_text("Not sent yet").wait_for()
    in_worker(alice, "write('session', 'sendAfter', Date.now() + 8000)")
    own_house.start()
    alice.open("/now")
    wait_until_sent(alice)
    assert len(entries(own_house.at)) == 1


def test_two_tabs_and_the_service_worker_send_it_once(alice: OwnPhone, own_house: OwnHouse) -> None:
    other = alice.context.new_page()
    other.goto(f"{own_house.address}/journal")
    own_house.stop()
    keep(alice.page, photo(0, SMALL), photo(1, SMALL), note="First")
    keep(other, photo(2, SMALL), note="Second")
    assert len(waiting(other)) == len(waiting(alice.page)) == 2
    own_house.start()
    for page in (alice.page, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_sent(alice)
    assert len(entries(own_house.at)) == 2
    assert len(photos(own_house.at)) == 3


def test_a_draft_outlives_the_browser(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    drafts = """import(document.querySelector('script[src*="/js/app.js"]').src.replace("app.js", "outbox_draft.js"))"""
    for word in ("B", "Bl", "Blue"):
        alice.page.evaluate(f"{drafts}.then((drafts) => void drafts.changeDraft(() => ({{ note: '{word}' }})))")
    assert alice.page.evaluate(f"{drafts}.then((drafts) => drafts.draft())") == {"note": "Blue"}
    alice.stop().start()
    alice.open("/journal")
    assert alice.page.evaluate(f"{drafts}.then((drafts) => drafts.draft())") == {"note": "Blue"}


def test_two_entries_without_a_network_are_weighed_together(alice: OwnPhone, own_house: OwnHouse) -> None:
    """Day 4, a faint bruise and then a clear one: the phone itself says that it cannot wait."""
    course = latest_course(own_house)
    own_house.at.move(course.id, course.schedule.treated.treated_at - timedelta(days=4))
    alice.wait_until_old("/now")
    alice.open("/now")
    alice.open("/check-in")
    alice.wait_until_kept("/check-in")
    own_house.stop()
    answer = alice.open("/check-in").locator("[data-urgency]:visible")
    alice.page.locator("[name=bruise][value='1']").check(force=True)
    expect(answer).not_to_have_attribute("data-urgency", "same_day")
    alice.page.locator("button[form=check-in]").click()
    expect(alice.page.locator("[data-saved]")).to_be_visible()
    alice.open("/check-in").locator("[name=bruise][value='2']").check(force=True)
    expect(answer).to_have_attribute("data-urgency", "same_day")
    alice.page.locator("button[form=check-in]").click()
    expect(alice.page.locator("[data-saved]")).to_be_visible()
    own_house.start()
    alice.open("/journal")
    wait_until_sent(alice)
    assert [(entry.scores, entry.urgency) for entry in entries(own_house.at)][1] == ({"bruise": 2}, "same_day")
