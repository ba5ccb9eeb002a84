"""The memory of the child at the hardest photos that are taken, against what it may have."""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image

from companion.adapters.images import Made
from companion.adapters.images.darkroom import Darkroom
from tests.adapters.photos import grainy, png, saved, tall

BUDGET = 200


def repeated(width: int, height: int) -> Image.Image:
    """As large as that out of one grainy tile: quicker to make, as hard to decode."""
    tile, image = grainy(1000, 1000), Image.new("RGB", (width, height))
    for left in range(0, width, 1000):
        for top in range(0, height, 1000):
            image.paste(tile, (left, top))
    return image


PHOTOS: dict[str, Callable[[], bytes]] = {
    "baseline JPEG 200 MP": lambda: tall(16_320, 12_256),
    "in full colour": lambda: tall(16_320, 12_256, "4:4:4", quality=80),
    "progressive JPEG 40 MP": lambda: saved(repeated(7_300, 5_470), progressive=True),
    "in full colour 20 MP": lambda: saved(repeated(5_160, 4_000), progressive=True, subsampling="4:4:4"),
    "PNG 32 MP": lambda: saved(repeated(6_000, 5_400), "PNG", compress_level=1),
    "gray PNG 129 MP": lambda: png(12_000, 10_800, 8, 0, (b"\0" + bytes(range(250)) * 48) * 10_800),
    "WebP 12.5 MP": lambda: saved(repeated(4_160, 3_000), "WEBP", method=0),
    "HEIC 30 MP": lambda: saved(Image.new("RGB", (6_000, 4_990), "tan"), "HEIF", tile_size=1024, quality=10),
}


def main() -> int:
    darkroom, peaks, refused = Darkroom(at_once=1), {}, []
    for name, photo in PHOTOS.items():
        made, peak = darkroom.develop(photo())
        peaks[name] = peak / 1e6
        if not isinstance(made, Made):
            refused.append(f"{name}: {made.reason}")
    print(
        f"hardest photos that are taken: {max(peaks.values()):.0f} MB at most (budget {BUDGET} MB): "
        + ", ".join(f"{name} {peak:.0f}" for name, peak in peaks.items())
        + "".join(f"; NOT TAKEN {one}" for one in refused)
    )
    return int(max(peaks.values()) > BUDGET or bool(refused))


if __name__ == "__main__":
    sys.exit(main())
