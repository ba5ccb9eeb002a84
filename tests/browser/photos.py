"""Photos as a phone takes them: twelve megapixels with a sensor's noise, so that they are as large as real ones."""

import io
from functools import lru_cache

from PIL import Image

TWELVE = (4032, 3024)  # pixels


@lru_cache(maxsize=8)
def photo(number: int, size: tuple[int, int] = TWELVE) -> bytes:
    """A JPEG that no other number gives."""
    noise = Image.effect_noise((size[0] // 2, size[1] // 2), 40 + number).resize(size)
    file = io.BytesIO()
    Image.merge("RGB", (noise, noise.rotate(180), noise)).save(file, "JPEG", quality=82)
    return file.getvalue()
