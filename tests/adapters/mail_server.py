"""A mail server on this machine: it takes letters as a real one does, with STARTTLS and a sign-in, or misbehaves."""

import base64
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import trustme

from companion.config.mail import Mail

USER, PASSWORD, SENDER = "aftercare", "p@ss:w/rd", "aftercare@mail.example"
HANG, CUT, SLOW = "hang", "cut", "slow"


@dataclass(frozen=True)
class Got:
    """A letter that was taken: from whom and to whom by its envelope, what stands in it, whether the way was closed."""

    sender: str
    to: list[str]
    raw: bytes
    is_secret: bool
    signed_in: bool

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, _class=EmailMessage, policy=email.policy.default)


@dataclass
class MailServer:
    """`says`: what it answers to a command the next times; `END` is the end of a letter.

    HANG and CUT are answers too, and SLOW: as usual, after 0.4 s.
    """

    port: int
    tls: str
    ca_file: Path
    says: dict[str, list[str]] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    calls: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def mail(self) -> Mail:
        """The settings of somebody who sends by it."""
        user, password = (USER, PASSWORD) if self.tls != "never" else ("", "")
        return Mail("localhost", self.port, self.tls, user, password, SENDER, self.ca_file)

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [one.message for one in self.got if address in one.to]


@contextmanager
def mail_server(folder: Path, tls: str = "never") -> Iterator[MailServer]:
    """Open on a free port of localhost. `tls`: `start`, `always`, or `never`, which does not offer it."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "mail-ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.context = context
        server.house = MailServer(server.server_address[1], tls, folder / "mail-ca.pem")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.house
        finally:
            server.house.over.set()
            server.shutdown()
            server.cut()
            thread.join()


class _Server(ThreadingTCPServer):
    daemon_threads = False
    context: ssl.SSLContext
    house: MailServer

    def __init__(self, *told: object) -> None:
        super().__init__(*told)  # type: ignore[arg-type]
        self.sockets: list[socket.socket] = []

    def cut(self) -> None:
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, *_told: object) -> None:
        """A client that hangs up is no news."""


class _Handler(StreamRequestHandler):
    server: _Server

    def setup(self) -> None:
        self.house, self.is_secret, self.signed_in = self.server.house, False, False
        self.house.calls += 1
        self.server.sockets.append(self.request)
        if self.house.tls == "always":
            self.request = self._wrapped()
        super().setup()

    def handle(self) -> None:
        self.sender, self.to = "", list[str]()
        self._answer("GREETING", "220 localhost")
        while line := self.rfile.readline().decode().strip():
            self.house.lines.append(line)
            verb = line.partition(" ")[0].upper()
            DOES.get(verb, _Handler._unknown)(self, line)
            if verb == "QUIT":
                return

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def _ehlo(self, _line: str) -> None:
        more = ["250-STARTTLS"] if self.house.tls == "start" and not self.is_secret else []
        more += ["250-AUTH PLAIN"] if self.is_secret else []
        self._answer("EHLO", "\r\n".join(["250-localhost", *more, "250 8BITMIME"]))

    def _starttls(self, _line: str) -> None:
        if self._answer("STARTTLS", "220 go on"):
            super().finish()
            self.request = self._wrapped()
            super().setup()

    def _auth(self, line: str) -> None:
        told = base64.b64decode(line.split()[2]).decode().split("\0")[1:]
        self.signed_in = told == [USER, PASSWORD]
        self._answer("AUTH", "235 welcome" if self.signed_in else "535 5.7.8 who are you?")

    def _mail(self, line: str) -> None:
        self.sender, self.to = line[line.index("<") + 1 : line.index(">")], []
        self._answer("MAIL", "250 ok")

    def _rcpt(self, line: str) -> None:
        if self._answer("RCPT", "250 ok"):
            self.to.append(line[line.index("<") + 1 : line.index(">")])

    def _data(self, _line: str) -> None:
        if not self._answer("DATA", "354 go on"):
            return
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionAbortedError  # half a letter is none
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = Got(self.sender, self.to, b"".join(lines), self.is_secret, self.signed_in)
        says = self.house.says.get("END", ["250 taken"])[0]
        if says.startswith("2") or says == CUT:
            self.house.got.append(letter)
        self._answer("END", "250 taken")

    def _fine(self, line: str) -> None:
        self._answer(line.upper(), "250 ok")

    def _unknown(self, _line: str) -> None:
        self._answer("UNKNOWN", "502 what?")

    def _answer(self, verb: str, usual: str) -> bool:
        """Whether it said yes."""
        says = self.house.says.get(verb)
        said = says.pop(0) if says else usual
        if says == []:
            del self.house.says[verb]
        if said == HANG:
            self.house.over.wait(60)
        if said == SLOW:
            self.house.over.wait(0.4)
            said = usual
        if said in (HANG, CUT):
            raise ConnectionAbortedError
        self.wfile.write(f"{said}\r\n".encode())
        return said[0] in "23"

    def _wrapped(self) -> ssl.SSLSocket:
        wrapped = self.server.context.wrap_socket(self.request, server_side=True)
        self.server.sockets.append(wrapped)
        self.is_secret = True
        return wrapped


DOES: dict[str, Callable[[_Handler, str], None]] = {
    "EHLO": _Handler._ehlo,
    "STARTTLS": _Handler._starttls,
    "AUTH": _Handler._auth,
    "MAIL": _Handler._mail,
    "RCPT": _Handler._rcpt,
    "DATA": _Handler._data,
    "RSET": _Handler._fine,
    "QUIT": _Handler._fine,
}
