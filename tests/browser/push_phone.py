"""A phone whose push service is this test: subscribing gives keys that were made here, and messages come by CDP."""

import json
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from companion.adapters.web_push.message import Message
from companion.app import create_app
from companion.config import Config
from companion.extensions import db
from companion.models import Subscription
from tests.adapters.push_browser import Browser
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.patience import PATIENCE

# `never`: a push service that cannot be reached. `refuses`: the error of a browser that gives none, as in a private
# window. What was made is kept in the profile, as a browser keeps it.
STAND_IN = """(() => {
  if (!globalThis.PushManager) return;
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const kept = () => JSON.parse(localStorage.getItem("stand-in"));
  const made = ({ endpoint, key }) => Object.create(PushSubscription.prototype, {
    endpoint: { value: endpoint },
    options: { value: { applicationServerKey: bytes(key).buffer } },
    toJSON: { value: () => ({ endpoint, expirationTime: null, keys: KEYS }) },
    unsubscribe: { value: async () => (localStorage.setItem("stand-in", "null"), true) },
  });
  PushManager.prototype.getSubscription = async () => kept() && made(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (localStorage.getItem("never")) return new Promise(() => {});
    if (localStorage.getItem("refuses")) throw new DOMException("Registration failed", localStorage.getItem("refuses"));
    const plain = btoa(String.fromCharCode(...applicationServerKey));
    const key = plain.replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
    const turn = 1 + Number(localStorage.getItem("turn"));
    localStorage.setItem("turn", turn);
    localStorage.setItem("stand-in", JSON.stringify({ endpoint: `https://fcm.googleapis.com/fcm/send/${turn}`, key }));
    return made(kept());
  };
})()"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""
SETTLED = 800  # milliseconds


class PushPhone:
    """Alice's phone, its page, and what stands on its screen."""

    def __init__(self, phone: OwnPhone, house: OwnHouse) -> None:
        self.phone, self.house, self.page = phone, house, phone.page
        self.keys = Browser()
        keys = json.dumps({"p256dh": self.keys.p256dh, "auth": self.keys.auth})
        phone.context.add_init_script(STAND_IN.replace("KEYS", keys))
        self._cdp, self._registration = phone.context.new_cdp_session(phone.page), ""
        self._cdp.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._cdp.send("ServiceWorker.enable")
        environ = {"COMPANION_INSTANCE": str(house.folder), "COMPANION_PORT": str(house.port)}
        self.app: Flask = create_app(Config.from_environment(environ))

    def allow(self, setting: str) -> None:
        """`granted`, `denied` or `prompt`."""
        told = {"permission": {"name": "notifications"}, "setting": setting, "origin": self.house.address}
        self._cdp.send("Browser.setPermission", told)

    def bring(self, data: str) -> None:
        """The push service brings that."""
        told = {"origin": self.house.address, "registrationId": self._registration, "data": data}
        self._cdp.send("ServiceWorker.deliverPushMessage", told)

    def bring_message(self, message: Message) -> None:
        self.bring(message.payload.decode())

    def end_workers(self) -> None:
        """The browser has put the service worker to sleep."""
        self._cdp.send("ServiceWorker.stopAllWorkers")

    def in_worker(self, script: str, told: Any = None) -> Any:
        return self.phone.context.service_workers[-1].evaluate(script, told)

    def shown(self, many: int = 1) -> list[dict[str, Any]]:
        """What stands on the screen, once it is so many. Chromium loses one that is asked for while it is put up."""
        self.page.wait_for_timeout(SETTLED)
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found[:] = self.page.evaluate(SHOWN)
            return len(found) == many

        self.wait(is_there, lambda: f"shown: {found}")
        return found

    def wait(self, is_so: Callable[[], bool], why: Callable[[], object] = lambda: "never so") -> None:
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, why()
            self.page.wait_for_timeout(100)

    def subscription(self) -> Subscription | None:
        """By which the server reaches this phone; None where it was never reached, or is no more."""
        with self.app.app_context():
            return db.session.scalars(select(Subscription).where(Subscription.off_at.is_(None))).one_or_none()

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def _note(self, told: dict[str, Any]) -> None:
        for one in told["registrations"]:
            self._registration = one["registrationId"]
