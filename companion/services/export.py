"""Everything that is kept of a patient, as a zip of JSON and photos, made while it is sent."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from companion.extensions import db
from companion.models import (
    CalendarFeed,
    Channel,
    Correction,
    Delivery,
    Device,
    Grant,
    Photo,
    PlanMove,
    Reminder,
    ReminderWishes,
    Subscription,
    Telling,
    Waiting,
)
from companion.models.adjustment import adjustments_of
from companion.models.audit import By, Kind, audit_of_patient
from companion.models.journal import Size
from companion.models.mailbox import mailboxes_of
from companion.models.treatment import Course, courses_of
from companion.services.adjust import why_of
from companion.services.audit import note
from companion.services.journal import Line, Version, lines_of
from companion.services.keys import Owner, first_names
from companion.services.mailbox import address_in
from companion.services.photos import open_photo
from companion.services.refusal import Refusal

FIELDS = ("id", "treatment_id", "supersedes_id", "noted_at", "received_at", "kind", "rule", "scores", "flags")
MORE_FIELDS = ("places", "course", "urgency", "because")
LEFT_OUT = (
    "clinic_id",
    "patient_id",
    "token_hash",
    "endpoint",
    "endpoint_hash",
    "p256dh",
    "auth",
)  # ours, and what opens something


class _Pipe(io.RawIOBase):
    """What was written since it was last drained."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def drain(self) -> bytes:
        drained, self._parts = b"".join(self._parts), []
        return drained


def export(owner: Owner, now: datetime) -> Iterator[bytes]:
    """The bytes of the zip, one photo in memory at a time. It needs the application's context to its end."""
    note(owner[0], By.PATIENT, Kind.EXPORT, now, patient_id=owner[1])
    db.session.commit()
    return _zip(owner, now)


def _zip(owner: Owner, now: datetime) -> Iterator[bytes]:
    lines = lines_of(owner)
    story = json.dumps(_everything(owner, lines, now), ensure_ascii=False, indent=2, default=_plain)
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # photos are packed already
        archive.writestr(_entry_of_zip("aftercare.json", now), story, zipfile.ZIP_DEFLATED)
        for photo in (photo for line in lines for photo in line.photos):
            try:
                archive.writestr(_entry_of_zip(file_name(photo), now), open_photo(photo, Size.VIEW))
            except Refusal:
                archive.writestr(_entry_of_zip(f"{file_name(photo)}.missing.txt", now), "This photo cannot be read.\n")
            yield pipe.drain()
    yield pipe.drain()


def file_name(photo: Photo) -> str:
    return f"photos/{photo.received_at:%Y-%m-%d}-{photo.expression}-{photo.id}.webp"


def _entry_of_zip(name: str, now: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))


def _everything(owner: Owner, lines: list[Line], now: datetime) -> dict[str, Any]:
    clinic_id, patient_id = owner
    courses = courses_of(*owner)
    return {
        "made_at": now,
        "first_name": first_names([patient_id]).get(patient_id),
        "treatments": [_treatment(course) for course in courses],
        "plan_moves": _rows(PlanMove, PlanMove.clinic_id == clinic_id, PlanMove.patient_id == patient_id),
        "corrections": _rows(Correction, Correction.treatment_id.in_([course.id for course in courses])),
        "journal": [
            {
                "versions": [_version(version) for version in line.versions],
                "photos": [_photo(photo) for photo in line.photos],
            }
            for line in lines
        ],
        "waits": _rows(Waiting, Waiting.clinic_id == clinic_id, Waiting.patient_id == patient_id),
        "told": _rows(Telling, Telling.clinic_id == clinic_id, Telling.patient_id == patient_id),
        "adjustments": _adjustments(owner, courses),
        "hand_overs": _rows(Channel, Channel.clinic_id == clinic_id, Channel.patient_id == patient_id),
        "consents": _rows(Grant, Grant.clinic_id == clinic_id, Grant.patient_id == patient_id),
        "audit": audit_of_patient(patient_id),
        "phones": _rows(Device, Device.clinic_id == clinic_id, Device.patient_id == patient_id),
        "reminders": _reminders(owner),
    }


def _reminders(owner: Owner) -> dict[str, Any]:
    """How they are wished, where letters go, what was planned, and every try."""
    when = ("language", "given_at", "confirmed_at", "ended_at")
    boxes = [
        {name: getattr(box, name) for name in when} | {"address": address_in(box)} for box in mailboxes_of(owner[1])
    ]
    places = (Subscription.clinic_id == owner[0], Subscription.patient_id == owner[1])
    return {
        "wishes": _rows(ReminderWishes, ReminderWishes.clinic_id == owner[0], ReminderWishes.patient_id == owner[1]),
        "mailboxes": boxes,
        "subscriptions": _rows(Subscription, *places),
        "calendar": _rows(CalendarFeed, CalendarFeed.clinic_id == owner[0], CalendarFeed.patient_id == owner[1]),
        "planned": _rows(Reminder, Reminder.clinic_id == owner[0], Reminder.patient_id == owner[1]),
        "tries": _rows(Delivery, Delivery.clinic_id == owner[0], Delivery.patient_id == owner[1]),
    }


def _adjustments(owner: Owner, courses: list[Course]) -> list[dict[str, Any]]:
    """Rules that were changed for them, by whom and why."""
    return [
        {name: getattr(row, name) for name in ("treatment_id", "rule", "until", "adjusted_at", "undone_at")}
        | {"practitioner": name, "why": why_of(owner, row)}
        for row, name in adjustments_of(owner[0], [course.id for course in courses])
    ]


def _treatment(course: Course) -> dict[str, Any]:
    treated, meta = course.schedule.treated, course.schedule.protocol.meta
    return {
        "id": course.id,
        "clinic": course.clinic_name,
        "practitioner": course.practitioner,
        "product": treated.product,
        "areas": treated.areas,
        "treated_at": treated.treated_at,
        "zone": treated.zone,
        "units": course.units,
        "lot": course.lot,
        "follow_up_at": course.follow_up_at,
        "ended_at": course.ended_at,
        "protocol": f"{meta.id} {meta.version}",
    }


def _version(version: Version) -> dict[str, Any]:
    receipts = [
        {name: value for name, value in vars(receipt).items() if name != "practitioner_id"}
        for receipt in version.receipts
    ]
    facts = {name: getattr(version.entry, name) for name in (*FIELDS, *MORE_FIELDS)}
    return facts | {"note": version.note, "question": version.question, "seen": receipts}


def _photo(photo: Photo) -> dict[str, Any]:
    names = ("id", "entry_id", "expression", "hints", "width", "height", "received_at")
    return {name: getattr(photo, name) for name in names} | {"file": file_name(photo), "sha256": photo.sha256.hex()}


def _rows(table: Any, *mine: Any) -> list[dict[str, Any]]:
    columns = [column for column in table.__table__.columns if column.key not in LEFT_OUT]
    return [dict(row) for row in db.session.execute(select(*columns).where(*mine)).mappings()]


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
