"""How long something took, for many at once: half of them within this, nine of ten within that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from companion.extensions import db

EVER = 2**31 - 1


class epoch(FunctionElement[int]):
    """An instant as whole seconds since 1970."""

    type = Integer()
    inherit_cache = True


@compiles(epoch, "sqlite")
def _sqlite(element: epoch, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **how)}) AS INTEGER)"


@compiles(epoch, "postgresql")
def _postgresql(element: epoch, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **how)})) AS BIGINT)"


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `many`, half took at most `half` and nine of ten at most `most`; None where there is none.

    `beyond`: those left out, as they have not ended or took too long to count.
    """

    many: int = 0
    half: int | None = None
    most: int | None = None
    beyond: int = 0


def spread_of(took: Select[Any], longest: int = EVER) -> Spread:
    """Of what a statement gives under the name `took`, in its unit; None is one that has not ended. One statement."""
    rows = took.subquery()
    counted = select(rows.c.took, func.count()).group_by(rows.c.took)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    told = sorted((took, many) for took, many in counts.items() if took is not None and took <= longest)
    many = sum(count for _took, count in told)
    return Spread(many, _within(told, many, 5), _within(told, many, 9), sum(counts.values()) - many)


def _within(told: list[tuple[int, int]], many: int, tenths: int) -> int | None:
    """The first value that so many tenths do not exceed."""
    reached = 0
    for took, count in told:
        reached += count
        if 10 * reached >= tenths * many:
            return took
    return None
