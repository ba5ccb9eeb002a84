"""From a received photo to the two pictures that are kept. Runs in the child only."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image

from companion.adapters.images import header, limits
from companion.adapters.images.bands import plain
from companion.adapters.images.colour import to_srgb
from companion.adapters.images.decoding import Decoded, decode, fitted
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
    except MemoryError:
        raise Refused("too_many_pixels") from None
    except Exception:  # decoders raise nearly everything, SyntaxError too
        raise Refused("unreadable_heic" if kind == "HEIF" else "damaged") from None


def kept(photo: Decoded) -> Made:
    """Made smaller before it is recoloured and turned: the other way round costs five times the memory."""
    view = _resized(plain(photo.image), limits.VIEW_EDGE)
    view = to_srgb(view, photo.profile)
    if photo.orientation in _TURN:
        view = view.transpose(_TURN[photo.orientation])
    thumb = _resized(view, limits.THUMB_EDGE)
    return Made(_webp(view, 84, 2), _webp(thumb, 60, 2), *view.size)


def _resized(image: Image.Image, edge: int) -> Image.Image:
    return image.resize(fitted(image.size, edge), Image.Resampling.BICUBIC, reducing_gap=1.0)


def _webp(image: Image.Image, quality: int, method: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=method, icc_profile=None, exif=b"", xmp=b"")
    return out.getvalue()
