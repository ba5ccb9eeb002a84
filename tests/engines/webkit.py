"""WebKit's small browser on a screen that nobody sees, driven by its own WebDriver."""

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.browser.house import free_port

PATIENCE = 30  # seconds
SURROUNDINGS = {
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "LC_ALL": "en_GB.UTF-8",
    "TZ": "Europe/London",
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives

CENTRED = "{ block: 'center', behavior: 'instant' }"  # where no bar lies over it


class WebKit:
    def __init__(self, port: int, width: int, height: int) -> None:
        self._port = port
        options = {"binary": str(browser()), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = f"/session/{self._ask('POST', '/session', asked)['sessionId']}"
        self._do("/window/rect", width=width, height=height)

    def go(self, address: str) -> None:
        self._do("/url", url=address)

    def run(self, script: str, *values: Any) -> Any:
        wrapped = f"""const done = arguments[arguments.length - 1];
          Promise.resolve().then(() => ({script})(...arguments[0]))
            .then((value) => done([JSON.stringify(value)]), (error) => done(`${{error}}`))"""
        found = self._do("/execute/async", script=wrapped, args=[values])
        assert isinstance(found, list), found
        return json.loads(found[0]) if found[0] else None

    def tap(self, script: str, *values: Any) -> None:
        into_view = f"const found = ({script})(...arguments); found.scrollIntoView({CENTRED}); return found"
        found = self._do("/execute/sync", script=into_view, args=list(values))
        self._do(f"/element/{found[ELEMENT]}/click")

    def type(self, text: str) -> None:
        focused = self._ask("GET", f"{self._session}/element/active")
        self._do(f"/element/{focused[ELEMENT]}/value", text=text)

    def picture(self) -> bytes:
        return base64.b64decode(self._ask("GET", f"{self._session}/screenshot"))

    def troubles(self) -> list[str]:
        """None: it tells its console only where nobody drives it, see test_console.py."""
        return []

    def close(self) -> None:
        self._ask("DELETE", self._session)

    def _do(self, path: str, **what: Any) -> Any:
        return self._ask("POST", self._session + path, what)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)) as driver:
            driver.request(method, path, None if body is None else json.dumps(body))
            told = json.load(driver.getresponse())["value"]
        assert not isinstance(told, dict) or "error" not in told, told
        return told


def browser() -> Path | None:
    """MiniBrowser, which lies beside the library."""
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)


@contextmanager
def webkit(folder: Path, width: int, height: int) -> Iterator[WebKit]:
    """A fresh browser until the block ends."""
    with ExitStack() as stack:
        surroundings = stack.enter_context(screen(folder))
        port = free_port()
        stack.enter_context(_ended(["WebKitWebDriver", f"--port={port}"], surroundings))
        _wait_for(port)
        phone = WebKit(port, width, height)
        stack.callback(phone.close)
        yield phone


@contextmanager
def screen(folder: Path) -> Iterator[dict[str, str]]:
    """The surroundings of a program with a screen and a home of its own."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with _ended(command, dict(os.environ), stdout=subprocess.PIPE) as process:
        assert process.stdout
        number = process.stdout.readline().decode().strip()
        yield (
            dict(os.environ)
            | SURROUNDINGS
            | {"DISPLAY": f":{number}", "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        )


@contextmanager
def _ended(
    command: list[str], surroundings: dict[str, str], stdout: int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=surroundings, stdout=stdout, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("WebKitWebDriver does not listen")
