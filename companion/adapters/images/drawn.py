"""A face that nobody has: a JPEG for made-up patients."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT, GRAIN = 1200, 1600, 3
SKINS = ((226, 178, 148), (141, 94, 66), (205, 152, 118), (92, 60, 44), (238, 200, 176), (172, 120, 88))


def drawn_face(number: int, *, is_detailed: bool) -> bytes:
    """The same number gives the same face; with detail it weighs as much as a phone's photo."""
    skin = SKINS[number % len(SKINS)]
    picture = Image.new("RGB", (WIDTH, HEIGHT), (214, 218, 220))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((200, 150, 1000, 1450), fill=skin)
    for left in (380, 700):
        draw.ellipse((left, 640, left + 120, 700), fill=(250, 250, 248))
        draw.ellipse((left + 40, 645, left + 85, 695), fill=(60, 50, 44))
        draw.line((left - 20, 590 + 4 * number, left + 140, 580), fill=(70, 50, 40), width=16)
    draw.arc((480, 1040, 720, 1160), 20, 160, fill=(150, 70, 70), width=18)
    if is_detailed:
        picture = Image.blend(picture, _grain(number), 0.2)
    file = BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def _grain(number: int) -> Image.Image:
    """Noise as of skin and hair, three pixels wide."""
    small = WIDTH // GRAIN, HEIGHT // GRAIN
    noise = Random(number).randbytes(small[0] * small[1] * 3)  # noqa: S311 - a picture
    return Image.frombytes("RGB", small, noise).resize((WIDTH, HEIGHT))
