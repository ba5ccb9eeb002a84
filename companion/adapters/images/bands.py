"""A large picture made smaller in bands, so that nothing but the band stands in memory beside it."""

from collections.abc import Callable

from PIL import Image

Rows = Callable[[int, int], Image.Image]  # the rows from top to bottom of a decoded picture
_BAND = 256  # rows of the smaller picture... of the larger one: _BAND * factor


def reduced(size: tuple[int, int], rows: Rows, factor: int) -> Image.Image:
    """The picture by an integer factor smaller, as gray or RGB, on white where it is clear."""
    factor = max(1, factor)
    width, height = (-(-side // factor) for side in size)
    band = max(1, _BAND // factor) * factor
    small: Image.Image | None = None
    for top in range(0, size[1], band):
        strip = plain(rows(top, min(top + band, size[1]))).reduce(factor)
        small = small or Image.new(strip.mode, (width, height))
        small.paste(strip, (0, top // factor))
    assert small is not None
    return small


def plain(image: Image.Image) -> Image.Image:
    """The same as 8-bit gray, RGB or CMYK; what is clear becomes white."""
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("1", "F"):
        return image.convert("L")
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), clear).convert("RGB")
