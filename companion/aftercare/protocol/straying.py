"""Where plain values differ from those they were made from. More languages of a text are no difference."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, TypeGuard

from companion.aftercare.protocol.problems import Path

OURS = "belongs to the program and cannot be changed here"


def is_text(value: Any) -> TypeGuard[dict[str, str]]:
    """Whether it is a map of languages to words."""
    return isinstance(value, dict) and "en" in value and all(isinstance(words, str) for words in value.values())


def strayed(floor: Any, mine: Any, path: Path) -> Iterator[Path]:
    """Every place at which `mine` is something else than `floor`, and is no further language of a text."""
    if isinstance(floor, dict) and isinstance(mine, dict):
        extra = set() if is_text(floor) and is_text(mine) else mine.keys() - floor.keys()
        for key in sorted(floor.keys() | extra, key=str):
            yield from strayed(floor.get(key), mine.get(key), (*path, key))
    elif isinstance(floor, list) and isinstance(mine, list):
        for place, (theirs, own) in enumerate(zip_longest(floor, mine)):
            yield from strayed(theirs, own, (*path, place))
    elif floor != mine or type(floor) is not type(mine):
        yield path
