"""The pictures of the app as PNG, drawn by Chromium from static/icons/*.svg; `make icons` after a change."""

import shutil
import struct
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

ICONS = Path(__file__).parents[1] / "static" / "icons"
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]


class Picture(NamedTuple):
    name: str
    source: str
    size: int
    corner: str = "0"  # of the field; what lies outside is clear


# iPhone and Android cut their own shape out of the full field; elsewhere the picture stands as it is.
PICTURES = (
    Picture("app-192.png", "app.svg", 192, "22%"),
    Picture("app-512.png", "app.svg", 512, "22%"),
    Picture("maskable-512.png", "app.svg", 512),
    Picture("monochrome-512.png", "monochrome.svg", 512),
    Picture("apple-touch-icon.png", "app.svg", 180),
)
FAVICON, FAVICON_SIZE = Picture("favicon.ico", "mark.svg", 32), 32


def main() -> int:
    chromium = shutil.which("chromium")
    if not chromium:
        print("Chromium is missing. Install it as `chromium` (Debian: apt install chromium).")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        for picture in PICTURES:
            write(picture.name, draw(page, picture))
        write(FAVICON.name, as_ico(draw(page, FAVICON)))
        browser.close()
    return 0


def draw(page: Page, picture: Picture) -> bytes:
    """The picture as PNG, pixel for pixel."""
    page.set_viewport_size({"width": picture.size, "height": picture.size})
    drawing = (ICONS / picture.source).read_text()
    page.set_content(
        "<!doctype html><style>body { margin: 0 } svg { display: block; inline-size: 100vw; block-size: 100vh;"
        f" border-radius: {picture.corner} }}</style>{drawing}"
    )
    return page.screenshot(omit_background=True)


def as_ico(png: bytes) -> bytes:
    """An icon file with one picture, which is a PNG."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, FAVICON_SIZE, FAVICON_SIZE, 0, 0, 1, 32, len(png), 22) + png


def write(name: str, body: bytes) -> None:
    (ICONS / name).write_bytes(body)
    print(f"static/icons/{name}: {len(body)} bytes")


if __name__ == "__main__":
    sys.exit(main())
