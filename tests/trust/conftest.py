"""TRUST=1 runs the whole, else a tenth; each test prints its figure."""

import os
from collections.abc import Callable

import pytest

WHOLE = os.environ.get("TRUST") == "1"
Say = Callable[[str], None]


def of(whole: int) -> int:
    """So many, or a tenth of it."""
    return whole if WHOLE else max(1, whole // 10)


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a figure past the capture where the whole runs."""

    def tell(figure: str) -> None:
        with capsys.disabled():
            if WHOLE:
                print(f"\n{figure}")  # noqa: T201

    return tell
