"""The keys of this process, and texts of a patient sealed with that patient's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import inspect, select

from companion.adapters.sqlite import AwayError, is_sqlite, make_file
from companion.adapters.tokens import token_hash
from companion.adapters.vault import PatientKey, Vault, VaultError, WrappedKey
from companion.extensions import db
from companion.models import Patient
from companion.models.keyring import (
    KeyRow,
    drop_spare,
    engine,
    has_keys,
    keep_first_key,
    keep_key,
    keys_of,
    make_tables,
)

Owner = tuple[UUID, UUID]  # a clinic and its patient


@dataclass(frozen=True)
class Named:
    """A patient with the first name, opened."""

    id: UUID
    first_name: str
    created_at: datetime


def hash_of(token: str) -> bytes:
    return token_hash(token, current_app.config["SECRET_KEY"])


def vault() -> Vault:
    opened: Vault = current_app.extensions["companion.vault"]
    return opened


def give_key(owner: Owner, now: datetime) -> PatientKey:
    """A fresh key for a patient who is about to be added; it is kept at once, so that no row is there without one."""
    key = vault().new_key(*map(str, owner))
    keep_key(KeyRow(owner[1], owner[0], key.key_id, key.wrapped), now)
    return vault().open(key, *map(str, owner))


def own_key(person: Owner, now: datetime) -> PatientKey:
    """The key of somebody who works at that clinic; of several made at once the first stays."""
    if not keys_of([person]):
        key = vault().new_key(*map(str, person))
        keep_first_key(KeyRow(person[1], person[0], key.key_id, key.wrapped), now)
    return key_of(person)


def key_of(owner: Owner) -> PatientKey:
    """VaultError where that patient has no key."""
    row = keys_of([owner]).get(owner[1])
    if row is None:
        raise VaultError("this patient has no key")
    return _open(row)


def first_names(patient_ids: Sequence[UUID], clinic_id: UUID | None = None) -> dict[UUID, str]:
    """The first name of each of those patients that has one; where a clinic is given, of its patients alone."""
    mine = (Patient.clinic_id == clinic_id,) if clinic_id else ()
    named = select(Patient.clinic_id, Patient.id, Patient.first_name).where(Patient.id.in_(patient_ids), *mine)
    return opened_names(((row[0], row[1]), row[2]) for row in db.session.execute(named))


def patients_named(clinic_id: UUID, name: str) -> list[Named]:
    """The patients of a clinic whose first name begins so, in whatever letters; whoever came last first.

    Every name of the clinic is opened for that, as the database knows none of them.
    """
    asked = select(Patient.id, Patient.first_name, Patient.created_at).where(Patient.clinic_id == clinic_id)
    rows = db.session.execute(asked.order_by(Patient.created_at.desc())).all()
    names, begins = opened_names(((clinic_id, row[0]), row[1]) for row in rows), name.casefold()
    known = (Named(row[0], names[row[0]], row[2]) for row in rows if row[0] in names)
    return [one for one in known if one.first_name.casefold().startswith(begins)]


def opened_names(sealed: Iterable[tuple[Owner, bytes | None]]) -> dict[UUID, str]:
    """The same of names that are here as they are kept; one statement for the keys."""
    named = {owner: name for owner, name in sealed if name}
    keys = keys_of(list(named)) if named else {}
    return {
        patient_id: _open(keys[patient_id]).unseal(name, "patient", "first_name", str(patient_id))
        for (_clinic_id, patient_id), name in named.items()
        if patient_id in keys
    }


def wrap_for(owner: Owner, to_clinic: UUID, now: datetime) -> None:
    """Wrap the patient's key for another clinic too; what it sealed stays as it is."""
    row = keys_of([owner])[owner[1]]
    wrapped = WrappedKey(row.key_id, row.wrapped)
    key = vault().rewrap(wrapped, str(row.clinic_id), str(row.patient_id), to_clinic=str(to_clinic))
    keep_key(KeyRow(row.patient_id, to_clinic, key.key_id, key.wrapped), now)


def unwrap_for(owner: Owner, now: datetime) -> None:
    """Forget the key as it was wrapped for a clinic that the patient has left."""
    drop_spare(owner, now)


def make_keyring() -> None:
    """Make the database of the keys where it is missing and no patient is; LookupError where a patient is."""
    if keys_are_missing():
        raise LookupError(no_keys())
    if is_sqlite(engine()):
        make_file(engine())
    make_tables()


def no_keys() -> str:
    return (
        f"the patients' keys are not in {engine().url.render_as_string()}, and without them nothing of a patient "
        "opens. Put that database back from its backup, or set COMPANION_KEYS_URL to where it is"
    )


def keys_are_missing() -> bool:
    """Whether there are patients, and no key of any of them where the keys should be."""
    tables = inspect(db.engine).get_table_names()
    is_here = "patient" not in tables or "patient_key" in tables  # a fresh house, or one of an older version
    if is_here or db.session.scalar(select(Patient.id).limit(1)) is None:
        return False
    try:
        return not has_keys()
    except AwayError:
        return True


def _open(row: KeyRow) -> PatientKey:
    return vault().open(WrappedKey(row.key_id, row.wrapped), str(row.clinic_id), str(row.patient_id))
