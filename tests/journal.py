"""What Alice's phone sends: entries as JSON, photos as bytes."""

import hashlib
import io
import random
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from companion.aftercare.entry import Noted
from companion.models import Photo
from companion.services.photos import SentPhoto, receive_photo
from companion.services.receive import receive_entry
from tests.cast import Person
from tests.conftest import OUR_PAGE

Body = dict[str, Any]


def told(person: Person, noted_at: datetime, **parts: Any) -> Body:
    """An entry as the phone sends it; a check-in unless it says otherwise."""
    body = {"treatment_id": str(person.treatment_id), "noted_at": noted_at.isoformat(), "kind": "check_in"}
    return body | parts


def noted(person: Person, noted_at: datetime, **parts: Any) -> Noted:
    return Noted.model_validate({"treatment_id": person.treatment_id, "noted_at": noted_at, "kind": "check_in"} | parts)


def put_entry(phone: FlaskClient, body: Body, entry_id: UUID | None = None, **headers: str) -> TestResponse:
    return phone.put(f"/api/entries/{entry_id or uuid4()}", json=body, headers=OUR_PAGE | headers)


def put_photo(
    phone: FlaskClient, entry_id: UUID, body: bytes, photo_id: UUID | None = None, **headers: str
) -> TestResponse:
    told = {"Companion-Sha256": hashlib.sha256(body).hexdigest(), "Companion-Expression": "frown"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"/api/entries/{entry_id}/photos/{photo_id or uuid4()}"
    return phone.put(path, data=body, headers=OUR_PAGE | told, content_type="application/octet-stream")


@lru_cache(maxsize=8)
def jpeg(seed: int = 0, width: int = 640, height: int = 480) -> bytes:
    """A photo with something of a skin's noise in it, with the phone's name and place in its metadata."""
    noise = random.Random(seed).randbytes(width * height // 16 * 3)
    picture = Image.frombytes("RGB", (width // 4, height // 4), noise).resize((width, height))
    exif = Image.Exif()
    exif[0x010F] = "Canary Phone"
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def keep_entry(person: Person, now: datetime, **parts: Any) -> UUID:
    """An entry that was received; its id."""
    return receive_entry(person.owner, uuid4(), noted(person, now, **parts), now).entry.id


def keep_photo(person: Person, now: datetime, entry_id: UUID | None = None, seed: int = 0) -> Photo:
    """A photo that was received, of an entry of its own unless one is named."""
    entry_id = entry_id or keep_entry(person, now - timedelta(minutes=1))
    return receive_photo(person.owner, entry_id, sent_photo(jpeg(seed)), now)[0]


def sent_photo(body: bytes, **parts: Any) -> SentPhoto:
    facts: dict[str, Any] = {"id": uuid4(), "sha256": hashlib.sha256(body).digest(), "expression": "frown"}
    return SentPhoto(body=body, **(facts | parts))
