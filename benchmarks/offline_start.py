"""Now without a network, against a bare static page from the same service worker: until the countdown is painted."""

import re
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, path_of_chromium
from tests.browser.house import running
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

BUDGET = 1.5
ROUNDS = 15
PAINTED = """() => new Promise((done) => {
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = () => painted() ? done(painted().startTime) : requestAnimationFrame(look);
  look();
})"""
TICKS = re.compile(r"^\d+:\d\d:\d\d$")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        model = Path(folder) / "model"
        model.mkdir()
        with running(model) as run_once:
            house = OwnHouse(Path(folder) / "house", run_once)
        phone = OwnPhone(playwright, path_of_chromium(), FLAGS, Path(folder) / "profile", house.address)
        phone.redeem(house.at.hand_over())
        house.stop()
        phone.stop().start()
        rounds = [
            (painted(phone.page, f"{house.address}/now"), painted(phone.page, f"{house.address}/offline"))
            for _ in range(ROUNDS)
        ]
        phone.open("/now")
        assert TICKS.match(phone.page.locator(".hero:visible [data-countdown]").first.inner_text())
        phone.stop()
    ours, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(now / page for now, page in rounds)
    print(
        f"offline start: countdown painted after {ours:.0f} ms, {ratio:.2f}x of a bare page from the same service "
        f"worker ({bare:.0f} ms; budget {BUDGET}x)"
    )
    return int(ratio > BUDGET)


def painted(page: Page, address: str) -> float:
    """Milliseconds from the start of the navigation to the first paint of words; Now waits with it for its script."""
    page.goto(address)
    found: float = page.evaluate(PAINTED)
    return found


if __name__ == "__main__":
    sys.exit(main())
