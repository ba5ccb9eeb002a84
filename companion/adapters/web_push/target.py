"""Where a push may go: the endpoint and keys that a browser gave are somebody's input until they were checked."""

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass

from companion.lazily import Lazily

ec = Lazily("cryptography.hazmat.primitives.asymmetric.ec")
SERVICES = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
LONGEST_ENDPOINT = 1_000
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")  # of a URL, without the mark of a fragment
_PARTS = re.compile(r"([^:/]*)://([^/?]*)(?:[/?].*)?")
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


class TargetError(Exception):
    """Not a place to send to: `reason` is endpoint, scheme, host, port, userinfo, too_long, key or auth."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Target:
    """A browser's push endpoint, with its public key (65 bytes) and its secret (16 bytes)."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    @classmethod
    def checked(
        cls, endpoint: str, p256dh_base64url: str, auth_base64url: str, hosts: Collection[str] = ()
    ) -> "Target":
        """The target, fit to be sent to. `hosts`: host:port of test services. Raises TargetError."""
        origin_of(endpoint, hosts)
        p256dh, auth = _bytes(p256dh_base64url, 65, "key"), _bytes(auth_base64url, 16, "auth")
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
        except ValueError:
            raise TargetError("key") from None
        return cls(endpoint, p256dh, auth)


def origin_of(endpoint: str, hosts: Collection[str] = ()) -> str:
    """Scheme, host and port of an endpoint that may be sent to. Raises TargetError."""
    if len(endpoint) > LONGEST_ENDPOINT:
        raise TargetError("too_long")
    parts = _PARTS.fullmatch(endpoint)
    if not parts or not _CHARACTERS.fullmatch(endpoint):
        raise TargetError("endpoint")
    scheme, authority = parts.groups()
    if scheme != "https":
        raise TargetError("scheme")
    if "@" in authority:
        raise TargetError("userinfo")
    authority = authority.lower()
    return f"https://{authority if authority in hosts else _service(authority)}"


def _service(authority: str) -> str:
    """The host of a push service: one of the list, or under one of them."""
    host, colon, port = authority.partition(":")
    if not _NAME.fullmatch(host) or not any(host == name or host.endswith(f".{name}") for name in SERVICES):
        raise TargetError("host")
    if colon and port != "443":
        raise TargetError("port")
    return host


def _bytes(text: str, length: int, reason: str) -> bytes:
    try:
        value = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TargetError(reason) from None
    if len(value) != length:
        raise TargetError(reason)
    return value
