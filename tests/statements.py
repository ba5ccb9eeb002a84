"""How often a page asks the database, the one of the keys too."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from companion.extensions import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement of the block."""
    found: list[str] = []
    hear = [(engine, lambda *args: found.append(args[2])) for engine in db.engines.values()]
    for engine, listener in hear:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        yield found
    finally:
        for engine, listener in hear:
            event.remove(engine, "before_cursor_execute", listener)
