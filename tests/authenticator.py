"""A passkey device made of software: it makes ES256 keys and signs as a phone does, right or wrong as it is told."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

HERE = "http://localhost:8000"
PRESENT, VERIFIED, HAS_KEY, EXTENDED = 0x01, 0x04, 0x40, 0x80
Options = dict[str, Any]


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One passkey. `origin`, `host`, `flags` and `count` are what it says; a lying one says something else."""

    origin: str = HERE
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: bytes | None = None

    def make(self, options: Options, **changes: Any) -> str:
        """What a browser sends after `navigator.credentials.create`."""
        self.user = bytes_of(options["user"]["id"])
        whole = {"fmt": "none", "attStmt": {}, "authData": self._facts(self.flags | HAS_KEY) + self._new_key()}
        said = {"attestationObject": text_of(cbor2.dumps(whole)), "transports": ["internal"]}
        return self._sent({"clientDataJSON": self._told("webauthn.create", options)} | said | changes)

    def use(self, options: Options, **changes: Any) -> str:
        """What a browser sends after `navigator.credentials.get`."""
        self.count += self.counts
        facts, told = self._facts(self.flags), self._told("webauthn.get", options)
        signature = self.key.sign(facts + hashlib.sha256(bytes_of(told)).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": text_of(facts), "signature": text_of(signature), "clientDataJSON": told}
        return self._sent(said | {"userHandle": text_of(self.user) if self.user else None} | changes)

    def _facts(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _new_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(key)

    def _told(self, kind: str, options: Options) -> str:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return text_of(json.dumps(told).encode())

    def _sent(self, response: Options) -> str:
        name = text_of(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
