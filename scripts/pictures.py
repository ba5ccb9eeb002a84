"""The few pictures that the repository keeps: for the manifest of the app, and for the README."""

import base64
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripts.screenshots import opened
from tests.browser.house import House
from tests.browser.phone import Phone, Scheme, untroubled
from tests.browser.scenes import Scene, help_closed, invite, now, plan

ROOT = Path(__file__).parents[1]
STORE = ROOT / "static" / "screenshots"
README = ROOT / "docs" / "images" / "pages.webp"
Shot = tuple[str, Scene, int, int, float, Scheme]
FOR_THE_MANIFEST: list[Shot] = [
    ("now-narrow", now, 390, 844, 2, "light"),
    ("help-narrow", help_closed, 390, 844, 2, "light"),
    ("now-wide", now, 1280, 800, 1, "light"),
]
FOR_THE_README: list[Shot] = [
    ("invite", invite, 390, 844, 2, "light"),
    ("now", now, 390, 844, 2, "light"),
    ("plan", plan, 390, 844, 2, "dark"),
]
SIDE_BY_SIDE = """<!doctype html><style>body {{ display: flex; gap: 24px; margin: 24px; background: #dcd6cb }}
img {{ width: 390px; border-radius: 28px }}</style>{images}"""


def main() -> int:
    STORE.mkdir(exist_ok=True)
    with opened() as (chromium, house):
        for shot in FOR_THE_MANIFEST:
            write(STORE / f"{shot[0]}.webp", picture(shot, chromium, house))
        images = [base64.b64encode(picture(shot, chromium, house)).decode() for shot in FOR_THE_README]
        page = chromium.new_page(viewport={"width": 1266, "height": 892}, device_scale_factor=1.5)
        page.set_content(
            SIDE_BY_SIDE.format(images="".join(f'<img src="data:image/webp;base64,{image}">' for image in images))
        )
        write(README, webp(page))
    return 0


def picture(shot: Shot, chromium: Browser, house: House) -> bytes:
    """WebP of what the screen shows first."""
    _, scene, width, height, scale, scheme = shot
    with untroubled(chromium, house) as phones:
        phone: Phone = phones(width=width, height=height, device_scale_factor=scale, scheme=scheme)
        scene(phone, house)
        return webp(phone.page)


def webp(page: Page) -> bytes:
    asked = {"format": "webp", "quality": 90}
    return base64.b64decode(page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)["data"])


def write(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    print(f"{path.relative_to(ROOT)}: {len(body) // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
