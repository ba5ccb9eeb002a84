"""A message made ready to travel: sealed for its browser alone, with the headers that a service reads."""

import re
from typing import Any, NamedTuple

from companion.adapters.web_push.message import LARGEST, Message
from companion.adapters.web_push.vapid import Signer
from companion.lazily import Lazily

pywebpush = Lazily("pywebpush")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_URGENCIES = {"very-low", "low", "normal", "high"}


class Letter(NamedTuple):
    url: str
    headers: list[str]
    body: bytes


def flaw_of(message: Message) -> str | None:
    """Why no service would take it, seen before it is sealed."""
    if not 0 < len(message.payload) <= LARGEST:
        return "payload_too_long" if message.payload else "no_payload"
    if not _TOPIC.fullmatch(message.topic) or len(message.topic) % 4 == 1:
        return "topic"
    return None if message.urgency in _URGENCIES else "urgency"


class Sealer:
    """Not for two threads at once."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._pusher: Any = pywebpush.WebPusher({"endpoint": ""})

    def letter(self, message: Message, origin: str) -> Letter:
        """Sealed with a fresh key. KeyError: an unknown key id. Whatever the library raises for keys that are none."""
        headers = [
            f"Authorization: {self._signer.header(origin, message.key_id)}",
            f"TTL: {message.seconds}",
            f"Topic: {message.topic}",
            f"Urgency: {message.urgency}",
            "Content-Encoding: aes128gcm",
            "Content-Type: application/octet-stream",
        ]
        return Letter(message.target.endpoint, headers, self._sealed(message))

    def _sealed(self, message: Message) -> bytes:
        """The target's keys are put where the library keeps them: made anew for each, it costs a tenth of it all."""
        self._pusher.receiver_key, self._pusher.auth_key = message.target.p256dh, message.target.auth
        body: bytes = self._pusher.encode(message.payload, "aes128gcm")["body"]
        return body
