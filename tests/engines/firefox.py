"""Firefox without a window, with a profile of its own."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.engines.bidi import PATIENCE, Answer, Bidi

PREFERENCES = {"intl.accept_languages": "en-GB", "ui.useOverlayScrollbars": 1}
TELL_VIOLATIONS = """() => document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
TOLD = ["log.entryAdded", "network.responseCompleted", "network.fetchError"]
# The page was left before the answer came: from the network, or through the service worker.
ABORTED = "NS_BINDING_ABORTED"
LEFT = (
    "Failed to load ‘’. A ServiceWorker intercepted the request",
    "TypeError: error loading dynamically imported module",  # where it is missing, its answer is heard
)

CENTRED = "{ block: 'center', behavior: 'instant' }"  # where no bar lies over it


class Firefox:
    def __init__(self, bidi: Bidi, width: int, height: int) -> None:
        self._bidi = bidi
        self._page = bidi.ask("browsingContext.getTree")["contexts"][0]["context"]
        bidi.ask("session.subscribe", events=TOLD)
        bidi.ask("script.addPreloadScript", functionDeclaration=TELL_VIOLATIONS)
        size = {"width": width, "height": height}
        bidi.ask("browsingContext.setViewport", context=self._page, viewport=size, devicePixelRatio=2)

    def go(self, address: str) -> None:
        self._bidi.ask("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def run(self, script: str, *values: Any) -> Any:
        found = self._evaluate(f"Promise.resolve(({script})(...{json.dumps(values)})).then(JSON.stringify)")
        return json.loads(found["value"]) if "value" in found else None

    def tap(self, script: str, *values: Any) -> None:
        into_view = f"(({script})(...{json.dumps(values)}))"
        found = self._evaluate(
            f"{{ const e = {into_view}; e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); e }}"
        )
        there = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        steps = [{"type": "pointerMove", "x": 0, "y": 0, "origin": there}]
        steps += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": steps})

    def type(self, text: str) -> None:
        steps = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": steps})

    def picture(self) -> bytes:
        return base64.b64decode(self._bidi.ask("browsingContext.captureScreenshot", context=self._page)["data"])

    def beyond(self, ending: str, script: str) -> Any:
        """What the function tells in each window of the browser's own whose address ends so, such as a notification."""
        told = self._bidi.ask("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"]
        windows = [window["context"] for window in told if window["url"].endswith(ending)]
        found = [self._evaluate(f"JSON.stringify(({script})())", window) for window in windows]
        return [json.loads(one["value"]) for one in found if "value" in one]

    def addresses(self) -> list[str]:
        """Of every tab that is open."""
        return [tab["url"] for tab in self._bidi.ask("browsingContext.getTree")["contexts"]]

    def troubles(self) -> list[str]:
        self._bidi.ask("session.status")  # with it comes what was told before
        return [trouble for told in self._bidi.heard if (trouble := _trouble(told["method"], told["params"]))]

    def _act(self, actions: Answer) -> None:
        self._bidi.ask("input.performActions", context=self._page, actions=[actions])

    def _evaluate(self, expression: str, window: str = "") -> Answer:
        place = {"context": window or self._page}
        told = self._bidi.ask("script.evaluate", target=place, expression=expression, awaitPromise=True)
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        result: Answer = told["result"]
        return result


def _trouble(method: str, told: Answer) -> str | None:
    if method == "log.entryAdded":
        is_trouble = told["level"] in ("error", "warn") and not told["text"].startswith(LEFT)
        return f"{told['level']}: {told['text']}" if is_trouble else None
    if method == "network.fetchError":
        return None if told["errorText"] == ABORTED else f"{told['errorText']}: {told['request']['url']}"
    is_wrong = told["response"]["status"] >= 400 and not told["navigation"]
    return f"{told['response']['status']}: {told['request']['url']}" if is_wrong else None


@contextmanager
def firefox(folder: Path, width: int, height: int, habits: Mapping[str, Any] | None = None) -> Iterator[Firefox]:
    """A fresh Firefox until the block ends; `habits` are further preferences."""
    profile = folder / "profile"
    profile.mkdir()
    chosen = PREFERENCES | dict(habits or {})
    preferences = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in chosen.items()]
    (profile / "user.js").write_text("\n".join(preferences))
    program = shutil.which("firefox-esr") or shutil.which("firefox") or ""
    flags = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)]
    flags += ["--remote-allow-system-access"]  # to see and tap what stands outside of the page
    surroundings, nowhere = os.environ | {"TZ": "Europe/London"}, subprocess.DEVNULL
    process = subprocess.Popen([program, *flags], env=surroundings, stdout=nowhere, stderr=nowhere)
    try:
        with connect(_address(profile), max_size=None, proxy=None) as socket:
            bidi = Bidi(socket)
            bidi.ask("session.new", capabilities={})
            yield Firefox(bidi, width, height)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _address(profile: Path) -> str:
    """Where it listens, once it says so in its profile."""
    place, until = profile / "WebDriverBiDiServer.json", time.monotonic() + 2 * PATIENCE
    while not (place.exists() and place.read_text()):
        assert time.monotonic() < until, "Firefox does not listen"
        time.sleep(0.05)
    told = json.loads(place.read_text())
    return f"ws://{told['ws_host']}:{told['ws_port']}/session"
