"""Start of the web process, against Flask and SQLAlchemy alone."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUDGET = 2.0
THERE = "; import os; os._exit(0)"  # the page is there: how long a process takes to end is not the question
OURS = "import wsgi; wsgi.app.test_client().get('/')" + THERE
BARE = (
    "from flask import Flask; from flask_sqlalchemy import SQLAlchemy; app = Flask('x');"
    "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'; SQLAlchemy(app); app.test_client().get('/')"
) + THERE


def seconds(script: str, folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"COMPANION_INSTANCE": folder}, check=True
    )
    return time.perf_counter() - started


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        seconds(OURS, folder)
        rounds = [(seconds(OURS, folder), seconds(BARE, folder)) for _ in range(9)]
    ratio = statistics.median(ours / bare for ours, bare in rounds)
    ours, bare = (min(column) for column in zip(*rounds, strict=True))
    print(
        f"start: {ours:.2f} s to the first page, {ratio:.2f}x of Flask and SQLAlchemy ({bare:.2f} s; budget {BUDGET}x)"
    )
    return int(ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
