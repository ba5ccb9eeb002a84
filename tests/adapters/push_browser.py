"""The far end of a push: a browser's keys, with which it opens what it is sent, and the check of who signed."""

import base64
import json
import os
import time
from dataclasses import dataclass

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """`p256dh` and `auth` in base64url, as a page reads them."""

    def __init__(self) -> None:
        self._private, self._auth = generate_private_key(SECP256R1()), os.urandom(16)
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.p256dh, self.auth = base64url(point), base64url(self._auth)

    def opened(self, sealed: bytes) -> bytes:
        """Raises for anything that was not sealed for this browser, in one record."""
        if int.from_bytes(sealed[16:20], "big") < len(sealed) - 21 - sealed[20]:
            raise ValueError("more than one record")
        payload: bytes = http_ece.decrypt(sealed, private_key=self._private, auth_secret=self._auth)
        return payload


@dataclass(frozen=True)
class Claims:
    """`key` is the public key that signed, in base64url."""

    aud: str
    exp: int
    sub: str
    key: str


def claims_of(authorization: str, origin: str) -> Claims:
    """Raises KeyError for a signature that a push service would not take."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), unbase64url(parts["k"]))
    raw = unbase64url(signature)
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(encode_dss_signature(*numbers), signed.encode(), ECDSA(SHA256()))
    claims = Claims(key=parts["k"], **json.loads(unbase64url(signed.split(".")[1])))
    now = time.time()
    if scheme != "vapid" or claims.aud != origin or not now < claims.exp <= now + 86_400 or "@localhost" in claims.sub:
        raise KeyError(f"not for {origin}: {claims}")
    return claims


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
