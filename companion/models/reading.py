"""What the desk reads of a patient's journal, and of one entry: all of it at once."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from companion.models.columns import CLINIC, ENTRY, PATIENT
from companion.models.cover import team_questions
from companion.models.grant import Purpose, is_granted
from companion.models.journal import Entry, Photo, Review
from companion.models.journal_lines import stands
from companion.models.looking import Look, lookers
from companion.models.people import Patient
from companion.models.push import receipts_of_kind
from companion.models.reminder import ANSWER
from companion.models.staff import Practitioner
from companion.models.telling import Telling, tellings
from companion.models.together import Answers, Together
from companion.models.waiting import Waiting, queue

Owner = tuple[UUID, UUID]
_FIRST = select(Entry.first_id).where(Entry.clinic_id == CLINIC, Entry.id == ENTRY).scalar_subquery()


def journal_read(owner: Owner) -> Answers:
    """`patient`, `entries`, `photos` and `reviews`."""
    return _journal().ask({"clinic": owner[0], "patient": owner[1]})


def entry_read(owner: Owner, entry_id: UUID, practitioner_id: UUID, now: datetime) -> Answers:
    """The same, with the team; `lookers`, `waiting` and `told` of that entry; `receipts` of answers; the `queue`."""
    told = {"clinic": owner[0], "patient": owner[1], "entry": entry_id, "me": practitioner_id, "now": now}
    return _entry().ask(told)


def standing_read(clinic_id: UUID, entry_id: UUID, practitioner_id: UUID, now: datetime) -> Answers:
    """`lookers` of that entry, what `stands` of its line, and who `answered` it."""
    return _standing().ask({"clinic": clinic_id, "entry": entry_id, "me": practitioner_id, "now": now})


@cache
def _journal() -> Together:
    return Together(**_of_journal())


@cache
def _entry() -> Together:
    return Together(
        **_of_journal(),
        **team_questions(),
        lookers=lookers().where(Look.first_id == _FIRST),
        waiting=select(*Waiting.__table__.c).where(Waiting.first_id == _FIRST),
        told=tellings().where(Telling.entry_id == ENTRY),
        receipts=receipts_of_kind(CLINIC, PATIENT, ANSWER),
        queue=queue(),
    )


@cache
def _standing() -> Together:
    here = select(Entry.id, Entry.received_at, Entry.treatment_id).where(
        Entry.clinic_id == CLINIC, Entry.first_id == _FIRST, stands()
    )
    named = select(Practitioner.name, Review.answered_at).join(Practitioner, Practitioner.id == Review.practitioner_id)
    answered = named.where(Review.answers_id == ENTRY, Review.clinic_id == CLINIC)
    return Together(lookers=lookers().where(Look.first_id == _FIRST), stands=here, answered=answered)


def _of_journal() -> dict[str, Select[*tuple[Any, ...]]]:
    """Every version of every entry and every photo with whether it may be seen, as they came; every review."""
    entries = select(*Entry.__table__.c).where(Entry.clinic_id == CLINIC, Entry.patient_id == PATIENT)
    is_seen = is_granted(PATIENT, Purpose.PHOTOS).label("is_seen")
    photos = select(*Photo.__table__.c, is_seen).where(Photo.clinic_id == CLINIC, Photo.patient_id == PATIENT)
    named = select(*Review.__table__.c, Practitioner.name)
    reviews = named.join(Practitioner, Practitioner.id == Review.practitioner_id)
    return {
        "patient": select(Patient.first_name).where(Patient.clinic_id == CLINIC, Patient.id == PATIENT),
        "entries": entries.order_by(Entry.noted_at, Entry.received_at),
        "photos": photos.order_by(Photo.received_at, Photo.id),
        "reviews": reviews.where(Review.clinic_id == CLINIC, Review.patient_id == PATIENT).order_by(Review.seen_at),
    }
