"""A large picture made smaller in bands, so that nothing but one band stands in memory beside it."""

from collections.abc import Callable

from PIL import Image

Rows = Callable[[int, int], Image.Image]  # the rows of a decoded picture, from one to before another
_BAND = 1_000_000  # pixels


def reduced(size: tuple[int, int], rows: Rows, factor: int) -> Image.Image:
    """The picture, smaller by a whole factor, in 8-bit gray or RGB."""
    width, height = size
    band = max(1, _BAND // width // factor) * factor
    bands = ((top, min(top + band, height)) for top in range(0, height, band))
    strips = ((top, plain(rows(top, bottom)).reduce(factor)) for top, bottom in bands)
    top, strip = next(strips)
    small = Image.new(strip.mode, (strip.width, -(-height // factor)))
    small.paste(strip, (0, top))
    for top, strip in strips:
        small.paste(strip, (0, top // factor))
    return small


def plain(image: Image.Image) -> Image.Image:
    """The same in 8-bit gray, RGB or CMYK; what is clear becomes white."""
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    if image.mode.startswith("I"):  # 16 bits of gray
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
