"""Encryption of names, contacts, notes and photos: AES-256-GCM, a key per patient wrapped by a master key.

A sealed value is bound to its place (patient, table, column, row), so it cannot be moved to another;
the clinic stands only in the wrapped key, so that a patient can move to a clinic by one re-wrap.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE = 12


class VaultError(Exception):
    """A key that is not there, or bytes that are not what was sealed."""


@dataclass(frozen=True)
class WrappedKey:
    """A patient's key as it is kept: the id of the master key that wraps it, and the wrapped bytes."""

    key_id: str
    wrapped: bytes


class Vault:
    """Makes and opens patients' keys with a ring of master keys; the first of the ring is the current one."""

    def __init__(self, ring: Mapping[str, bytes]) -> None:
        if not ring:
            raise VaultError("no master key")
        self._ring = {name: AESGCM(key) for name, key in ring.items()}
        self._current = next(iter(ring))

    def new_key(self, clinic: str, patient: str) -> WrappedKey:
        return self._wrap(AESGCM.generate_key(256), clinic, patient)

    def rewrap(self, key: WrappedKey, clinic: str, patient: str, *, to_clinic: str | None = None) -> WrappedKey:
        """The same key under the current master key, for another clinic if one is named."""
        return self._wrap(self._unwrap(key, clinic, patient), to_clinic or clinic, patient)

    def open(self, key: WrappedKey, clinic: str, patient: str) -> "PatientKey":
        return PatientKey(self._unwrap(key, clinic, patient), patient)

    def _wrap(self, secret: bytes, clinic: str, patient: str) -> WrappedKey:
        nonce = os.urandom(_NONCE)
        sealed = self._ring[self._current].encrypt(nonce, secret, _bind(clinic, patient, self._current))
        return WrappedKey(self._current, _VERSION + nonce + sealed)

    def _unwrap(self, key: WrappedKey, clinic: str, patient: str) -> bytes:
        if key.key_id not in self._ring:
            raise VaultError(f"no master key {key.key_id!r}")
        return _decrypt(self._ring[key.key_id], key.wrapped, _bind(clinic, patient, key.key_id))


class PatientKey:
    """Seals and opens the texts and photos of one patient."""

    def __init__(self, secret: bytes, patient: str) -> None:
        self._secret, self._patient = secret, patient

    def seal(self, text: str, table: str, column: str, row: str) -> bytes:
        return self.seal_bytes(text.encode(), table, column, row)

    def unseal(self, sealed: bytes, table: str, column: str, row: str) -> str:
        return self.unseal_bytes(sealed, table, column, row).decode()

    def seal_bytes(self, plain: bytes, table: str, column: str, row: str) -> bytes:
        """29 bytes longer than what is sealed."""
        nonce, place = os.urandom(_NONCE), _bind(self._patient, table, column, row)
        return _VERSION + nonce + self._cipher(place).encrypt(nonce, plain, _VERSION + place)

    def unseal_bytes(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """Raises VaultError for bytes that were damaged, moved, or sealed for somebody else."""
        place = _bind(self._patient, table, column, row)
        return _decrypt(self._cipher(place), sealed, _VERSION + place)

    def _cipher(self, place: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, None, b"companion " + place).derive(self._secret))


def _decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise VaultError("sealed by an unknown version")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound)
    except InvalidTag:
        raise VaultError("damaged, moved, or sealed with another key") from None


def _bind(*parts: str) -> bytes:
    """Parts with their lengths, so that no two lists of parts give the same bytes."""
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
