"""Photos that were damaged on purpose: self-made ones of every kind, then bits, pieces, sizes and heads changed."""

import random
import struct
from collections.abc import Callable, Iterator

from PIL import Image

from tests.adapters.photos import grainy, saved, taken

HEAD = 600  # bytes in which most of what decoders believe stands
NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def originals() -> list[bytes]:
    image, frames = grainy(160, 120), [grainy(80, 60) for _ in range(2)]
    clear = image.copy()
    clear.putalpha(Image.linear_gradient("L").resize(image.size))
    movie = {"save_all": True, "append_images": frames, "duration": 50}
    return [
        taken("JPEG", 6, image),
        taken("JPEG", 3, image, progressive=True),
        saved(image.convert("CMYK")),
        saved(image.convert("L"), restart_marker_rows=1),
        saved(image, subsampling="4:4:4", optimize=True),
        taken("PNG", 8, image),
        saved(image.convert("P"), "PNG", transparency=3),
        saved(clear, "PNG"),
        saved(Image.new("I;16", image.size, 0x4321), "PNG"),
        saved(frames[0], "PNG", **movie),
        taken("WEBP", 5, image),
        saved(clear, "WEBP"),
        saved(image, "WEBP", lossless=True),
        saved(frames[0], "WEBP", **movie),
        taken("HEIF", 6, image),
        saved(clear, "HEIF"),
        saved(image.convert("L"), "HEIF"),
        saved(image, "HEIF", tile_size=64),
    ]


def mutants(lots: random.Random) -> Iterator[bytes]:
    """Without end; one in four has been changed twice."""
    photos = originals()
    while True:
        photo = lots.choice(photos)
        for _ in range(1 + (lots.random() < 0.25)):
            photo = lots.choice(WAYS)(photo, lots, photos)
        yield photo


def _place(photo: bytes, lots: random.Random) -> int:
    """In the head as often as anywhere."""
    return lots.randrange(max(1, min(len(photo), HEAD) if lots.random() < 0.5 else len(photo)))


def flipped(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    broken = bytearray(photo or b"\0")
    for _bit in range(lots.choice((1, 1, 2, 8, 64))):
        broken[_place(photo or b"\0", lots)] ^= 1 << lots.randrange(8)
    return bytes(broken)


def cut(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    return photo[: _place(photo, lots)]


def torn(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    at = _place(photo, lots)
    return photo[:at] + photo[at + lots.choice((1, 2, 4, 100, 1000)) :]


def swapped(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    a, b, c = sorted(_place(photo, lots) for _ in range(3))
    return photo[:a] + photo[b:c] + photo[a:b] + photo[c:]


def doubled(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    a, b = sorted(_place(photo, lots) for _ in range(2))
    return photo[:b] + photo[a:b] * lots.choice((1, 1, 3)) + photo[b:]


def renumbered(photo: bytes, lots: random.Random, _: list[bytes]) -> bytes:
    """A number of the head becomes another, most of them at an edge."""
    at, form = _place(photo[:HEAD], lots), lots.choice(("!B", "!H", "<H", "!I", "<I"))
    size = struct.calcsize(form)
    number = lots.choice(NUMBERS) if lots.random() < 0.7 else lots.getrandbits(32)
    return photo[:at] + struct.pack(form, number % (1 << 8 * size)) + photo[at + size :]


def spliced(photo: bytes, lots: random.Random, photos: list[bytes]) -> bytes:
    """The front of one and the end of another, of another kind as well."""
    other = lots.choice(photos)
    return photo[: _place(photo, lots)] + other[_place(other, lots) :]


Way = Callable[[bytes, random.Random, list[bytes]], bytes]
WAYS: tuple[Way, ...] = (flipped, flipped, cut, torn, swapped, doubled, renumbered, renumbered, spliced)
