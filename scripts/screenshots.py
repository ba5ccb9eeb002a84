"""Pictures of every scene of the tests, at three widths, light and dark, with a sheet for each to look through.

`screenshots.py now help` takes only the scenes whose names begin so.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.conftest import FLAGS
from tests.browser.house import House, running
from tests.browser.phone import Phone, Scheme, untroubled
from tests.browser.scenes import SCENES, Scene

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "test-results" / "screenshots"
WIDTHS = (320, 390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEIGHTS = {320: 568, 390: 844, 1280: 800}
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{kind}</title>
<style>body {{ display: flex; flex-wrap: wrap; gap: 24px; align-items: start; font: 14px system-ui; background: #999 }}
figure {{ margin: 0 }} img {{ display: block; max-width: 45vw }}</style>
{figures}
"""


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    asked = tuple(sys.argv[1:])
    with opened() as (chromium, house):
        for scene in SCENES:
            if scene.__name__.startswith(asked or ("",)):
                print(scene.__name__, flush=True)
                take(scene, chromium, house)
    for kind in (f"{width}-{scheme}" for width in WIDTHS for scheme in SCHEMES):
        write_sheet(kind)
    print(f"Look at {FOLDER.relative_to(ROOT)}/sheet-390-light.html and the others beside it")
    return 0


@contextmanager
def opened() -> Iterator[tuple[Browser, House]]:
    """A Chromium, and the program on a port of its own."""
    path = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, running(Path(folder)) as house:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser, house
        browser.close()


def take(scene: Scene, chromium: Browser, house: House) -> None:
    house.forget_tries()
    with untroubled(chromium, house) as phones:
        phone: Phone = phones()
        scene(phone, house)
        for width in WIDTHS:
            show_whole(phone, width)
            for scheme in SCHEMES:
                phone.page.emulate_media(color_scheme=scheme)
                phone.page.screenshot(path=FOLDER / f"{scene.__name__}-{width}-{scheme}.png")


def show_whole(phone: Phone, width: int) -> None:
    """As tall as the page, so that the tab bar stands at its foot; a dialog fills the screen of the phone."""
    phone.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    if phone.page.locator("dialog:modal").count():
        return
    height = phone.measure("document.documentElement.scrollHeight")
    phone.page.set_viewport_size({"width": width, "height": height})


def write_sheet(kind: str) -> None:
    names = [scene.__name__ for scene in SCENES if (FOLDER / f"{scene.__name__}-{kind}.png").exists()]
    figures = "\n".join(
        f'<figure>{name}<img src="{name}-{kind}.png" alt="{name}" loading="lazy"></figure>' for name in names
    )
    (FOLDER / f"sheet-{kind}.html").write_text(SHEET.format(kind=kind, figures=figures))


if __name__ == "__main__":
    sys.exit(main())
