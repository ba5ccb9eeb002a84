"""Every route there is, and a path for it in Alice's name."""

from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from companion.extensions import db
from companion.models import Device, Photo, Practitioner
from tests.cast import Person

NO_ID = UUID(int=0)
SIGNS_OUT = ("sign_in.sign_out", "phones.end_phone", "offline.leave")
WORDS = {
    "token": "x",
    "what": "shown",
    "size": "view",
    "rule_id": "stay-upright",
    "flag_id": "rf-breathing",
    "build": "x",
    "name": "app.css",
    "rest": "nowhere",
}


def rules(app: Flask) -> list[Rule]:
    """Every rule; those that sign somebody out come last."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in SIGNS_OUT, str(rule)))


def open_to(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "open_to", None)


def path_of(rule: Rule, alice: Person) -> str:
    photo = first_photo_of(alice)
    ids = {
        "treatment_id": alice.treatment_id,
        "device_id": device_of(alice),
        "entry_id": photo.entry_id if photo else NO_ID,
        "photo_id": photo.id if photo else NO_ID,
        "kept_photo_id": photo.id if photo else NO_ID,
        "member_id": db.session.scalar(select(Practitioner.id).where(Practitioner.name == "Zed")) or NO_ID,
    }
    return path_with(rule, ids)


def path_with(rule: Rule, ids: dict[str, UUID]) -> str:
    """The path of a route about those; about nothing that is there, where they do not name it."""
    values = WORDS | dict.fromkeys(ids_in(rule), NO_ID) | ids
    return str(rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1])  # type: ignore[index]


def ids_in(rule: Rule) -> list[str]:
    """What its path names by an id."""
    return sorted(name for name in rule.arguments if f"<uuid:{name}>" in rule.rule)


def first_photo_of(person: Person) -> Photo | None:
    return db.session.scalars(select(Photo).where(Photo.patient_id == person.patient.id)).first()


def device_of(person: Person) -> UUID:
    return db.session.scalars(select(Device.id).where(Device.patient_id == person.patient.id)).first() or UUID(int=0)
