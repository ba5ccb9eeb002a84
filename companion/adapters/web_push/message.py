"""What is sent: a message, its topic, and the JSON that a browser shows by itself or hands to the service worker."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from companion.adapters.web_push.target import Target

Urgency = Literal["very-low", "low", "normal", "high"]
LARGEST = 3_993  # bytes of payload: sealed, they fill the 4,096 that every service takes
LONGEST = 28 * 86_400  # seconds that every service keeps a message


@dataclass(frozen=True)
class Message:
    """A payload for a target; `ttl` in seconds; `key_id` names the key its subscription was made with."""

    target: Target
    payload: bytes
    ttl: int
    topic: str
    urgency: Urgency = "normal"
    key_id: str | None = None  # the current one

    @property
    def seconds(self) -> int:
        """How long a service keeps it: what was asked for, from a second (0 is refused) to 28 days."""
        return max(1, min(int(self.ttl), LONGEST))


def topic_of(key: str) -> str:
    """32 characters, the same for the same key: a later message takes the place of one that still waits."""
    return base64.urlsafe_b64encode(sha256(key.encode()).digest()[:24]).decode()


def payload_of(  # noqa: PLR0913
    title: str,
    body: str,
    navigate: str,
    tag: str,
    *,
    data: Mapping[str, str] | None = None,
    lang: str = "en",
    dir: Literal["ltr", "rtl", "auto"] = "auto",
) -> bytes:
    """The declarative JSON. `navigate` is an absolute URL; `data` holds our ids, for the receipt.

    `mutable`: a browser that could show it by itself wakes the service worker all the same, which tells us.
    """
    if not navigate.startswith(("https://", "http://")):
        raise ValueError(f"not an absolute URL: {navigate!r}")
    words = {"title": title, "body": body, "lang": lang, "dir": dir}
    shown = words | {"navigate": navigate, "tag": tag, "silent": False, "data": dict(data or {})}
    whole = {"web_push": 8030, "notification": shown, "mutable": True}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
