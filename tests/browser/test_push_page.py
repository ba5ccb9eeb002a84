"""Alice switches reminders on and off, and her phone says what is true of it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import update

from companion.extensions import db
from companion.models import Subscription
from companion.services.push_state import ring
from tests.browser.push_phone import PushPhone
from tests.browser.reminders_scenes import end_all

pytestmark = pytest.mark.browser

CHANGE_KNOWN = """(changes) => new Promise((done) => {
  const asked = indexedDB.open("companion");
  asked.onsuccess = () => {
    const store = asked.result.transaction("session", "readwrite").objectStore("session");
    const put = (row) => (store.put({ ...row, ...changes }, "push").onsuccess = done);
    store.get("push").onsuccess = ({ target }) => put(target.result);
  };
})"""


def test_one_tap_lets_this_phone_be_reached(reached: PushPhone) -> None:
    row = reached.subscription()
    assert row
    assert row.endpoint == "https://fcm.googleapis.com/fcm/send/1"
    with reached.app.app_context():
        assert row.key_id == ring().current
    reached.phone.open("/reminders")
    expect(reached.page.locator("[data-when=on]")).to_be_visible()
    expect(reached.page.get_by_text("None was shown yet.")).to_be_visible()


def test_switching_off_ends_it_here_and_at_the_server(reached: PushPhone) -> None:
    reached.phone.open("/reminders")
    reached.phone.button("Switch off here").click()
    expect(reached.page.locator("[data-when=off]")).to_be_visible()
    assert reached.subscription() is None
    assert reached.page.evaluate("localStorage.getItem('stand-in')") == "null"


def test_by_keyboard_nobody_loses_their_place(push_phone: PushPhone) -> None:
    button, keys = push_phone.phone.button, push_phone.page.keyboard
    button("Switch reminders on").first.focus()
    keys.press("Enter")
    expect(button("Send me a test")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(button("Switch reminders on").first).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(button("Switch reminders on").last).to_be_focused()


def test_after_the_end_of_a_plan_it_can_be_switched_off_and_asks_no_more(reached: PushPhone) -> None:
    row = reached.subscription()
    assert row
    with reached.app.app_context():
        end_all((row.clinic_id, row.patient_id))
    reached.phone.open("/reminders")
    expect(reached.page.get_by_text("Your plan is closed.")).to_be_visible()
    reached.phone.button("Switch off here").click()
    expect(reached.page.get_by_role("heading", name="This phone")).to_be_hidden()
    assert reached.page.get_by_role("heading", name="Shall we remind you?").count() == 0
    assert reached.subscription() is None


def test_a_day_later_the_app_tells_again_and_takes_a_new_key(reached: PushPhone) -> None:
    with reached.app.app_context():
        fresh = ring().add().id
    reached.page.evaluate(CHANGE_KNOWN, {"at": 0})
    reached.phone.open("/now")
    reached.wait(lambda: (row := reached.subscription()) is not None and row.key_id == fresh)
    row = reached.subscription()
    assert row
    assert row.endpoint.endswith("/2")


def test_in_another_zone_the_app_tells_at_its_next_start(reached: PushPhone) -> None:
    row = reached.subscription()
    assert row
    reached.page.evaluate(CHANGE_KNOWN, {"zone": "Asia/Tokyo"})
    reached.phone.open("/now")
    reached.wait(lambda: (again := reached.subscription()) is not None and again.seen_at > row.seen_at)


def test_a_phone_that_the_server_cannot_reach_is_reached_anew_or_says_that_it_is_off(reached: PushPhone) -> None:
    with reached.app.app_context():
        db.session.execute(update(Subscription).values(gone_at=datetime.now(UTC)))
        db.session.commit()
    reached.page.evaluate("localStorage.setItem('never', 'yes')")
    reached.phone.open("/reminders")
    expect(reached.page.locator("[data-when=off]")).to_be_visible()
    expect(reached.page.locator("[data-when=on]")).to_be_hidden()
    reached.page.evaluate("localStorage.removeItem('never')")
    reached.phone.open("/reminders")
    expect(reached.page.locator("[data-when=on]")).to_be_visible()
    row = reached.subscription()
    assert row
    assert (row.endpoint[-2:], row.gone_at) == ("/2", None)


def test_a_slow_network_does_not_make_it_off_for_good(reached: PushPhone) -> None:
    """Once a day this phone tells that it lives. Until that was heard nobody waits; then what is true stands there."""
    reached.page.evaluate(CHANGE_KNOWN, {"at": 0})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    reached.page.route("**/api/push-key", hold)
    reached.phone.open("/reminders")
    expect(reached.page.locator("[data-when=off]")).to_be_visible()
    held[0].continue_()
    expect(reached.page.locator("[data-when=on]")).to_be_visible()
    expect(reached.page.get_by_text("So none of these comes by itself.")).to_be_hidden()


def test_the_next_patient_of_this_phone_does_not_get_the_first_ones_reminders(reached: PushPhone) -> None:
    reached.phone.redeem(reached.house.at.hand_over())
    reached.wait(lambda: reached.page.evaluate("localStorage.getItem('stand-in')") == "null")


def test_a_push_service_that_does_not_answer_is_given_up_with_a_word(push_phone: PushPhone) -> None:
    push_phone.page.clock.install()
    push_phone.phone.open("/reminders")
    push_phone.page.evaluate("localStorage.setItem('never', 'yes')")
    push_phone.phone.button("Switch reminders on").first.click()
    expect(push_phone.page.locator("[data-said]")).to_contain_text("up to 15 seconds")
    push_phone.page.wait_for_timeout(300)
    push_phone.page.clock.run_for(15_500)
    expect(push_phone.page.locator("[data-said]")).to_contain_text("did not answer in 15 seconds")
    assert push_phone.subscription() is None


@pytest.mark.parametrize("error", ["AbortError", "NotAllowedError"])
def test_a_private_window_is_told_apart_from_a_network_that_fails(push_phone: PushPhone, error: str) -> None:
    push_phone.phone.open("/reminders")
    push_phone.page.evaluate("(error) => localStorage.setItem('refuses', error)", error)
    push_phone.phone.button("Switch reminders on").first.click()
    expect(push_phone.page.locator("[data-said]")).to_contain_text("In a private window none can.")
    expect(push_phone.page.locator("[data-said]")).not_to_contain_text("network")
    assert push_phone.subscription() is None


def test_what_comes_says_whether_it_comes_to_this_phone(push_phone: PushPhone) -> None:
    off = push_phone.page.get_by_text("So none of these comes by itself.")
    push_phone.phone.open("/reminders")
    expect(off).to_be_visible()
    push_phone.phone.button("Switch reminders on").first.click()
    expect(push_phone.phone.button("Send me a test")).to_be_visible()
    expect(off).to_be_hidden()


def test_blocked_says_how_to_unblock(push_phone: PushPhone) -> None:
    push_phone.allow("denied")
    push_phone.phone.open("/reminders")
    expect(push_phone.page.get_by_text("Your browser blocks reminders from us.")).to_be_visible()
    expect(push_phone.page.locator("[data-family]:visible")).to_have_count(1)
    expect(push_phone.phone.button("Switch reminders on")).to_have_count(0)


def test_whoever_blocks_it_later_is_not_on_for_the_clinic_either(reached: PushPhone) -> None:
    assert reached.subscription()
    reached.allow("denied")
    reached.phone.open("/now")
    reached.wait(lambda: reached.subscription() is None, lambda: "the server still counts on this phone")


def test_not_now_is_remembered(push_phone: PushPhone) -> None:
    push_phone.allow("prompt")
    push_phone.phone.open("/reminders")
    expect(push_phone.page.get_by_role("heading", name="Shall we remind you?")).to_be_visible()
    push_phone.phone.button("Not now").click()
    push_phone.phone.open("/reminders")
    expect(push_phone.page.get_by_text("Reminders are off on this phone.").first).to_be_visible()
    expect(push_phone.page.get_by_role("heading", name="Shall we remind you?")).to_be_hidden()


def test_without_a_network_it_opens_and_says_what_does_not_work(reached: PushPhone) -> None:
    reached.phone.wait_until_kept("/reminders")
    reached.house.stop()
    reached.phone.open("/reminders")
    expect(reached.page.get_by_role("heading", name="Coming")).to_be_visible()
    expect(reached.page.locator("[data-when=on]")).to_be_visible()
    reached.phone.button("Send me a test").click()
    expect(reached.page.locator("[data-said]")).to_have_text("That did not work. Check your network, then try again.")
