"""An INSERT that knows ON CONFLICT, of the database that is there: the other one's dialect is never loaded."""

from importlib import import_module
from typing import Any

from sqlalchemy import Dialect


def insert_in(dialect: Dialect, table: Any) -> Any:
    """That dialect's `insert(table)`: SQLite and PostgreSQL share `on_conflict_do_update` and `..._nothing`."""
    return import_module(f"sqlalchemy.dialects.{dialect.name}").insert(table)
