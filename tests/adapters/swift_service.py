"""A push service in a process of its own that speaks HTTP/2 and only counts, and keeps a sample to be opened."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme

ROOT = Path(__file__).parents[2]
SAMPLE = 20
Send = Callable[[dict[str, Any]], Awaitable[None]]
_seen: dict[str, Any] = {"messages": 0, "sample": []}
_ways: set[str] = set()


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send) -> None:
    """201 to a POST; a GET tells what was seen."""
    if scope["type"] != "http":
        return
    if scope["method"] == "GET":
        told = json.dumps(_seen | {"ways": sorted(_ways)}).encode()
        await _say(send, 200, told)
        return
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    _seen["messages"] += 1
    _ways.add(f"{scope['http_version']} {scope['client'][1]}")
    if len(_seen["sample"]) < SAMPLE:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        _seen["sample"].append({"path": scope["path"], "headers": headers, "body": body.hex()})
    await _say(send, 201, b"")


async def _say(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class SwiftService:
    host: str
    ca_file: Path

    def seen(self) -> dict[str, Any]:
        """`messages`, `ways` (an entry for each connection: HTTP version and port), and a `sample`."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        with urllib.request.urlopen(f"https://{self.host}/", context=context, timeout=5) as answer:
            seen: dict[str, Any] = json.load(answer)
        return seen


@contextmanager
def swift_service(folder: Path) -> Iterator[SwiftService]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "push-ca.pem")
    cert = ca.issue_cert("localhost")
    cert.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    cert.private_key_pem.write_to_path(folder / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    tls = ["--ssl-certificate", str(folder / "cert.pem"), "--ssl-keyfile", str(folder / "key.pem")]
    quiet = ["--no-ws", "--workers", "1", "--log-level", "critical"]
    where = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "tests.adapters.swift_service:app"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *tls, *quiet, *where], cwd=ROOT, start_new_session=True
    )
    service = SwiftService(f"localhost:{port}", folder / "push-ca.pem")
    try:
        _wait_for(service, process)
        yield service
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked kindly, it would wait for every connection
        process.wait()


def _wait_for(service: SwiftService, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            service.seen()
            return
        time.sleep(0.05)
    raise RuntimeError("the push service did not open")
