"""SQLite as this program wants it."""

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

HABITS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")


class AwayError(Exception):
    """The file of a database that must be there is not."""


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def keep_habits(engine: Engine) -> None:
    """WAL; FULL, so that a power cut loses nothing that was acknowledged; what is deleted is overwritten."""
    event.listen(engine, "connect", _habits)


def never_make(engine: Engine) -> None:
    """Connecting raises AwayError where the file is away; SQLite by itself would make an empty one."""
    event.listen(engine, "do_connect", _only_what_is_there)


def make_file(engine: Engine) -> None:
    """Make the file of that database where it is missing, for its owner's eyes only."""
    _file(engine.url.database).touch(mode=0o600)


def _habits(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in HABITS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _only_what_is_there(_dialect: object, _record: object, arguments: list[object], _options: object) -> None:
    if not _file(arguments[0]).exists():
        raise AwayError(f"{arguments[0]} is away: put it back from its backup")


def _file(database: object) -> Path:
    return Path(str(database))
