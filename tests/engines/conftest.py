"""One house for all, and a fresh browser of each engine for every story; the phone must stay without troubles."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.browser.house import House, running
from tests.engines.engine import Engine
from tests.engines.firefox import firefox
from tests.engines.phone import Phone
from tests.engines.webkit import browser, webkit

ENGINES: dict[str, Callable[[Path, int, int], AbstractContextManager[Engine]]] = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A browser that never was anywhere."""
    need(request.param)
    with ENGINES[request.param](tmp_path, 390, 844) as engine:
        yield engine


@pytest.fixture
def phone(engine: Engine, house: House) -> Iterator[Phone]:
    """Alice's phone, in London, never here before; it must stay without troubles."""
    house.forget_tries()
    yield Phone(engine, house.address)
    assert not engine.troubles()


def need(engine: str) -> None:
    """Skip, in CI fail, where that browser is missing."""
    programs = {
        "firefox": shutil.which("firefox-esr") or shutil.which("firefox"),
        "webkit": shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and browser(),
    }
    if not programs[engine]:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(f"{engine} is missing; `sh scripts/get-browsers` tells more.")
