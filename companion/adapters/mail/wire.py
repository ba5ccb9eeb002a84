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

import certifi

from companion.adapters.mail.letter import Letter
from companion.adapters.mail.written import bytes_of
from companion.adapters.web_push.outcome import Outcome, Refused, Sent, TryLater
from companion.config.mail import Mail


# What is refused by policy (RFC 3463: X.7.X), such as "relay access denied", is refused to us, whoever it is for.
_OURS = re.compile(rb"^\s*5\.7\.\d|\brelay", re.IGNORECASE)


@dataclass(frozen=True)
class Patience:
    """`answer`: for each answer of the server. `total`: after it no further letter is begun."""

    answer: timedelta = timedelta(seconds=8)
    total: timedelta = timedelta(seconds=20)


class Mailer:
    """Hands letters to one mail server. Nothing goes in the clear but to a server on this machine, in a trial."""

    def __init__(self, mail: Mail, patience: Patience | None = None) -> None:
        self._mail, self._patience = mail, patience or Patience()

    def send_all(self, letters: Iterable[Letter]) -> Iterator[tuple[Letter, Outcome]]:
        """Each letter once with its outcome; all hear of it where the server is not reached. None makes it raise."""
        line: smtplib.SMTP | None = None
        down: TryLater | None = None
        until = time.monotonic() + self._patience.total.total_seconds()
        try:
            for letter in letters:
                if line is None and down is None:
                    line, down = self._connected()
                if line is None or time.monotonic() >= until:
                    yield letter, down or TryLater(None, "no time")
                    continue
                outcome = self._handed(line, letter)
                line = line if line.sock else None  # a line that was cut is made anew for the next
                yield letter, outcome
        finally:
            _hang_up(line)

    def _connected(self) -> tuple[smtplib.SMTP | None, TryLater | None]:
        line: smtplib.SMTP | None = None
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

    def _line(self) -> smtplib.SMTP:
        where = (self._mail.host, self._mail.port, self._mail.sender.rpartition("@")[2])
        seconds = self._patience.answer.total_seconds()
        if self._mail.tls == "always":
            return smtplib.SMTP_SSL(*where, timeout=seconds, context=self._trust)
        return smtplib.SMTP(*where, timeout=seconds)

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
