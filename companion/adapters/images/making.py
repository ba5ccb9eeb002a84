"""Pixels: from a received photo to the two that are kept. Runs in the child only."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image

from companion.adapters.images import header, limits
from companion.adapters.images.bands import plain
from companion.adapters.images.colour import to_srgb
from companion.adapters.images.decoding import Decoded, decode, view_size
from companion.adapters.images.made import Made, Refused

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def make(kind: str, file: BinaryIO) -> Made:
    """The two sizes of a photo of that kind. Raises Refused."""
    header.check(kind, file)
    try:
        return kept(decode(kind, file))
    except Refused:
        raise
    except Exception:  # decoders raise nearly everything, SyntaxError and MemoryError too
        raise Refused("unreadable_heic" if kind == "HEIF" else "damaged") from None


def kept(photo: Decoded) -> Made:
    """Reduced before it is turned and recoloured: the other way round costs five times the memory."""
    view = plain(photo.image).resize(view_size(photo.image.size), Image.Resampling.LANCZOS)
    view = to_srgb(view, photo.profile)
    if photo.orientation in _TURN:
        view = view.transpose(_TURN[photo.orientation])
    thumb = view.resize(view_size(view.size, limits.THUMB_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Made(_webp(view, 80), _webp(thumb, 70), *view.size)


def _webp(image: Image.Image, quality: int) -> bytes:
    bare = Image.new(image.mode, image.size)  # without the notes that Pillow would save again
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()
