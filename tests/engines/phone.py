"""Alice's phone in such a browser: taps what it says, reads what is there, waits for what must come."""

import time
from typing import Any

from tests.browser.alice import READ, Seen
from tests.engines.engine import Engine

PATIENCE = 15  # seconds
NAMED = """(name, isExact) => [...document.querySelectorAll("a, button, summary, label")].filter((element) =>
  element.checkVisibility()).find(({ innerText }) => {
    const words = innerText.replace(/\\s+/g, " ").trim();
    return isExact ? words === name : words.startsWith(name);
  })"""
IS_NAMED = f"(...named) => Boolean(({NAMED})(...named))"
TEXT = """(selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())
  .map(({ innerText }) => innerText.trim()).join(" ")"""


class Phone:
    def __init__(self, engine: Engine, address: str) -> None:
        self.engine, self.address = engine, address

    def open(self, path: str) -> None:
        self.engine.go(path if path.startswith("http") else self.address + path)

    def arrive(self, link: str) -> None:
        """Open a first page, and look at it for as long as the service worker takes to be there."""
        self.open(link)
        self.wait_for("() => Boolean(navigator.serviceWorker.controller)")

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
