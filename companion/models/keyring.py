"""The patients' wrapped keys, in a database of their own, so that its backups can be kept short.

So are those of practitioners who gave an address, under their own id.

Every change is committed at once: a key is there before the row that it sealed, and goes after it. While a patient
moves to another clinic there is a row for each of the two; both open the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    delete,
    insert,
    inspect,
    select,
    tuple_,
)

from companion.extensions import db
from companion.models.columns import Instant
from companion.models.upsert import insert_in

PAGE = 500
ring = MetaData()
patient_key = Table(
    "patient_key",
    ring,
    Column("patient_id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, primary_key=True),
    Column("key_id", String(120), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A patient's key, wrapped by a master key for that clinic."""

    patient_id: UUID
    clinic_id: UUID
    key_id: str
    wrapped: bytes

    @property
    def owner(self) -> tuple[UUID, UUID]:
        return self.clinic_id, self.patient_id


def engine() -> Engine:
    return db.engines["keys"]


def make_tables() -> None:
    """Make the table where it is missing."""
    ring.create_all(engine())


def has_keys() -> bool:
    """Whether the database is there and holds a key."""
    with engine().connect() as connection:
        return inspect(connection).has_table(patient_key.name) and bool(
            connection.scalar(select(patient_key.c.key_id).limit(1))
        )


def keep_key(row: KeyRow, now: datetime) -> None:
    """Keep that row, in place of an older one of the same patient and clinic."""
    with engine().begin() as connection:
        fresh = {"key_id": row.key_id, "wrapped": row.wrapped, "made_at": now}
        owner = {"patient_id": row.patient_id, "clinic_id": row.clinic_id}
        new = insert_in(connection.dialect, patient_key).values(**owner, **fresh)
        connection.execute(new.on_conflict_do_update(index_elements=["patient_id", "clinic_id"], set_=fresh))


def keep_first_key(row: KeyRow, now: datetime) -> None:
    """Keep that row where there is none of the same person and clinic."""
    with engine().begin() as connection:
        owner = {"patient_id": row.patient_id, "clinic_id": row.clinic_id}
        kept = {"key_id": row.key_id, "wrapped": row.wrapped, "made_at": now}
        new = insert_in(connection.dialect, patient_key).values(**owner, **kept)
        connection.execute(new.on_conflict_do_nothing(index_elements=["patient_id", "clinic_id"]))


def keep_new_keys(rows: Sequence[KeyRow], now: datetime) -> None:
    """Keep those rows, of patients who have none."""
    fresh = [{name: getattr(row, name) for name in KeyRow.__slots__} | {"made_at": now} for row in rows]
    with engine().begin() as connection:
        connection.execute(insert(patient_key), fresh)


def keys_of(owners: Sequence[tuple[UUID, UUID]]) -> dict[UUID, KeyRow]:
    """By patient: the row of that patient's clinic, or another one of that patient."""
    found: dict[UUID, KeyRow] = {}
    wanted = set(owners)
    with engine().connect() as connection:
        for start in range(0, len(owners), PAGE):
            patients = [patient_id for _, patient_id in owners[start : start + PAGE]]
            for row in _rows(connection, patients):
                if row.patient_id not in found or row.owner in wanted:
                    found[row.patient_id] = row
    return found


def drop_keys(owners: Iterable[tuple[UUID, UUID]], before: datetime) -> int:
    """How many went; none that was made at that instant or since."""
    mine = tuple_(patient_key.c.clinic_id, patient_key.c.patient_id).in_(list(owners))
    with engine().begin() as connection:
        return connection.execute(delete(patient_key).where(mine, patient_key.c.made_at < before)).rowcount


def drop_spare(owner: tuple[UUID, UUID], until: datetime) -> bool:
    """Whether that row went. One made after that instant stays, and so does the last of a patient."""
    clinic_id, patient_id = owner
    of_patient = patient_key.c.patient_id == patient_id
    with engine().begin() as connection:
        rows = connection.scalars(select(patient_key.c.clinic_id).where(of_patient).with_for_update()).all()
        if len(rows) < 2:
            return False
        mine = (of_patient, patient_key.c.clinic_id == clinic_id, patient_key.c.made_at <= until)
        return connection.execute(delete(patient_key).where(*mine)).rowcount == 1


def pages_of_keys() -> Iterator[list[KeyRow]]:
    """Every row, in pages; all rows of a patient stand on one page."""
    last: UUID | None = None
    while True:
        some = select(patient_key.c.patient_id).distinct().order_by(patient_key.c.patient_id).limit(PAGE)
        with engine().connect() as connection:
            patients = list(connection.scalars(some.where(patient_key.c.patient_id > last) if last else some))
            rows = list(_rows(connection, patients))
        if not patients:
            return
        last = patients[-1]
        yield rows


def _rows(connection: Connection, patients: Sequence[UUID]) -> Iterator[KeyRow]:
    columns = (patient_key.c[name] for name in ("patient_id", "clinic_id", "key_id", "wrapped"))
    for row in connection.execute(select(*columns).where(patient_key.c.patient_id.in_(patients))):
        yield KeyRow(*row)
