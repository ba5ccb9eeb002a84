"""Importing the ground floor, against importing Flask: it must load none of it."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUDGET = 1.0
FLOOR = "import companion.cli.floor, sys; assert not {'flask', 'sqlalchemy', 'jinja2'} & set(sys.modules)"
HOUSE = "import companion.app"


def seconds(script: str) -> float:
    times = []
    for _ in range(7):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> int:
    nothing = seconds("pass")
    floor, house = seconds(FLOOR) - nothing, seconds(HOUSE) - nothing
    ratio = floor / house
    print(
        f"ground floor: {floor * 1000:.0f} ms to import, {ratio:.2f}x of the whole house; no Flask (budget < {BUDGET}x)"
    )
    return int(ratio >= BUDGET)


if __name__ == "__main__":
    sys.exit(main())
