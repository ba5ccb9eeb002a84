"""Bytes of the Now page on the wire, Brotli as served: its HTML and style sheet, and all until it is interactive."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.alice import alice

FIRST_FLIGHT, INTERACTIVE = 14_600, 60_000
BROTLI = {"Accept-Encoding": "br"}


def main() -> int:
    with alice() as person:
        page = person.phone.get("/now").text
        first = len(person.phone.get("/now", headers=BROTLI).data)
        names = [*re.findall(r'(?:href|src)="(/static/[^"]+)"', page), "/static/x/js/moments.js"]
        sizes = {name: len(person.phone.get(name, headers=BROTLI).data) for name in names}
    sheets = sum(size for name, size in sizes.items() if name.endswith(".css"))
    total = first + sum(sizes.values())
    print(
        f"Now page: {first} + {sheets} = {first + sheets} bytes of HTML and style (budget {FIRST_FLIGHT}); "
        f"{total} until interactive (budget {INTERACTIVE}, course.json still to come)"
    )
    return int(first + sheets > FIRST_FLIGHT or total > INTERACTIVE)


if __name__ == "__main__":
    sys.exit(main())
