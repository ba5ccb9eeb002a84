"""Each format with exactly its own decoder, never more pixels in memory than its limit allows."""

from io import BytesIO
from typing import BinaryIO, NamedTuple

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import open_heif, options

from companion.adapters.images import header, limits
from companion.adapters.images.bands import Rows, reduced

# The limits are ours, asked of the header; Pillow's own would refuse what phones of today take.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
options.DECODE_THREADS = 1
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False

ORIENTATION = 0x0112


class Decoded(NamedTuple):
    """A photo of about twice the view's size at most, its colour profile, and its orientation as EXIF counts it."""

    image: Image.Image
    profile: bytes | None
    orientation: int


def decode(kind: str, file: BinaryIO) -> Decoded:
    return {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "HEIF": _heif}[kind](file)


def view_size(size: tuple[int, int], edge: int = limits.VIEW_EDGE) -> tuple[int, int]:
    """The size whose longer side is `edge`; a smaller one stays."""
    scale = min(1.0, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _jpeg(file: BinaryIO) -> Decoded:
    photo = JpegImageFile(file)
    orientation = _orientation(photo)
    photo.draft(None, view_size(photo.size))
    photo.load()
    return Decoded(photo, _profile(photo), orientation)


def _png(file: BinaryIO) -> Decoded:
    photo = PngImageFile(file)
    photo.load()

    def rows(top: int, bottom: int) -> Image.Image:
        return photo.crop((0, top, photo.width, bottom))

    return Decoded(_smaller(photo.size, rows), _profile(photo), _orientation(photo))


def _webp(file: BinaryIO) -> Decoded:
    photo = WebPImageFile(file)
    orientation, profile, size = _orientation(photo), _profile(photo), photo.size
    header.check_pixels(*size, limits.WEBP_PIXELS)
    frame, mode = photo._get_next()[0], photo.rawmode
    del photo._decoder  # it holds the picture twice: load() would make it four times
    stride = size[0] * 4

    def rows(top: int, bottom: int) -> Image.Image:
        strip = memoryview(frame)[top * stride : bottom * stride]
        return Image.frombytes("RGBA" if mode == "RGBA" else "RGB", (size[0], bottom - top), strip, "raw", mode)

    return Decoded(_smaller(size, rows), profile, orientation)


def _heif(file: BinaryIO) -> Decoded:
    photo = open_heif(BytesIO(file.read()), convert_hdr_to_8bit=True, remove_stride=False)
    frame = photo[photo.primary_index]
    header.check_pixels(frame.size[0], frame.size[1], limits.HEIF_PIXELS)
    pixels, size, stride, mode = memoryview(frame.data), frame.size, frame.stride, frame.mode

    def rows(top: int, bottom: int) -> Image.Image:
        strip = pixels[top * stride : bottom * stride]
        return Image.frombytes(mode, (size[0], bottom - top), strip, "raw", mode, stride)

    # The decoder has turned it already, whatever its EXIF says.
    return Decoded(_smaller(size, rows), _profile(frame), 1)


def _smaller(size: tuple[int, int], rows: Rows) -> Image.Image:
    wanted = view_size(size)
    return reduced(size, rows, min(size[0] // wanted[0], size[1] // wanted[1]))


def _profile(photo: object) -> bytes | None:
    profile = getattr(photo, "info", {}).get("icc_profile")
    return profile if isinstance(profile, bytes) else None


def _orientation(photo: Image.Image) -> int:
    try:
        return int(photo.getexif().get(ORIENTATION, 1))
    except Exception:  # a broken EXIF is no reason to refuse the picture
        return 1
