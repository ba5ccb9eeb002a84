"""Colours as every screen shows them: sRGB, so that the profile need not be kept."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in RGB or gray; a profile that is broken or of another kind of colour is passed over."""
    if profile and image.mode in ("L", "RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
