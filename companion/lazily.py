"""Modules that few requests need are loaded by the first one that does, so that the start stays quick."""

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any


class Lazily:
    """Stands for a module: `segno = Lazily("segno")`. ModuleNotFoundError at once where it is not installed."""

    def __init__(self, name: str) -> None:
        package = name.partition(".")[0]  # to look further would load it
        if package not in sys.modules and find_spec(package) is None:  # one that is loaded may have no spec
            raise ModuleNotFoundError(name=name)
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
