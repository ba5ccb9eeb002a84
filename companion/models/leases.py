"""Rows of a table as a queue: claimed with a lease, given back or ended with a fence. Nothing is committed here.

The table has `id`, `next_at` (when it is looked at next, the end of a lease too), `claimed_by`, `claimed_at` and
`attempt`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import CursorResult, Table, Update, bindparam, select, update

from companion.extensions import db


class Held(Protocol):
    """A row that a worker has leased. Only that worker knows the number of its attempt: that is its fence."""

    @property
    def id(self) -> UUID: ...
    @property
    def worker(self) -> str: ...
    @property
    def attempt(self) -> int: ...


class Leases:
    """Made once for a table: to build and compare a statement costs several times what SQLite does with it.

    `told`: the columns of a claimed row. `held`: an update of one that its worker still holds.
    """

    def __init__(self, row: Table, told: Sequence[str]) -> None:
        following = (
            select(row.c.id)
            .where(row.c.next_at <= bindparam("now"))
            .order_by(row.c.next_at)
            .limit(bindparam("many"))
            .with_for_update(skip_locked=True)
        )
        self._claim = (
            update(row)
            .where(row.c.id.in_(following), row.c.next_at <= bindparam("now"))
            .values(next_at=bindparam("until"), claimed_by=bindparam("worker"), claimed_at=bindparam("now"))
            .values(attempt=row.c.attempt + 1)
            .returning(*(row.c[name] for name in told))
        )
        self.held = update(row).where(
            row.c.id == bindparam("held"),
            row.c.claimed_by == bindparam("worker"),
            row.c.attempt == bindparam("turn"),
            row.c.next_at.is_not(None),
        )
        self._put_off = self.held.values(next_at=bindparam("until"), claimed_by=None)

    def claim(self, worker: str, now: datetime, until: datetime, many: int) -> list[tuple[Any, ...]]:
        """At most `many` of those that are due, leased to that worker until then."""
        told = {"worker": worker, "now": now, "until": until, "many": many}
        return [tuple(row) for row in db.session.execute(self._claim, told)]

    def change(self, change: Update, one: Held, **told: object) -> bool:
        """Whether the lease still held, so that it was changed."""
        held = {"held": one.id, "worker": one.worker, "turn": one.attempt}
        result = db.session.execute(change, held | told)
        return isinstance(result, CursorResult) and result.rowcount == 1

    def put_off(self, one: Held, until: datetime) -> bool:
        """Whether the lease still held, so that it is tried again then."""
        return self.change(self._put_off, one, until=until)
