"""Alice's phone in such a browser: taps what it says, reads what is there, waits for what must come."""

import time
from typing import Any

from tests.browser.alice import READ, Seen
from tests.engines.engine import Engine
from tests.patience import PATIENCE

NAMED = """(name, isExact) => [...document.querySelectorAll("a, button, summary, label")].filter((element) =>
  element.checkVisibility()).find(({ innerText }) => {
    const words = innerText.replace(/\\s+/g, " ").trim();
    return isExact ? words === name : words.startsWith(name);
  })"""
IS_NAMED = f"(...named) => Boolean(({NAMED})(...named))"
TEXT = """(selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())
  .map(({ innerText }) => innerText.trim()).join(" ")"""

# How many seconds ago each page was kept last.
KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("companion");
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => done({});
  asked.onsuccess = () => {
    const pages = asked.result.transaction("pages").objectStore("pages");
    const [paths, all] = [pages.getAllKeys(), pages.getAll()];
    all.onsuccess = () => done(Object.fromEntries(all.result.map(({ keptAt }, place) =>
      [paths.result[place], (Date.now() - keptAt) / 1000])));
    asked.result.close();
  };
})"""
ARE_KEPT = f"(...paths) => ({KEPT})().then((kept) => paths.every((path) => path in kept))"


class Phone:
    def __init__(self, engine: Engine, address: str) -> None:
        self.engine, self.address = engine, address

    def open(self, path: str) -> None:
        self.engine.go(path if path.startswith("http") else self.address + path)

    def arrive(self, link: str) -> None:
        """Open a first page, and look at it for as long as the service worker takes to be there."""
        self.open(link)
        self.wait_for("() => Boolean(navigator.serviceWorker.controller)")

    def settle(self, link: str, *paths: str) -> None:
        """Come in by a link, and stay until Now and those pages are kept."""
        self.arrive(link)
        self.tap("Continue on this phone")
        self.wait_for(ARE_KEPT, "/now", "/course.json")
        for path in paths:
            self.open(path)
            self.wait_for(ARE_KEPT, path)

    def tap(self, name: str, *, exact: bool = True) -> None:
        """Tap the link, button or fold of that name once it is there."""
        self.wait_for(IS_NAMED, name, exact)
        self.engine.tap(NAMED, name, exact)

    def text(self, selector: str) -> str:
        """All that is to be read there."""
        return str(self.engine.run(TEXT, selector))

    def sees(self) -> Seen:
        """What somebody reads on Now."""
        return Seen(**self.engine.run(READ, 0))

    @property
    def path(self) -> str:
        return str(self.engine.run("() => location.pathname"))

    def wait_for(self, script: str, *values: Any) -> Any:
        """What the function tells once that is something; while the page changes, no answer is an answer too."""
        until, told = time.monotonic() + PATIENCE, None
        while time.monotonic() < until:
            try:
                told = self.engine.run(script, *values)
            except (AssertionError, OSError):
                told = None
            if told:
                return told
            time.sleep(0.1)
        wanted = values or script
        raise AssertionError(f"{wanted} does not come; at {self.path}: {self.text('main')[:400]}")

    def wait_for_heading(self, words: str) -> None:
        self.wait_for_text("h1", words)

    def wait_for_text(self, selector: str, words: str) -> None:
        self.wait_for(f"(selector, words) => ({TEXT})(selector).includes(words)", selector, words)
