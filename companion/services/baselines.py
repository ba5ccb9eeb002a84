"""The photos that later ones are lined up and compared with."""

from companion.aftercare.entry import EXPRESSIONS
from companion.models import Photo
from companion.services.journal import Line

DOUBTS = ("dark", "uneven", "blurred")  # hints of a photo that others should not be compared with


def baselines_of(lines: list[Line]) -> dict[str, Photo]:
    """By expression, the earliest usable photo of those lines."""
    photos = [(line.now.entry.noted_at, photo.received_at, photo) for line in lines for photo in line.photos]
    usable = [pair for pair in photos if not any(pair[-1].hints.get(doubt) for doubt in DOUBTS)]
    earliest = sorted(usable, key=lambda pair: pair[:2])
    return {name: found[0] for name in EXPRESSIONS if (found := [p for *_, p in earliest if p.expression == name])}
