"""Colours as every screen shows them: in sRGB, so that the profile need not be kept."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in RGB or gray; a profile that is broken or made for another kind of colour is passed over."""
    if profile:
        try:
            converted = ImageCms.profileToProfile(image, BytesIO(profile), _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted:
            return converted
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
