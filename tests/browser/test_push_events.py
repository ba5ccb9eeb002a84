"""What a browser may tell the service worker besides an ordinary message: a ready-made one, and a new subscription."""

import json
from typing import Any

import pytest

from tests.browser.push_phone import PushPhone
from tests.browser.test_push import CLICK, TELL, receipt, send

pytestmark = pytest.mark.browser

# As Safari does where it could show the message by itself: `data` is null, and `notification` is what it would show.
PUSH = """({ data, notification }) => {
  const event = new PushEvent("push", data ? { data } : {});
  dispatchEvent(Object.defineProperty(event, "notification", { value: notification }));
}"""
CHANGE = """({ endpoint, keys, isTold }) => {
  const found = { endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys }) };
  PushManager.prototype.subscribe = async (asked) => (globalThis.asked = asked) && found;
  const event = new ExtendableEvent("pushsubscriptionchange");
  dispatchEvent(Object.defineProperty(event, "newSubscription", { value: isTold ? found : null }));
}"""
KNOWN = "async () => (await read('session', 'push')).endpoint"
ASKED = "async () => globalThis.asked.applicationServerKey === (await read('session', 'push')).key"
READY = {"title": "Aftercare", "body": "Look in the app."}
UNREADABLE: list[tuple[str | None, dict[str, Any] | None, str]] = [
    (None, None, TELL),
    (None, {}, TELL),
    (None, READY, READY["title"]),
    ("null", None, TELL),
    ("{}", None, TELL),
    ('{"notification": 7}', None, TELL),
    ("not json {", READY, READY["title"]),
    ("not json {", None, TELL),
    ('{"notification": {"title": 7, "body": {}, "tag": [], "lang": 1, "data": 3}}', None, TELL),
    ('{"notification": {"title": "", "data": null}}', READY, TELL),
]
NOWHERE = ["http://[", "javascript:alert(1)", "//evil.example", "https://evil.example/now", ""]
CLOSE = "async () => { for (const shown of await registration.getNotifications()) shown.close(); }"
OTHER = "https://updates.push.services.mozilla.com/wpush/v2/other"


def test_a_ready_made_message_is_shown_tapped_and_told_of(reached: PushPhone) -> None:
    [message] = send(reached).got
    reached.in_worker(PUSH, {"data": None, "notification": json.loads(message.payload)["notification"]})
    [shown] = reached.shown()
    assert (shown["title"], shown["tag"]) == ("It works", message.topic)
    reached.wait(lambda: receipt(reached) == (True, False))
    reached.phone.open("/now")
    reached.in_worker(CLICK)
    reached.page.wait_for_url("**/reminders")
    reached.wait(lambda: receipt(reached) == (True, True))


def test_something_is_shown_whatever_comes(reached: PushPhone) -> None:
    for data, notification, title in UNREADABLE:
        reached.in_worker(PUSH, {"data": data, "notification": notification})
        [shown] = reached.shown()
        assert (shown["title"], "object" in shown["body"]) == (title, False), data
        reached.in_worker(CLOSE)


def test_a_tap_on_what_leads_nowhere_opens_now(reached: PushPhone) -> None:
    for navigate in NOWHERE:
        reached.phone.open("/help")
        reached.in_worker(PUSH, {"data": None, "notification": READY | {"navigate": navigate}})
        reached.shown()
        reached.in_worker(CLICK)
        reached.page.wait_for_url(f"{reached.house.address}/now")


def change(phone: PushPhone, endpoint: str, *, is_told: bool) -> None:
    keys = {"p256dh": phone.keys.p256dh, "auth": phone.keys.auth}
    phone.in_worker(CHANGE, {"endpoint": endpoint, "keys": keys, "isTold": is_told})


def endpoint(phone: PushPhone) -> str:
    row = phone.subscription()
    assert row
    return row.endpoint


def test_a_subscription_that_changed_is_told_without_a_page(reached: PushPhone) -> None:
    row = reached.subscription()
    assert row
    reached.page.goto("about:blank")
    for is_told, place in ((True, OTHER), (False, f"{OTHER}-again")):
        change(reached, place, is_told=is_told)
        reached.wait(lambda place=place: endpoint(reached) == place == reached.in_worker(KNOWN))  # type: ignore[misc]
        assert reached.in_worker("() => 'asked' in globalThis") is not is_told
    assert reached.in_worker(ASKED) is True
    again = reached.subscription()
    assert again
    assert (again.id, again.key_id, again.device_id) == (row.id, row.key_id, row.device_id)


def test_one_that_the_server_did_not_take_is_not_noted(reached: PushPhone) -> None:
    before = endpoint(reached)
    change(reached, "https://push.example/not-ours", is_told=True)
    reached.page.wait_for_timeout(1500)
    assert endpoint(reached) == before
    assert reached.in_worker(KNOWN) == before
