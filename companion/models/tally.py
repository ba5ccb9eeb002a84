"""How often somebody tried something in a stretch of time; what limits are made of."""

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import Instant, Short
from companion.models.upsert import insert_in


class Tally(Base):
    """`who` is a keyed hash, never an address as it came."""

    __tablename__ = "tally"

    kind: Mapped[Short] = mapped_column(primary_key=True)
    who: Mapped[Short] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


def count_up(kind: str, who: str, since: datetime, by: int = 1) -> int:
    """The number of this try; one statement, so that no two tries share a number."""
    row = insert_in(db.engine.dialect, Tally).values(kind=kind, who=who, since=since, count=by)
    again = row.on_conflict_do_update(index_elements=["kind", "who", "since"], set_={"count": Tally.count + by})
    count: int = db.session.execute(again.returning(Tally.count)).scalar_one()
    return count


def count_of(kind: str, who: str, since: datetime) -> int:
    """The number of tries so far."""
    row = db.session.get(Tally, (kind, who, since))
    return row.count if row else 0
