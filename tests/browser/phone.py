"""A phone in somebody's hand: what it shows, what it asked for, and everything that went wrong on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.house import House
from tests.patience import MILLISECONDS

Scheme = Literal["light", "dark"]
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

NO_SERVICE_WORKER = "delete Navigator.prototype.serviceWorker"


class Phone:
    """`requests` are all it sent; `troubles` are console errors, exceptions, violations and failed answers.

    Like a phone on plain http it keeps nothing, unless `keeps` gives it a service worker.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        width: int = 390,
        height: int = 844,
        scheme: Scheme = "light",
        zone: str = "Europe/London",
        javascript: bool = True,
        clock: datetime | None = None,
        motion: Literal["reduce", "no-preference"] = "no-preference",
        keeps: bool = False,
        **device: Any,
    ) -> None:
        self.address, self._has_script = address, javascript
        self.requests, self.troubles = list[str](), list[str]()
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            timezone_id=zone,
            locale="en-GB",
            java_script_enabled=javascript,
            reduced_motion=motion,
            **device,
        )
        self.context.set_default_timeout(MILLISECONDS)
        self.context.add_init_script(TELL_VIOLATIONS)
        if not keeps:
            self.context.add_init_script(NO_SERVICE_WORKER)
        self.page = self._page()
        if clock:
            self.page.clock.install(time=clock)

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.page

    def sign_in(self, session: str, cookie: str = "companion") -> "Phone":
        self.context.add_cookies([{"name": cookie, "value": session, "url": self.address}])
        return self

    def at(self, instant: datetime) -> Page:
        """The page when the phone's clock shows that; time stands still from there."""
        self.page.clock.pause_at(instant)
        return self.page

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def measure(self, script: str) -> Any:
        return self.page.evaluate(script)

    def _page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"exception: {error}"))
        page.on("request", self._note)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return page

    def _note(self, request: Request) -> None:
        if not _is_for_the_tab(request):
            self.requests.append(f"{request.method} {request.url.removeprefix(self.address)}")

    def _hear(self, message: ConsoleMessage) -> None:
        # An answer of 404 is heard here too, also for a page that was asked for: `_answered` tells them apart.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.troubles.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        is_unwanted = request.resource_type == "script" and not self._has_script  # a preload, refused by the browser
        if request.failure != "net::ERR_ABORTED" and not is_unwanted and not _is_for_the_tab(request):
            self.troubles.append(f"{request.failure}: {request.url}")


def _is_for_the_tab(request: Request) -> bool:
    """The picture of the tab is the browser's own wish, at a time of its own."""
    return request.url.endswith("/icons/mark.svg")


GivePhone = Callable[..., Phone]


@contextmanager
def untroubled(browser: Browser, house: House) -> Iterator[GivePhone]:
    """Gives phones of that house, and fails in the end when one had troubles."""
    given: list[Phone] = []

    def give(**habits: Any) -> Phone:
        given.append(Phone(browser, house.address, **habits))
        return given[-1]

    yield give
    for phone in given:
        phone.context.close()
    troubles = [trouble for phone in given for trouble in phone.troubles]
    assert not troubles, "\n".join(troubles)
