"""Photos made here and now: every format, orientation and mode, with a canary in everything that is not pixels."""

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

CANARY = "kestrel-over-51.5072N"
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 40), (40, 60, 200), (250, 250, 250)
CORNERS = (RED, GREEN, BLUE, WHITE)  # of an upright photo: top left, top right, bottom left, bottom right
ORIENTATION = 0x0112
# How the camera held it: the stored pixels are the upright ones turned this way.
_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

pillow_heif.register_heif_opener()


def scene(width: int = 240, height: int = 160) -> Image.Image:
    """Four coloured quarters, upright."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), RED)
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    return image


def grainy(width: int, height: int) -> Image.Image:
    """Something that compresses as a photo does: soft shapes under fine grain."""
    parts = []
    for part in range(3):
        soft = Image.effect_noise((width // 40 + 2, height // 40 + 2), 60 + 20 * part).resize((width, height))
        parts.append(Image.blend(soft, Image.effect_noise((width, height), 30), 0.25))
    return Image.merge("RGB", parts)


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def taken(kind: str, orientation: int = 1, image: Image.Image | None = None, **options: object) -> bytes:
    """As a phone makes it: with its orientation, the place and the camera's name."""
    image = image or scene()
    exif = image_exif(orientation)
    if kind == "PNG":
        notes = PngInfo()
        notes.add_text("Comment", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", CANARY, zip=True)
        options["pnginfo"] = notes
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    if kind in ("JPEG", "WEBP", "HEIF"):
        options["xmp"] = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{CANARY}</x:xmpmeta>'.encode()
    if orientation in _STORED:
        image = image.transpose(_STORED[orientation])
    return saved(image, kind, exif=exif, icc_profile=srgb(), **options)


def image_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = exif[0x0110] = exif[0x013B] = CANARY  # description, camera, artist
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0), 27: CANARY.encode()})
    return exif.tobytes()


def srgb(*, red_and_blue_swapped: bool = False) -> bytes:
    """A colour profile; the swapped one stands for a camera whose red is everybody's blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if red_and_blue_swapped:
        profile = profile.replace(b"rXYZ", b"tmpX", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmpX", b"bXYZ", 1)
    return profile


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG by hand, for what Pillow does not write; `rows` with a filter byte before each."""
    parts = [(b"IHDR", struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, 0))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks([*parts, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]))


def chunks(parts: Iterable[tuple[bytes, bytes]]) -> Iterable[bytes]:
    for name, body in parts:
        yield struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))


def resized_header(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG that says it is of another size."""
    at = next(at for at in range(len(jpeg)) if jpeg[at] == 0xFF and jpeg[at + 1] in (0xC0, 0xC2))
    return jpeg[: at + 5] + struct.pack("!HH", height, width) + jpeg[at + 9 :]


def tall(width: int, height: int, subsampling: str = "4:2:0", quality: int = 90) -> bytes:
    """A baseline JPEG of any height from eight rows of blocks, over and over: no large picture is ever in memory."""
    strip = saved(grainy(width, 128), restart_marker_rows=1, quality=quality, subsampling=subsampling)
    start = strip.index(b"\xff\xda")
    start += 2 + int.from_bytes(strip[start + 2 : start + 4], "big")
    rows, row = [], start
    for at in range(start, len(strip) - 1):
        if strip[at] == 0xFF and strip[at + 1] in range(0xD0, 0xDA):
            rows.append(strip[row:at])
            row = at + 2
    many = -(-height // (128 // len(rows)))
    body = b"".join(rows[n % len(rows)] + bytes([0xFF, 0xD0 + n % 8]) for n in range(many))
    return resized_header(strip[:start], width, height) + body[:-2] + b"\xff\xd9"
