"""Several questions asked of the database at once: one statement, one answer, all of the same moment.

Each question is a SELECT of its own and comes back as rows of its own. What they are told stands in named parameters,
so that the statement is made once.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, Boolean, ColumnElement, LargeBinary, Select, Text, Uuid, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from companion.extensions import Base, db
from companion.models.columns import Instant

Answers = dict[str, list[Any]]
Noun = TypeVar("Noun", bound=Base)


class _Line(FunctionElement[str]):
    """A row as a JSON array."""

    type, inherit_cache, sqlite, postgresql = Text(), True, "json_array", "json_build_array"


class _Lines(FunctionElement[str]):
    """Such rows as an array, in their order."""

    type, inherit_cache, sqlite, postgresql = Text(), True, "json_group_array", "json_agg"


class _Hex(FunctionElement[str]):
    """Bytes as text, which JSON can hold."""

    type, inherit_cache, sqlite, postgresql = Text(), True, "hex", "companion_hex"


class _Whole(FunctionElement[str]):
    """The array as text: else PostgreSQL's driver reads it before we do."""

    type, inherit_cache, sqlite, postgresql = Text(), True, "", "text"


@compiles(_Line)
@compiles(_Lines)
@compiles(_Whole)
def _call(element: Any, compiler: Any, **how: Any) -> str:
    return f"{getattr(element, compiler.dialect.name)}({compiler.process(element.clauses, **how)})"


@compiles(_Hex)
def _hex(element: Any, compiler: Any, **how: Any) -> str:
    inner = compiler.process(element.clauses, **how)
    return f"hex({inner})" if compiler.dialect.name == "sqlite" else f"encode({inner}, 'hex')"


class Together:
    """Questions by name. Made once; `ask` asks them all."""

    def __init__(self, **questions: Select[*tuple[Any, ...]]) -> None:
        asked = {name: question.subquery(name) for name, question in questions.items()}
        columns = {name: list(part.c) for name, part in asked.items()}
        self._statement = select(*(_rows_as_text(columns[name], part) for name, part in asked.items()))
        self._readers = {name: _Reader(found) for name, found in columns.items()}

    def ask(self, told: Mapping[str, Any]) -> Answers:
        """The rows of each question; a row has the names of its columns."""
        return self.read(self.texts(told))

    def texts(self, told: Mapping[str, Any]) -> tuple[str | None, ...]:
        """What came, unread: equal texts are equal answers."""
        return tuple(db.session.execute(self._statement, dict(told)).one())

    def read(self, texts: tuple[str | None, ...]) -> Answers:
        return {name: reader.rows(text) for (name, reader), text in zip(self._readers.items(), texts, strict=True)}


def as_one(kind: type[Noun], row: Any) -> Noun:
    """The first columns of a row as that noun: to be read, it is none of the session's."""
    return kind(**{column.key: value for column, value in zip(kind.__table__.c, row, strict=False)})


def _rows_as_text(columns: Sequence[ColumnElement[Any]], asked: Any) -> ColumnElement[str]:
    line = _Line(*(_Hex(one) if isinstance(one.type, LargeBinary) else one for one in columns))
    return select(_Whole(_Lines(line))).select_from(asked).scalar_subquery()


class _Reader:
    """From such a text to rows, each value in the type of its column."""

    def __init__(self, columns: Sequence[ColumnElement[Any]]) -> None:
        self._row = _row_of(tuple(str(one.key) for one in columns))
        kinds = ((place, _value_of(one.type)) for place, one in enumerate(columns))
        self._values = [(place, read) for place, read in kinds if read]

    def rows(self, text: str | None) -> list[Any]:
        return [self._made(line) for line in json.loads(text)] if text else []

    def _made(self, line: list[Any]) -> Any:
        for place, read in self._values:
            if line[place] is not None:
                line[place] = read(line[place])
        return self._row(*line)


@cache
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)


def _value_of(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How JSON's value becomes that of the column, None where it is the same."""
    readers: dict[type, Callable[[Any], Any]] = {
        Uuid: UUID,
        Instant: _instant,
        LargeBinary: _bytes,
        Boolean: bool,
        JSON: _json,
    }
    return next((read for each, read in readers.items() if isinstance(kind, each)), None)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _bytes(text: str) -> bytes | None:
    """SQLite says "" for the hex of nothing; what is sealed is never empty."""
    return bytes.fromhex(text) if text else None


def _json(kept: Any) -> Any:
    """SQLite keeps JSON as a text."""
    return json.loads(kept) if isinstance(kept, str) else kept
