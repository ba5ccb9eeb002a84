"""Modules that few requests need are loaded by the first one that does, so that the start stays quick."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


class Lazily:
    """Stands for a module: `segno = Lazily("segno")`. ModuleNotFoundError at once where it is not installed."""

    def __init__(self, name: str) -> None:
        if find_spec(name) is None:
            raise ModuleNotFoundError(name=name)
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
