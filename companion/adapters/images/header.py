"""Limits that are asked of a photo's header, before any decoder sees it."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from companion.adapters.images import limits
from companion.adapters.images.made import Refused

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_SCAN = 0xDA


def check(kind: str, file: BinaryIO) -> None:
    """Raises Refused where the header asks for more than the child may use. HEIF is asked when it is open."""
    {"JPEG": _check_jpeg, "PNG": _check_png, "WEBP": _check_webp}.get(kind, lambda _: None)(file)
    file.seek(0)


def check_pixels(width: int, height: int, most: int) -> None:
    if not (width and height):
        raise Refused("damaged")
    if width * height > most or max(width, height) > limits.LONGEST_SIDE:
        raise Refused("too_many_pixels")


def _check_jpeg(file: BinaryIO) -> None:
    frame = b""
    for marker, body in _segments(file):
        if marker in _FRAMES:
            if frame or len(body) < 6:
                raise Refused("damaged")
            frame = bytes([marker]) + body
        if marker == _SCAN:
            _check_frame(frame, body)
            return
    raise Refused("damaged")


def _check_frame(frame: bytes, scan: bytes) -> None:
    if len(frame) < 7 or len(frame) < 7 + 3 * frame[6] or not scan:
        raise Refused("damaged")
    height, width, parts = struct.unpack("!HHB", frame[2:7])
    check_pixels(width, height, limits.JPEG_PIXELS)
    is_kept_whole = frame[0] not in (0xC0, 0xC1) or scan[0] < parts
    if is_kept_whole:
        factors = [(byte >> 4, byte & 15) for byte in frame[8 : 7 + 3 * parts : 3]]
        widest, highest = max(x for x, _ in factors), max(y for _, y in factors)
        if not (widest and highest):
            raise Refused("damaged")
        coefficients = 2 * width * height * sum(x * y for x, y in factors) // (widest * highest)
        if width * height > limits.WHOLE_PIXELS or coefficients > limits.WHOLE_BYTES:
            raise Refused("too_detailed")


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each marker of a JPEG with its body, as decoders find them: what lies between two segments is passed over."""
    file.seek(2)
    while byte := file.read(1):
        if byte != b"\xff":
            continue
        while byte == b"\xff":
            byte = file.read(1)
        if not byte or byte == b"\0" or byte[0] in _BARE:
            continue
        length = int.from_bytes(file.read(2), "big")
        yield byte[0], file.read(max(0, length - 2))


def _check_png(file: BinaryIO) -> None:
    head = file.read(26)
    if len(head) < 26 or head[12:16] != b"IHDR":
        raise Refused("damaged")
    width, height, depth, colour = struct.unpack("!IIBB", head[16:26])
    each = 4 if colour in (2, 4, 6) else 2 if depth == 16 else 1
    check_pixels(width, height, limits.PNG_BYTES // each)


def _check_webp(file: BinaryIO) -> None:
    head = file.read(30)
    if len(head) < 30:
        raise Refused("damaged")
    if head[12:16] == b"VP8X":
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    check_pixels(width, height, limits.WEBP_PIXELS)
