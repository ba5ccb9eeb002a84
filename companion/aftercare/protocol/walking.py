"""Finding things in plain values that may have any shape: what has the wrong one is passed over."""

from collections.abc import Iterator
from typing import Any

from companion.aftercare.protocol.problems import Path
from companion.aftercare.spans import Span


def at(values: Any, path: Path) -> Any:
    """What stands at that path, None where there is nothing of the kind."""
    for step in path:
        values = values.get(step) if isinstance(values, dict) else None
    return values


def entries(values: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The maps in the list at that path, each with its own path."""
    found = at(values, path)
    for i, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, dict):
            yield (*path, i), entry


def texts_of(value: Any) -> list[tuple[str, str]]:
    """(language, words) of a text."""
    pairs = value.items() if isinstance(value, dict) else ()
    return [(str(language), words) for language, words in pairs if isinstance(words, str)]


def name_of(entry: dict[str, Any]) -> str:
    """The entry's id, "" where it is no text."""
    return entry["id"] if isinstance(entry.get("id"), str) else ""


def texts_in(value: Any) -> list[str]:
    """The texts of a list or the keys of a map."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | dict) else []


def span_of(value: Any) -> Span | None:
    try:
        return Span.parse(value)
    except (TypeError, ValueError):
        return None


def strings_in(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in pairs:
        yield from strings_in(inner, (*path, step))
