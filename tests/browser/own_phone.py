"""A phone of somebody's own: a profile on a disk that outlives the browser process, with a service worker."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.phone import TELL_VIOLATIONS
from tests.patience import MILLISECONDS

READ_STORE = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open("companion");
    asked.onupgradeneeded = () => asked.transaction.abort(); // it is the service worker's to make
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(null);
  });
  if (!database) return {};
  const read = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  const found = {};
  for (const name of database.objectStoreNames) found[name] = await read(name);
  database.close();
  return found;
}"""
OFFLINE = ("Failed to load resource", "Error while trying to use the following icon from the Manifest")
OLD = 5.2  # seconds
AGE = """(path) => new Promise((done) => {
  const asked = indexedDB.open("companion");
  asked.onsuccess = () => {
    const found = asked.result.transaction("pages").objectStore("pages").get(path);
    found.onsuccess = () => done((Date.now() - found.result.keptAt) / 1000);
    asked.result.close();
  };
})"""


class OwnPhone:
    """`start` and `stop` are the browser process; `troubles` are console errors, exceptions and violations."""

    def __init__(self, playwright: Playwright, chromium: str, flags: list[str], profile: Path, address: str) -> None:
        habits: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB"}
        self._launch: Callable[..., BrowserContext] = lambda **more: playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=flags, **habits, **more
        )
        self.address, self.profile, self.troubles = address, profile, list[str]()
        self.zone = "Europe/London"
        self.start()

    def start(self, clock: datetime | None = None) -> "OwnPhone":
        """Switch the browser on; `clock` is what the phone's clock shows."""
        self.context = self._launch(timezone_id=self.zone)
        self.context.set_default_timeout(MILLISECONDS)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.troubles.append(f"exception: {error}"))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        if clock:
            self.page.clock.install(time=clock)
        return self

    def stop(self) -> "OwnPhone":
        self.context.close()
        return self

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.page

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def redeem(self, link: str) -> Page:
        """Open the link of the hand-over, continue, and wait until the phone keeps what it needs."""
        self.open(link)
        self.button("Continue on this phone").click()
        self.page.wait_for_url("**/now")
        return self.wait_until_kept("/now", "/course.json")

    def wait_until_kept(self, *paths: str) -> Page:
        for _ in range(150):
            if set(paths) <= set(self.stored().get("pages", [])):
                return self.page
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{paths} are not kept: {self.stored()}")

    def wait_until_old(self, path: str) -> None:
        """Until a look at the page asks the server again."""
        age = 0.0
        while age < OLD:
            self.page.wait_for_timeout(200)
            age = self.page.evaluate(AGE, path)

    def measure(self, script: str) -> Any:
        return self.page.evaluate(script)

    def stored(self) -> dict[str, list[str]]:
        """The keys of every store of the phone's own database."""
        found: dict[str, list[str]] = self.page.evaluate(READ_STORE)
        return found

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(OFFLINE):
            self.troubles.append(f"{kind}: {text}")
