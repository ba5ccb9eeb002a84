"""A reminder from the worker to the screen of Alice's phone, and the phone's own word back."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from companion.extensions import db
from companion.models import Delivery, Subscription
from companion.models.access import SignedIn
from companion.services.subscribe import send_test
from tests.browser.push_phone import PushPhone
from tests.services.post import Service, worker_at

pytestmark = pytest.mark.browser

TELL = "Aftercare: something is due"
CLICK = """async () => {
  WindowClient.prototype.focus = async function () { return this; }; // without a finger on it a browser refuses
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""
LEAVES = """() => {
  PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => (globalThis.hasLeft = true) });
}"""


def send(phone: PushPhone, *, test: bool = True) -> Service:
    """The worker sends what is due; what left the house."""
    service, now = Service(), datetime.now(UTC)
    with phone.app.app_context():
        if test:
            row = db.session.scalars(select(Subscription)).one()
            send_test(SignedIn(row.device_id, row.clinic_id, row.patient_id, now), now)
        worker_at(service)(datetime.now(UTC))
    return service


def receipt(phone: PushPhone) -> tuple[bool, bool]:
    """Whether the table says that the one delivery was shown, and opened."""
    with phone.app.app_context():
        row = db.session.scalars(select(Delivery)).one()
        return row.shown_at is not None, row.opened_at is not None


def test_a_test_is_watched_from_the_tap_to_the_screen(reached: PushPhone) -> None:
    with reached.page.expect_response("**/api/subscription/tests"):
        reached.phone.button("Send me a test").click()
    expect(reached.page.locator("[data-said]")).to_contain_text("On its way.")
    [message] = send(reached, test=False).got
    expect(reached.page.locator("[data-step=accepted].done")).to_be_visible()
    assert reached.page.locator("[data-step=shown].done").count() == 0
    reached.bring_message(message)
    expect(reached.page.locator("[data-step=shown].done")).to_be_visible()
    expect(reached.page.locator("[data-said]")).to_have_text("It works. This phone shows reminders.")
    expect(reached.page.get_by_text("This phone last showed one at")).to_be_visible()
    expect(reached.page.get_by_text("None was shown yet.")).to_have_count(0)
    assert [one["title"] for one in reached.shown()] == ["It works"]


def test_what_the_worker_sends_stands_on_the_screen_and_its_tap_leads_here(reached: PushPhone) -> None:
    [message] = send(reached).got
    assert receipt(reached) == (False, False)
    reached.bring_message(message)
    [shown] = reached.shown()
    assert (shown["title"], shown["tag"]) == ("It works", message.topic)
    reached.wait(lambda: receipt(reached) == (True, False))
    reached.phone.open("/now")
    reached.in_worker(CLICK)
    reached.page.wait_for_url("**/reminders")
    reached.wait(lambda: receipt(reached) == (True, True))
    assert reached.shown(0) == []


def test_a_tap_on_a_test_leaves_what_was_typed_on_the_page(reached: PushPhone) -> None:
    [message] = send(reached).got
    reached.phone.open("/reminders#saved")
    reached.page.get_by_label("Town for the sun").fill("Glas")
    reached.bring_message(message)
    reached.shown()
    reached.in_worker(CLICK)
    reached.wait(lambda: receipt(reached) == (True, True))
    reached.page.wait_for_timeout(500)
    expect(reached.page.get_by_label("Town for the sun")).to_have_value("Glas")


def test_a_worker_that_was_asleep_shows_it_too(reached: PushPhone) -> None:
    [message] = send(reached).got
    reached.end_workers()
    reached.bring_message(message)
    assert len(reached.shown()) == 1
    reached.wait(lambda: receipt(reached) == (True, False))


def test_a_receipt_without_a_network_is_told_at_the_next_start(reached: PushPhone) -> None:
    [message] = send(reached).got
    reached.house.stop()
    reached.bring_message(message)
    reached.shown()
    reached.page.wait_for_timeout(500)
    assert receipt(reached) == (False, False)
    reached.house.start()
    reached.phone.open("/now")
    reached.wait(lambda: receipt(reached) == (True, False))


def test_whoever_signs_out_is_reached_no_more(reached: PushPhone) -> None:
    [message] = send(reached).got
    reached.bring_message(message)
    reached.shown()
    reached.in_worker(LEAVES)
    reached.phone.open("/sign-out")
    reached.phone.button("Sign out and wipe").click()
    reached.page.wait_for_url("**/signed-out*")
    assert reached.in_worker("() => globalThis.hasLeft") is True
    assert reached.shown(0) == [], "nothing of hers stays on the screen"
    assert "push" not in reached.phone.stored()["session"]
