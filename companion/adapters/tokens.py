"""Tokens that open a door: 256 random bits for the person, a keyed hash for the database; or an id that we signed."""

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, Signer


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str, secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), token.encode(errors="replace"), hashlib.sha256)


def signed(id: str, secret_key: str, purpose: str) -> str:
    """An id that says nothing by itself, signed for one purpose."""
    return _signer(secret_key, purpose).sign(id).decode()


def id_in(token: str, secret_key: str, purpose: str) -> str | None:
    """What was signed; None for a token of another house or for another purpose."""
    try:
        return _signer(secret_key, purpose).unsign(token.encode(errors="replace")).decode()
    except BadSignature:
        return None


def _signer(secret_key: str, purpose: str) -> Signer:
    return Signer(secret_key, salt=f"companion {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
