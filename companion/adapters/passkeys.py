"""Passkeys (WebAuthn): what a browser is asked, and whether what it answers is true. Knows no table and no request.

A passkey lives for one host and signs only for pages of one origin; the person is always verified by the device,
by a finger, a face or a PIN.
"""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from companion.lazily import Lazily

webauthn = Lazily("webauthn")
structs = Lazily("webauthn.helpers.structs")

WAIT = 5 * 60 * 1000  # milliseconds that a browser waits for a finger
NAME = "Aftercare companion"
Answer = dict[str, Any]
T = TypeVar("T")


class NotValid(Exception):
    """What the browser sent proves nothing."""


@dataclass(frozen=True)
class Site:
    """`address`: scheme, host and port that people open, such as https://aftercare.example."""

    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def origin(self) -> str:
        """As a browser says it: in small letters, without the port that goes without saying."""
        parts = urlsplit(self.address.lower())
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        return f"{parts.scheme}://{parts.netloc.removesuffix(f':{usual}')}"


@dataclass(frozen=True)
class Made:
    """A new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def to_make(site: Site, challenge: bytes, user: UUID, name: str, known: Iterable[bytes]) -> str:
    """What a browser needs to make a passkey that it finds again by itself; `known` are those the person has."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=user.bytes,
        user_name=name,
        challenge=challenge,
        timeout=WAIT,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return str(webauthn.options_to_json(options))


def to_sign(site: Site, challenge: bytes, known: Iterable[bytes] = ()) -> str:
    """What a browser needs to use a passkey: one of `known`, or whichever it has for this host."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=WAIT,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return str(webauthn.options_to_json(options))


def read(text: str) -> Answer:
    """The answer of a browser. NotValid: it is none."""
    answer = _tried(lambda: json.loads(text))
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise NotValid
    return answer


def challenge_in(answer: Answer) -> bytes:
    """What it says that it was asked; nothing is proven by that."""
    return _tried(lambda: _bytes(_told(answer)["challenge"]))


def credential_in(answer: Answer) -> bytes:
    """Which passkey it says that it is of; nothing is proven by that."""
    return _tried(lambda: _bytes(answer["rawId"]))


def user_in(answer: Answer) -> bytes | None:
    """Whose passkey the device says it is, where it says so; nothing is proven by that."""
    return _tried(lambda: _bytes(answer["response"]["userHandle"]) if answer["response"].get("userHandle") else None)


def made(site: Site, answer: Answer, challenge: bytes) -> Made:
    """The passkey that was made. NotValid: not here, not for this challenge, or without looking at the person."""
    found = _tried(
        lambda: webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    )
    _refuse_frames(answer)
    ways = answer["response"].get("transports") or []
    transports = tuple(way for way in ways if isinstance(way, str) and way.isascii() and len(way) < 20)[:5]
    return Made(found.credential_id, found.credential_public_key, found.sign_count, transports)


def signed(site: Site, answer: Answer, challenge: bytes, public_key: bytes) -> int:
    """How often the passkey says it was used. NotValid: it did not sign this, here, after looking at the person."""
    found = _tried(
        lambda: webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # whoever keeps the count compares it
            require_user_verification=True,
        )
    )
    _refuse_frames(answer)
    return int(found.new_sign_count)


def _refuse_frames(answer: Answer) -> None:
    if _told(answer).get("crossOrigin"):
        raise NotValid


def _told(answer: Answer) -> Answer:
    told: Answer = json.loads(_bytes(answer["response"]["clientDataJSON"]))
    return told


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _tried(step: Callable[[], T]) -> T:
    """What a stranger's bytes gave. Whatever the reading of them trips over, they prove nothing."""
    try:
        return step()
    except Exception:
        raise NotValid from None
