"""Photos come in, one by one: checked, made safe in a child process, sealed, stored; the row comes last."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.exc import IntegrityError

from companion.adapters import images
from companion.adapters.photo_store import PhotoStore
from companion.adapters.vault import VaultError
from companion.extensions import db
from companion.models import Photo
from companion.models.grant import Purpose, has_granted
from companion.models.journal import Size
from companion.models.journal_lines import entry_of, was_erased
from companion.services.keys import Owner, key_of
from companion.services.limits import DAY, Limit, count_try
from companion.services.receive import check_still_there, quota
from companion.services.refusal import Refusal
from companion.services.room import leave_room

LARGEST, VIEW_TYPE, THUMB_TYPE = images.LARGEST, images.VIEW_TYPE, images.THUMB_TYPE
KIB = 1024


@dataclass(frozen=True)
class SentPhoto:
    """A photo as the phone sent it; `sha256`: what the phone says of `body`."""

    id: UUID
    body: bytes
    sha256: bytes
    expression: str
    hints: dict[str, Any] = field(default_factory=dict)


def store() -> PhotoStore:
    kept: PhotoStore = current_app.extensions["companion.photos"]
    return kept


def receive_photo(owner: Owner, entry_id: UUID, sent: SentPhoto, now: datetime) -> tuple[Photo, bool]:
    """The photo as it is kept, and whether this call brought it; the same content again is the same row.

    Refusal: `no_consent`, `not_here`, `erased`, `changed`, `not_whole`, `too_often`, `too_much`, `no_room`, `busy`, or
    why the photo itself is refused, in the words of `adapters.images`.
    """
    if hashlib.sha256(sent.body).digest() != sent.sha256:
        raise Refusal("not_whole")
    if kept := known_photo(owner, entry_id, sent.id, sent):
        return kept, False
    _check_consent(owner)
    leave_room(store())
    _count(owner, len(sent.body), now)  # which commits: no connection is held while the child works
    made = _made(sent.body)
    return _kept(owner, entry_id, sent, made, now)


def known_photo(owner: Owner, entry_id: UUID, photo_id: UUID, sent: SentPhoto | None = None) -> Photo | None:
    """The photo of that id, None where it may be sent; Refusal as above."""
    photo = db.session.get(Photo, photo_id)
    if photo is not None:
        if (photo.clinic_id, photo.patient_id) != owner:
            raise Refusal("not_here")
        same = (photo.entry_id, photo.sha256, photo.expression)
        if sent and same != (entry_id, sent.sha256, sent.expression):
            raise Refusal("changed")
        return photo
    if was_erased(owner, photo_id) or was_erased(owner, entry_id):
        raise Refusal("erased")
    if entry_of(owner, entry_id) is None:
        raise Refusal("not_here")
    return None


def open_photo(photo: Photo, size: Size) -> bytes:
    """The photo in that size. Refusal `lost`: its file is away or was damaged."""
    try:
        key, sealed = key_of((photo.clinic_id, photo.patient_id)), store().get(photo.object_name(size))
        return key.unseal_bytes(sealed, "photo", size, str(photo.id))
    except (KeyError, VaultError):
        raise Refusal("lost") from None


def delete_objects(names: list[str]) -> None:
    """Delete those files, after their row; what cannot be deleted now is taken by the sweep."""
    for name in names:
        with suppress(OSError):
            store().delete(name)


def _check_consent(owner: Owner) -> None:
    if not has_granted(owner, Purpose.PHOTOS):
        db.session.rollback()
        raise Refusal("no_consent")


def _count(owner: Owner, size: int, now: datetime) -> None:
    """Every try counts, as each one costs work."""
    who, allowed = str(owner[1]), quota()
    if until := count_try(Limit("photos", allowed.photos, DAY), who, now):
        raise Refusal("too_often", until=until)
    if until := count_try(Limit("photo KiB", allowed.megabytes * KIB, DAY), who, now, -(-size // KIB)):
        raise Refusal("too_much", until=until)


def _made(body: bytes) -> images.Made:
    try:
        return images.prepare(body)
    except images.Busy:
        raise Refusal("busy") from None
    except images.Refused as refused:
        raise Refusal(refused.reason) from None


def _kept(owner: Owner, entry_id: UUID, sent: SentPhoto, made: images.Made, now: datetime) -> tuple[Photo, bool]:
    photo = Photo(
        id=sent.id,
        clinic_id=owner[0],
        patient_id=owner[1],
        entry_id=entry_id,
        expression=sent.expression,
        sha256=sent.sha256,
        size=len(sent.body),
        hints=sent.hints,
        width=made.width,
        height=made.height,
        stored_as=f"{sent.id}-{secrets.token_hex(4)}",
        received_at=now,
    )
    try:
        _store(owner, photo, made)
        db.session.add(photo)
        db.session.flush()
        check_still_there(owner)
        _check_consent(owner)  # it may have been taken back meanwhile
        db.session.commit()
    except IntegrityError:  # the same photo came twice at once, or the entry went meanwhile
        db.session.rollback()
        delete_objects(photo.object_names())
        kept = known_photo(owner, entry_id, sent.id, sent)
        if kept is None:
            raise Refusal("busy") from None
        return kept, False
    except Refusal:
        delete_objects(photo.object_names())
        raise
    return photo, True


def _store(owner: Owner, photo: Photo, made: images.Made) -> None:
    """Both sizes, sealed, before the row: no row is without its files."""
    key = key_of(owner)
    try:
        for size, body in ((Size.VIEW, made.view), (Size.THUMB, made.thumb)):
            store().put(photo.object_name(size), key.seal_bytes(body, "photo", size, str(photo.id)))
    except OSError:
        raise Refusal("no_room") from None
