"""Made-up photos: a few drawn faces, made safe as any photo is; each photo has its own row and its own sealed files."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from companion.adapters import images
from companion.adapters.images.drawn import drawn_face
from companion.aftercare.entry import EXPRESSIONS
from companion.models import Entry, Photo
from companion.models.journal import Size as Edge
from companion.services.photos import store
from companion.services.seed.journal import Lines
from companion.services.seed.people import Enrolled, insert_all
from companion.services.seed.size import BATCH, Size

FACES = 2
Drawn = tuple[bytes, images.Made]


def take_photos(lines: Lines, size: Size, say: Callable[[str], None]) -> None:
    """So many; the first patient has the most, and those look as a phone's do. Not committed."""
    plain, detailed = ([_made(face, is_detailed=detail) for face in range(FACES)] for detail in (False, True))
    rows: list[dict[str, Any]] = []
    first = lines.people[0].id
    for taken, (one, entry) in enumerate(_whose(lines, size), 1):
        drawn = size.dice.choice(detailed if one.id == first else plain)
        rows.append(_photo(one, entry, drawn, EXPRESSIONS[taken % len(EXPRESSIONS)], size))
        if one.id == first or not size.few_files:
            _store(one, rows[-1], drawn[1])
        if taken % (2 * BATCH) == 0:
            say(f"{taken:,} photos")
    insert_all(Photo, rows)
    say(f"{len(rows):,} photos")


def _whose(lines: Lines, size: Size) -> Iterator[tuple[Enrolled, Entry]]:
    pictured = [(one, entry) for one, entry in lines.entries if one.shows and entry.kind != "slip"]
    own = [pair for pair in pictured if pair[0] is lines.people[0]]
    most = min(size.most, size.photos) if own else 0
    yield from (own[place % len(own)] for place in range(most))
    others = [pair for pair in pictured if pair[0] is not lines.people[0]]
    yield from size.dice.choices(others, k=size.photos - most)


def _made(face: int, *, is_detailed: bool) -> Drawn:
    jpeg = drawn_face(face, is_detailed=is_detailed)
    return jpeg, images.prepare(jpeg)


def _photo(one: Enrolled, entry: Entry, drawn: Drawn, expression: str, size: Size) -> dict[str, Any]:
    photo_id, (jpeg, made) = size.id(), drawn
    return {
        "id": photo_id,
        "clinic_id": entry.clinic_id,
        "patient_id": one.id,
        "entry_id": entry.id,
        "expression": expression,
        "sha256": hashlib.sha256(jpeg).digest(),
        "size": len(jpeg),
        "hints": {},
        "width": made.width,
        "height": made.height,
        "stored_as": f"{photo_id}-{size.dice.randbytes(4).hex()}",
        "received_at": entry.received_at + timedelta(seconds=20),
    }


def _store(one: Enrolled, row: dict[str, Any], made: images.Made) -> None:
    for edge, body in ((Edge.VIEW, made.view), (Edge.THUMB, made.thumb)):
        store().put(f"{row['stored_as']}.{edge}", one.key.seal_bytes(body, "photo", edge, str(row["id"])))
