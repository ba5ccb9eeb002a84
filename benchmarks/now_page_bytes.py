"""Bytes on the wire, Brotli as served: Now and its style sheet, and all until it is interactive and ready offline."""

import re
import sys
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask.testing import FlaskClient

from benchmarks.alice import alice

FIRST_FLIGHT, INTERACTIVE = 14_600, 60_000
BROTLI = {"Accept-Encoding": "br"}
# Fetched seconds after the page is interactive, where reminders are on; and in the app, in place of larger ones.
NOT_HERE = ("push.js", "installed.js")
IMPORTED = re.compile(r'(?:import|from) ?\(?"(\./[^"]+\.js)"')


def main() -> int:
    with alice() as person:
        page = person.phone.get("/now").text
        first = len(person.phone.get("/now", headers=BROTLI).data)
        course = len(person.phone.get("/course.json", headers=BROTLI).data)
        worker = len(person.phone.get("/sw.js", headers=BROTLI).data)
        sizes: dict[str, int] = {}
        for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            weigh(person.phone, name, sizes)
    sheets = sum(size for name, size in sizes.items() if name.endswith(".css"))
    script = sum(size for name, size in sizes.items() if name.endswith(".js"))
    total = first + sum(sizes.values()) + course + worker
    print(
        f"Now page: {first} + {sheets} = {first + sheets} bytes of HTML and style (budget {FIRST_FLIGHT}); "
        f"{total} until interactive and ready offline (budget {INTERACTIVE}): "
        f"{script} of script, {course} of course.json, {worker} of the service worker among them"
    )
    return int(first + sheets > FIRST_FLIGHT or total > INTERACTIVE)


def weigh(phone: FlaskClient, name: str, sizes: dict[str, int]) -> None:
    """The file, and every module that it imports, each once."""
    if name in sizes:
        return
    sizes[name] = len(phone.get(name, headers=BROTLI).data)
    if name.endswith(".js") and "/vendor/" not in name:
        for path in IMPORTED.findall(phone.get(name).text):
            if not path.endswith(NOT_HERE):
                weigh(phone, str(PurePosixPath(name).parent / path), sizes)


if __name__ == "__main__":
    sys.exit(main())
