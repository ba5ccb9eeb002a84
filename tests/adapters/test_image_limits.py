"""What is too much is refused from its header; what is taken stays within the child's memory."""

import struct

import pytest
from PIL import Image

from companion.adapters.images import LARGEST, Made, Refused, prepare
from companion.adapters.images.darkroom import Darkroom
from tests.adapters.photos import chunks, grainy, png, resized_header, saved, scene, tall

PEAK = 200_000_000
AT_ONCE = 60_000_000  # a child that has decoded nothing stays under this


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    return Darkroom(at_once=1)


def flat_png(width: int, height: int, colour: int = 2) -> bytes:
    """Well-formed and small as a file, whatever its size as a picture."""
    return png(width, height, 8, colour, b"")


def webp(width: int, height: int) -> bytes:
    """A still picture whose canvas says this size."""
    small = saved(scene(), "WEBP")
    canvas = b"VP8X" + struct.pack("<II", 10, 0) + _three(width - 1) + _three(height - 1)
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(small) - 12) + b"WEBP" + canvas + small[12:]


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def heic(width: int, height: int) -> bytes:
    """A small one whose box says another size."""
    return saved(scene(), "HEIF").replace(struct.pack("!II", 240, 160), struct.pack("!II", width, height))


def frame(marker: int, width: int, height: int, factors: tuple[int, ...], parts_in_scan: int) -> bytes:
    """A JPEG with its header only."""
    parts = b"".join(bytes([n, factor, 0]) for n, factor in enumerate(factors))
    body = struct.pack("!BHHB", 8, height, width, len(factors)) + parts
    scan = struct.pack("!HB", 3, parts_in_scan)
    return b"\xff\xd8\xff" + bytes([marker]) + struct.pack("!H", len(body) + 2) + body + b"\xff\xda" + scan


HALVED, FULL = (0x22, 0x11, 0x11), (0x11, 0x11, 0x11)


PIXELS, DETAIL, DAMAGED = "too_many_pixels", "too_detailed", "damaged"
REFUSED = {
    "400 MP of PNG": (flat_png(20_000, 20_000), PIXELS),
    "400 MP of gray PNG": (flat_png(20_000, 20_000, colour=0), PIXELS),
    "32.6 MP of PNG": (flat_png(5_710, 5_710), PIXELS),
    "a very long PNG": (flat_png(100_000, 1), PIXELS),
    "3.6 GP of JPEG": (resized_header(saved(scene()), 60_000, 60_000), PIXELS),
    "3.6 GP of progressive JPEG": (resized_header(saved(scene(), progressive=True), 60_000, 60_000), PIXELS),
    "48 MP of progressive JPEG": (frame(0xC2, 8_000, 6_000, HALVED, 3), DETAIL),
    "24 MP of progressive JPEG in full colour": (frame(0xC2, 6_000, 4_000, FULL, 3), DETAIL),
    "48 MP of baseline JPEG in three scans": (frame(0xC0, 8_000, 6_000, HALVED, 1), DETAIL),  # held whole as well
    "256 MP of WebP": (webp(16_000, 16_000), PIXELS),
    "12.8 MP of WebP": (webp(4_000, 3_200), PIXELS),
    "48 MP of HEIC": (heic(8_000, 6_000), PIXELS),
    "no width": (flat_png(0, 5), DAMAGED),
    "no height": (resized_header(saved(scene()), 5, 0), DAMAGED),
    "no sampling": (frame(0xC2, 50, 50, (0, 0, 0), 1), DAMAGED),
    "no colours": (frame(0xC0, 50, 50, (), 0), DAMAGED),
    "no frame": (b"\xff\xd8\xff\xda\0\2", DAMAGED),
    "no scan": (b"\xff\xd8\xff\xd9", DAMAGED),
    "two frames": (frame(0xC0, 50, 50, HALVED, 3)[:-5] + frame(0xC0, 9_000, 9_000, HALVED, 3)[2:], DAMAGED),
    "no head": (b"\x89PNG\r\n\x1a\n" + b"".join(chunks([(b"IDAT", b"")])), DAMAGED),
    "no canvas": (b"RIFF\0\0\0\0WEBPVP8X", DAMAGED),
}


@pytest.mark.parametrize(("photo", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_too_much_is_refused_before_it_is_decoded(darkroom: Darkroom, photo: bytes, reason: str) -> None:
    made, peak = darkroom.develop(photo)
    assert isinstance(made, Refused)
    assert made.reason == reason
    assert peak < AT_ONCE


def test_a_photo_of_too_many_bytes_is_not_looked_at() -> None:
    with pytest.raises(Refused, match="too_big"):
        prepare(saved(scene()).ljust(LARGEST + 1, b"\0"))


def test_a_phones_largest_photo_is_taken_within_the_memory(darkroom: Darkroom) -> None:
    photo = tall(16_320, 12_256)  # 200 MP
    assert len(photo) < LARGEST
    made, peak = darkroom.develop(photo)
    assert isinstance(made, Made)
    assert (made.width, made.height) == (1600, 1202)
    assert peak < PEAK


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {"progressive": True}), ("JPEG", {}), ("PNG", {"compress_level": 1}), ("WEBP", {"method": 0})],
)
def test_a_usual_photo_is_taken_within_the_memory(darkroom: Darkroom, kind: str, options: dict[str, int]) -> None:
    made, peak = darkroom.develop(saved(grainy(4032, 3024), kind, **options))
    assert isinstance(made, Made)
    assert peak < PEAK


def test_a_palette_is_drawn_band_by_band(darkroom: Darkroom) -> None:
    """126 MP at one byte each; drawn at once it would be four."""
    photo = saved(Image.new("P", (60_000, 2_100)), "PNG")
    made, peak = darkroom.develop(photo)
    assert isinstance(made, Made)
    assert peak < PEAK
