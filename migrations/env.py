"""Migrations run inside the application: its engine, its tables."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import DateTime

from companion.extensions import db
from companion.models.columns import Instant


def render_item(kind: str, thing: Any, _autogenerate: Any) -> str | bool:
    """An instant is a plain DateTime in a migration, which must not change when our code does."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(_context: Any, _inspected: Any, _column: Any, in_database: Any, in_model: Any) -> bool | None:
    return False if isinstance(in_model, Instant) and isinstance(in_database, DateTime) else None


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args | {"compare_type": compare_type},
    )
    with context.begin_transaction():
        context.run_migrations()
