"""The desk of a clinic with 5,000 patients, 50,000 entries and 60,000 photos, against the same pages of one with 50."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.at_the_desk import PATIENTS, TODAY, Desk, desk
from companion.services.seed import Size

RATIO, STATEMENTS, POLLED, BYTES = 1.5, 6, 2, 400_000
ROUNDS, VIEWS = 7, 5
LARGE = Size(5_000, 50_000, 60_000, few_files=True)
SMALL = Size(50, 500, 600, waiting=50, days=14, few_files=True)  # as full a page, and as many checks this week
BROTLI = {"Accept-Encoding": "br"}
HTMX = {"HX-Request": "true"}
LINKED = re.compile(r'(?:href|src)="(/(?:static|photos)/[^"]+)"')
IMPORTED = re.compile(r'(?:import|from) ?\(?"(\./[^"]+\.js)"')


def main() -> int:
    with desk(SMALL) as small, desk(LARGE) as large:
        says = large.browser.get(TODAY).text
        assert "1–50 of 312 wait" in says
        assert "1–50 of 50 wait" in small.browser.get(TODAY).text
        rows = [
            (f"{name}, CPU", *_ratio(path, small, large), RATIO)
            for name, path in (("Today", TODAY), ("The list of patients", PATIENTS))
        ]
        rows += _polled(large)
        rows += [("Today", "asks the database", large.asked(TODAY), STATEMENTS)]
        rows += [("Review, 60 photos", "asks the database", large.asked(large.review), STATEMENTS)]
        rows += [("Review, 60 photos", "bytes of the first view", first_view(large), BYTES)]
    for name, what, figure, budget in rows:
        print(f"{name}: {what} {figure:,} (budget {budget:,})")
    return int(any(figure > budget for *_, figure, budget in rows))


def _ratio(path: str, small: Desk, large: Desk) -> tuple[str, float]:
    """Of the fastest rounds, so that neighbours do not count."""
    for one in (small, large):
        one.milliseconds(path, VIEWS)
    rounds = [(large.milliseconds(path, VIEWS), small.milliseconds(path, VIEWS)) for _ in range(ROUNDS)]
    fastest = [min(column) for column in zip(*rounds, strict=True)]
    words = f"{fastest[0]:.1f} ms of 5,000 patients, {fastest[1]:.1f} of 50:"
    return words, round(fastest[0] / fastest[1], 2)


def _polled(large: Desk) -> list[tuple[str, str, float, float]]:
    etag = large.browser.get(TODAY, headers=HTMX).headers["ETag"]
    again = HTMX | {"If-None-Match": etag}
    assert large.browser.get(TODAY, headers=again).status_code == 304
    spent = large.milliseconds(TODAY, 50, **again)
    return [("Today, unchanged", f"{spent:.2f} ms of CPU; asks the database", large.asked(TODAY, **again), POLLED)]


def first_view(large: Desk) -> int:
    """The page, its style, scripts and icons, and every photo that it names, hidden ones too, on the wire."""
    sizes: dict[str, int] = {}
    page = large.browser.get(large.review, headers=BROTLI).data
    for name in LINKED.findall(large.browser.get(large.review).text):
        _weigh(large, name, sizes)
    assert sum("/photos/" in name for name in sizes) >= 10
    return len(page) + sum(sizes.values())


def _weigh(large: Desk, name: str, sizes: dict[str, int]) -> None:
    if name in sizes:
        return
    sizes[name] = len(large.browser.get(name, headers=BROTLI).data)
    if name.endswith(".js") and "/vendor/" not in name:
        for path in IMPORTED.findall(large.browser.get(name).text):
            _weigh(large, f"{name.rpartition('/')[0]}/{path[2:]}", sizes)


if __name__ == "__main__":
    sys.exit(main())
