"""The protocol this program carries, and reading one that was checked. `checking` checks a file."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from companion.aftercare.protocol.base import say
from companion.aftercare.protocol.document import Protocol

__all__ = ["HOME", "Protocol", "bundled", "bundled_json", "bundled_values", "parse", "parse_lean", "say"]

HOME = files("companion.aftercare") / "protocols"


@cache
def bundled() -> Protocol:
    """The protocol this program carries."""
    return parse(bundled_json())


def bundled_json() -> str:
    """The same as compact JSON, made from its YAML by `compile_json`."""
    return (HOME / "neuromodulator.json").read_text(encoding="utf-8")


@cache
def bundled_values() -> dict[str, Any]:
    """The same as plain values, the floor of every clinic's own file. Nobody changes them."""
    values: dict[str, Any] = json.loads(bundled_json())
    return values


def parse(compiled: str) -> Protocol:
    """A protocol from JSON that was checked when it was made."""
    return Protocol.model_validate_json(compiled)


def parse_lean(compiled: str) -> Protocol:
    """The same; parts that are equal to this program's are this program's, so that many versions weigh little."""
    mine, ours = parse(compiled), bundled()
    same = {name: getattr(ours, name) for name in Protocol.model_fields if getattr(ours, name) == getattr(mine, name)}
    return mine.model_copy(update=same)
