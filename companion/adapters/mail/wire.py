"""Sends letters: one connection for what goes together, and what became of each told as it comes."""

import re
import smtplib
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import certifi

from companion.adapters.mail.letter import Letter
from companion.adapters.mail.written import bytes_of
from companion.adapters.web_push.outcome import Outcome, Refused, Sent, TryLater
from companion.config.mail import Mail

# What is refused by policy (RFC 3463: X.7.X), such as "relay access denied", is refused to us, whoever it is for.
_OURS = re.compile(rb"^\s*5\.7\.\d|\brelay", re.IGNORECASE)


@dataclass(frozen=True)
class Patience:
    """`answer`: for each answer of the server. `total`: after it no further letter is begun.

    `letter`: for one with all its answers, and for connecting before it.
    """

    answer: timedelta = timedelta(seconds=8)
    total: timedelta = timedelta(seconds=20)
    letter: timedelta = timedelta(seconds=15)


class _Line(smtplib.SMTP):
    """Waits for no answer longer than the letter has time: whoever answers slowly each time would outlast the lease."""

    def __init__(self, patience: Patience, where: tuple[str, int, str], **how: Any) -> None:
        self._patience = patience
        self.begin()
        host, port, name = where
        super().__init__(host, port, name, timeout=patience.answer.total_seconds(), **how)

    def begin(self) -> None:
        """The next letter has its whole time."""
        self._until = time.monotonic() + self._patience.letter.total_seconds()

    def getreply(self) -> tuple[int, bytes]:
        left = self._until - time.monotonic()
        if left <= 0:
            self.close()
            raise smtplib.SMTPServerDisconnected("no time left")
        if self.sock:
            self.sock.settimeout(min(left, self._patience.answer.total_seconds()))
        return super().getreply()


class _SecretLine(_Line, smtplib.SMTP_SSL):
    """With TLS from the first byte on."""


class Mailer:
    """Hands letters to one mail server. Nothing goes in the clear but to a server on this machine, in a trial."""

    def __init__(self, mail: Mail, patience: Patience | None = None) -> None:
        self._mail, self._patience = mail, patience or Patience()

    def send_all(self, letters: Iterable[Letter]) -> Iterator[tuple[Letter, Outcome]]:
        """Each letter once with its outcome; all hear of it where the server is not reached. None makes it raise."""
        line: _Line | None = None
        down: TryLater | None = None
        until = time.monotonic() + self._patience.total.total_seconds()
        try:
            for letter in letters:
                if line is None and down is None:
                    line, down = self._connected()
                elif line:
                    line.begin()
                if line is None or time.monotonic() >= until:
                    yield letter, down or TryLater(None, "no time")
                    continue
                outcome = self._handed(line, letter)
                line = line if line.sock else None  # a line that was cut is made anew for the next
                yield letter, outcome
        finally:
            _hang_up(line)

    def _connected(self) -> tuple[_Line | None, TryLater | None]:
        line: _Line | None = None
        try:
            line = self._line()
            if self._mail.tls == "start":
                line.starttls(context=self._trust)
            if self._mail.user:
                line.login(self._mail.user, self._mail.password)
            return line, None
        except Exception as error:
            if line:
                line.close()
            return None, _not_connected(error)

    def _line(self) -> _Line:
        where = (self._mail.host, self._mail.port, self._mail.sender.rpartition("@")[2])
        if self._mail.tls == "always":
            return _SecretLine(self._patience, where, context=self._trust)
        return _Line(self._patience, where)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._mail.ca_file or certifi.where()))

    def _handed(self, line: smtplib.SMTP, letter: Letter) -> Outcome:
        try:
            line.sendmail(self._mail.sender, [letter.to], bytes_of(letter, self._mail.sender))
            return Sent()
        except Exception as error:
            return _not_taken(error)


def _not_connected(error: Exception) -> TryLater:
    """Later every time: it is never the letter's fault. `alarm` where only somebody who looks can mend it."""
    if isinstance(error, ssl.SSLError):
        return TryLater(None, "tls", alarm=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):  # without STARTTLS, or without a way to sign in
        return TryLater(None, "no_tls" if "STARTTLS" in str(error) else "no_sign_in", alarm=True)
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return TryLater(None, "sign_in", alarm=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return TryLater(None, f"status {error.smtp_code}")
    return TryLater(None, "connect")


def _not_taken(error: Exception) -> Outcome:
    """4xx and a cut line: later. 5xx: never, but for one about ourselves, which somebody has to mend."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return TryLater(None, "reset")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(status, words)] = error.recipients.values()
        if status >= 500 and _OURS.search(words):
            return TryLater(None, f"status {status}", alarm=True)
        return TryLater(None, f"status {status}") if status < 500 else Refused(status, "address")
    if isinstance(error, smtplib.SMTPResponseException):
        status = error.smtp_code
        if status >= 500 and not isinstance(error, smtplib.SMTPSenderRefused):
            return Refused(status, f"status {status}", alarm=True)
        return TryLater(None, f"status {status}", alarm=status >= 500)
    return Refused(None, type(error).__name__, alarm=True)


def _hang_up(line: smtplib.SMTP | None) -> None:
    if line is not None:
        with suppress(Exception):
            line.quit()
        line.close()
