"""The photos that later ones are lined up and compared with."""

from datetime import datetime

from companion.aftercare.entry import BASELINE, EXPRESSIONS
from companion.models import Photo
from companion.services.journal import Line

DOUBTS = ("dark", "uneven", "blurred")  # hints of a photo that others should not be compared with


def baselines_of(lines: list[Line]) -> dict[str, Photo]:
    """By expression, the first usable photo of those lines: one that was taken at the clinic before any other."""
    photos = [(*_turn(line), photo.received_at, photo) for line in lines for photo in line.photos]
    usable = [row for row in photos if not any(row[-1].hints.get(doubt) for doubt in DOUBTS)]
    earliest = sorted(usable, key=lambda row: row[:-1])
    return {name: found[0] for name in EXPRESSIONS if (found := [p for *_, p in earliest if p.expression == name])}


def is_baseline(line: Line) -> bool:
    """Whether its photos were taken at the clinic."""
    return line.versions[0].entry.kind == BASELINE


def _turn(line: Line) -> tuple[bool, datetime]:
    return not is_baseline(line), line.now.entry.noted_at
