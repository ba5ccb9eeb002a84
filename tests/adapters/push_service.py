"""A push service on this machine: over TLS it opens what it is sent as the browser would, and answers as it is told."""

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

import trustme

from companion.adapters.web_push.limits import Ways
from companion.adapters.web_push.target import Target
from tests.adapters.push_browser import Browser, Claims, claims_of


@dataclass(frozen=True)
class Says:
    """An answer: a status with headers and a body; or `does` hang or reset, without a word, or flood."""

    status: int = 201
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    does: str = ""


@dataclass(frozen=True)
class Received:
    """A message as its browser reads it, and what the service reads of it."""

    name: str
    payload: bytes
    headers: dict[str, str]
    claims: Claims
    sealed: bytes


class Opens(Protocol):
    def opened(self, sealed: bytes) -> bytes: ...


@dataclass
class PushService:
    """`received` and `refused` (why) grow as messages come; `says` by the name of a browser, the last one stays."""

    host: str
    ca_file: Path
    browsers: dict[str, Opens] = field(default_factory=dict)
    says: dict[str, list[Says]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    flooded: int = 0  # bytes that were taken of an answer without an end
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    @property
    def ways(self) -> Ways:
        return Ways(hosts=(self.host,), ca_file=self.ca_file)

    def subscribe(self, name: str, *says: Says) -> Target:
        """A browser's subscription here, and what the service says to messages for it."""
        browser = self.browsers[name] = Browser()
        self.says[name] = list(says) or [Says()]
        return Target.checked(f"{self.origin}/push/{name}", browser.p256dh, browser.auth, [self.host])

    def payloads(self, name: str) -> list[bytes]:
        return [one.payload for one in self.received if one.name == name]

    def take(self, name: str, headers: dict[str, str], body: bytes) -> Says:
        """What it answers; a message that a real service or browser would not take is refused."""
        says = self.says.get(name, [Says(404)])
        try:
            claims = claims_of(headers["authorization"], self.origin)
            payload = self.browsers[name].opened(body) if name in self.browsers else b""
            assert 0 < int(headers["ttl"]) <= 28 * 86_400
            assert headers["content-encoding"] == "aes128gcm"
        except Exception as error:
            self.refused.append(repr(error))
            return Says(403 if isinstance(error, KeyError) else 400)
        if len(body) > 4096:
            return Says(413)
        self.received.append(Received(name, payload, headers, claims, body))
        return says.pop(0) if len(says) > 1 else says[0]


@contextmanager
def push_service(folder: Path) -> Iterator[PushService]:
    """Open on a free port of localhost; its CA lies in `folder`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "push-ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server = _Server(context)
    server.service = PushService(f"localhost:{server.server_address[1]}", folder / "push-ca.pem")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.service
    finally:
        server.service.over.set()
        server.shutdown()
        server.cut()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = False
    service: PushService

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._context, self._open = context, list[socket.socket]()

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        with suppress(OSError), self._context.wrap_socket(request, server_side=True) as wrapped:
            self._open.append(wrapped)
            _Handler(wrapped, client_address, self)

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        request.close()

    def cut(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        says = self.server.service.take(self.path.removeprefix("/push/"), headers, body)
        if says.does:
            self._misbehave(says.does)
        else:
            self._answer(says)

    def _answer(self, says: Says) -> None:
        self.send_response(says.status)
        for name, value in (*says.headers, ("Content-Length", str(len(says.body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(says.body)

    def _misbehave(self, does: str) -> None:
        self.close_connection = True
        if does == "flood":
            self._flood()
        if does == "hang":
            self.server.service.over.wait(60)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _flood(self) -> None:
        """Says yes, and does not stop talking."""
        self.wfile.write(b"HTTP/1.1 201 Created\r\n\r\n")
        with suppress(OSError):
            while self.server.service.flooded < 200_000_000:
                self.wfile.write(bytes(65_536))
                self.server.service.flooded += 65_536

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
