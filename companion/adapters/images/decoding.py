"""Each format with exactly its own decoder, and never more of the picture in memory than its limit foresees."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import open_heif, options

from companion.adapters.images import header, limits
from companion.adapters.images.bands import Rows, reduced

Image.MAX_IMAGE_PIXELS = None  # the header was asked; Pillow's own limit refuses what phones of today take
options.DECODE_THREADS = 0
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
_ORIENTATION = 0x0112
_UPRIGHT = 1


class Decoded(NamedTuple):
    """A photo of twice the view's size or little more, its colour profile, and its orientation as EXIF counts it."""

    image: Image.Image
    profile: bytes | None
    orientation: int


def decode(kind: str, file: BinaryIO) -> Decoded:
    """Raises nearly everything for a file that is not what its first bytes say."""
    return {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "HEIF": _heif}[kind](file)


def fitted(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size whose longer side is `edge`; a smaller one stays as it is."""
    scale = min(1.0, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _jpeg(file: BinaryIO) -> Decoded:
    photo = JpegImageFile(file)
    orientation = _orientation(photo)
    photo.draft(None, fitted(photo.size, limits.VIEW_EDGE))
    photo.load()
    return Decoded(photo, _profile(photo.info), orientation)


def _png(file: BinaryIO) -> Decoded:
    photo = PngImageFile(file)
    photo.load()

    def rows(top: int, bottom: int) -> Image.Image:
        return photo.crop((0, top, photo.width, bottom))

    return Decoded(_smaller(photo.size, rows), _profile(photo.info), _orientation(photo))


def _webp(file: BinaryIO) -> Decoded:
    photo = WebPImageFile(file)
    (width, height), mode = photo.size, photo.mode
    header.check_pixels(width, height, limits.WEBP_PIXELS)
    frame, _, _ = photo._get_next()
    del photo._decoder  # it holds the picture twice, and load() would make a fourth

    def rows(top: int, bottom: int) -> Image.Image:
        strip = memoryview(frame)[top * width * 4 : bottom * width * 4]
        return Image.frombytes(mode, (width, bottom - top), strip, "raw", photo.rawmode)

    return Decoded(_smaller(photo.size, rows), _profile(photo.info), _orientation(photo))


def _heif(file: BinaryIO) -> Decoded:
    photo = open_heif(BytesIO(file.read()), remove_stride=False)
    frame = photo[photo.primary_index]
    header.check_pixels(*frame.size, limits.HEIF_PIXELS)
    pixels, stride = memoryview(frame.data), frame.stride
    width = frame.size[0]

    def rows(top: int, bottom: int) -> Image.Image:
        strip = pixels[top * stride : bottom * stride]
        return Image.frombytes(frame.mode, (width, bottom - top), strip, "raw", frame.mode, stride)

    # Its own box says how it is turned, and the decoder has turned it: the EXIF says so a second time.
    return Decoded(_smaller(frame.size, rows), _profile(frame.info), _UPRIGHT)


def _smaller(size: tuple[int, int], rows: Rows) -> Image.Image:
    wanted = fitted(size, limits.VIEW_EDGE)
    return reduced(size, rows, min(size[0] // wanted[0], size[1] // wanted[1]))


def _profile(info: Mapping[Any, object]) -> bytes | None:
    profile = info.get("icc_profile")
    return profile if isinstance(profile, bytes) else None


def _orientation(photo: Image.Image) -> int:
    try:
        return int(photo.getexif().get(_ORIENTATION, _UPRIGHT))
    except Exception:  # a broken EXIF is no reason to refuse a picture
        return _UPRIGHT
