"""Silent networks, servers in trouble, wrong clocks and full phones: what stands there stays right, and Help opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.test_offline import latest_course

pytestmark = pytest.mark.browser

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
NOTHING_FITS = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }"
AHEAD = """() => inStores(["pages"], "readwrite", (pages) => {
  pages.get("/now").onsuccess = ({ target: { result } }) =>
    pages.put({ ...result, keptAt: Date.now() + 86400000 }, "/now");
})"""


def in_worker(phone: OwnPhone, script: str) -> Any:
    """Run inside the phone's service worker, with its own words."""
    return phone.context.service_workers[-1].evaluate(script)


def moved_by(house: OwnHouse, hours: int) -> str:
    """Bob corrects the time of the treatment; the place on Now that says so."""
    course = latest_course(house)
    treated_at = course.schedule.treated.treated_at - timedelta(hours=hours)
    house.at.move(course.id, treated_at)
    return f".lede time[datetime^='{treated_at.strftime('%Y-%m-%dT%H:%M')}']"


def heading_of(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


@contextmanager
def bad_gateway(port: int) -> Iterator[None]:
    """Something before the house answers while the house is away."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(502)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", port), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def test_a_page_that_stands_behind_what_the_phone_keeps_is_changed(alice: OwnPhone, own_house: OwnHouse) -> None:
    """The fresh page was kept before the open one could hear of it."""
    page = alice.open("/now")
    expect(page.locator("[data-course]").first).to_be_attached()
    moved = moved_by(own_house, 30)
    in_worker(alice, "() => askNow('/now', null)")
    assert page.locator(moved).count() == 0
    page.evaluate(LOOK_AGAIN)
    expect(page.locator(moved)).to_be_attached()


def test_a_clock_that_was_ahead_holds_nothing_back(alice: OwnPhone, own_house: OwnHouse) -> None:
    in_worker(alice, AHEAD)
    moved = moved_by(own_house, 30)
    expect(alice.open("/now").locator(moved)).to_be_attached()


def test_help_opens_while_a_silent_server_is_told_of_signing_out(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    alice.open("/sign-out")
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_text("There is no network")).to_be_visible()
    own_house.start()
    with own_house.frozen():
        alice.page.goto(f"{own_house.address}/help", wait_until="commit", timeout=6000)
        expect(heading_of(alice.page)).to_have_text("Get help")
        alice.page.goto(f"{own_house.address}/now", wait_until="commit", timeout=6000)
        expect(heading_of(alice.page)).to_have_text("You are signed out")
        expect(alice.page.get_by_text("There is no network")).to_be_visible()


def test_help_opens_behind_a_gateway_without_a_house(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    own_phone.open("/")
    own_phone.measure("navigator.serviceWorker.ready.then(() => true)")
    own_house.stop()
    with bad_gateway(own_house.port):
        expect(heading_of(own_phone.open("/help"))).to_have_text("Get help")
    own_phone.stop().start()
    assert all("Manifest fetch" in trouble for trouble in own_phone.troubles)
    own_phone.troubles.clear()


def test_a_silent_network_is_told_of_and_so_is_its_end(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = alice.open("/now")
    with own_house.frozen():
        page.evaluate("dispatchEvent(new Event('offline'))")
        expect(page.locator(".topnote")).to_contain_text("No network. As of")
    expect(page.locator(".topnote")).to_have_count(0)


def test_a_phone_without_room_keeps_the_page_in_the_hand(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    own_phone.open("/help")
    own_phone.measure("navigator.serviceWorker.ready.then(() => true)")
    in_worker(own_phone, f"() => {{ {NOTHING_FITS} }}")
    own_phone.open(own_house.at.hand_over())
    own_phone.button("Continue on this phone").click()
    own_phone.page.wait_for_url("**/now")
    own_house.stop()
    own_phone.measure("dispatchEvent(new Event('offline'))")
    own_phone.page.wait_for_timeout(2000)
    expect(heading_of(own_phone.page)).to_have_text("Right now")


def test_whoever_left_is_not_brought_back_by_a_lock(alice: OwnPhone) -> None:
    alice.open("/install")
    in_worker(alice, "() => Promise.all([lock(), destroy(true), lock()])")
    assert alice.stored()["session"] == ["leaving"]


def test_a_form_that_was_sent_is_not_forgotten_for_an_older_answer(alice: OwnPhone) -> None:
    assert (
        in_worker(alice, "async () => (await mayBeOld(2e15), await mayBeOld(1e15), read('session', 'sentAt'))") == 2e15
    )
