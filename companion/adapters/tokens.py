"""Tokens that open a door: 256 random bits for the person, a keyed hash for the database."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str, secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), token.encode(errors="replace"), hashlib.sha256)
