"""Entries come in from a phone, which may send the same one again until it hears that it was received."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from companion.aftercare.entry import BASELINE, Noted, misfit
from companion.config import Quota
from companion.extensions import db
from companion.models import Entry, Patient, Review
from companion.models.journal_lines import entry_of, stands, was_erased
from companion.models.treatment import Course, course_of
from companion.services.judging import judge_entry, judge_later_again
from companion.services.keys import Owner, hash_of, key_of
from companion.services.limits import DAY, Limit, count_try
from companion.services.refusal import Refusal
from companion.services.remind import entry_came
from companion.services.waiting import wait


@dataclass(frozen=True)
class Received:
    """The entry as it is kept; `is_new`: this call brought it."""

    entry: Entry
    is_new: bool


def receive_entry(owner: Owner, entry_id: UUID, noted: Noted, now: datetime) -> Received:
    """Keep the entry under the id that the phone gave it; the same content again is the same row.

    Refusal: `not_here` (an id of somebody else, or an unknown treatment), `changed` (that id has other content),
    `erased`, `superseded` (what it corrects was corrected already), `misfit`, `too_often`.
    """
    for _ in range(2):  # whoever loses a race finds the other's row
        try:
            return _known(owner, entry_id, noted) or _new(owner, entry_id, noted, now)
        except IntegrityError:
            db.session.rollback()
    raise Refusal("busy")


def receive_baseline(owner: Owner, entry_id: UUID, course: Course, by: UUID, now: datetime) -> None:
    """The entry that holds the photos taken at the clinic; whoever took them has seen it. Again it is the same one.

    Refusal `not_here` for an id of something else.
    """
    kept = db.session.get(Entry, entry_id)
    if kept is not None and ((kept.clinic_id, kept.patient_id), kept.treatment_id, kept.kind) != (
        owner,
        course.id,
        BASELINE,
    ):
        raise Refusal("not_here")
    if kept is None:
        if was_erased(owner, entry_id):
            raise Refusal("erased")
        noted = Noted(treatment_id=course.id, noted_at=now, kind=BASELINE)
        entry = _entry(owner, entry_id, noted, entry_id, now)
        judge_entry(owner, entry, course)
        db.session.add(entry)
        db.session.flush()
        seen = {"entry_id": entry_id, "practitioner_id": by, "seen_at": now}
        db.session.add(Review(clinic_id=owner[0], patient_id=owner[1], **seen))
        check_still_there(owner)
        db.session.commit()


def check_still_there(owner: Owner) -> None:
    """Hold the patient at this clinic until the commit; Refusal where they moved to another one meanwhile."""
    here = select(Patient.id).where(Patient.id == owner[1], Patient.clinic_id == owner[0])
    if db.session.scalar(here.with_for_update(read=True)) is None:
        db.session.rollback()
        raise Refusal("busy")


def quota() -> Quota:
    allowed: Quota = current_app.config["COMPANION"].quota
    return allowed


def _known(owner: Owner, entry_id: UUID, noted: Noted) -> Received | None:
    kept = db.session.get(Entry, entry_id)
    if kept is None:
        return None
    if (kept.clinic_id, kept.patient_id) != owner:
        raise Refusal("not_here")
    if kept.content_hash != hash_of(noted.canonical()):
        raise Refusal("changed")
    return Received(kept, False)


def _new(owner: Owner, entry_id: UUID, noted: Noted, now: datetime) -> Received:
    course = course_of(*owner, noted.treatment_id)
    if noted.kind == BASELINE:  # which no phone sends
        raise Refusal("misfit", where="kind")
    if was_erased(owner, entry_id):
        raise Refusal("erased")
    if course is None:
        raise Refusal("not_here")
    if part := misfit(course.schedule.protocol, noted):
        raise Refusal("misfit", where=part)
    before = _superseded(owner, noted)
    if until := count_try(Limit("entries", quota().entries, DAY), str(owner[1]), now):
        raise Refusal("too_often", until=until)
    entry = _entry(owner, entry_id, noted, before.first_id if before else entry_id, now)
    judge_entry(owner, entry, course)
    db.session.add(entry)
    db.session.flush()
    for one in [entry, *judge_later_again(owner, entry, before, course)]:
        wait(one, course, now)
    entry_came(entry, course)
    check_still_there(owner)
    db.session.commit()
    return Received(entry, True)


def _superseded(owner: Owner, noted: Noted) -> Entry | None:
    """The version that this one puts right."""
    if noted.supersedes_id is None:
        return None
    before = entry_of(owner, noted.supersedes_id)
    if before is None or before.treatment_id != noted.treatment_id:
        raise Refusal("erased" if was_erased(owner, noted.supersedes_id) else "not_here")
    if not db.session.scalar(select(Entry.id).where(Entry.id == before.id, stands())):
        raise Refusal("superseded")
    return before


def _entry(owner: Owner, entry_id: UUID, noted: Noted, first_id: UUID, now: datetime) -> Entry:
    key, row = key_of(owner), str(entry_id)
    return Entry(
        id=entry_id,
        clinic_id=owner[0],
        patient_id=owner[1],
        treatment_id=noted.treatment_id,
        first_id=first_id,
        supersedes_id=noted.supersedes_id,
        noted_at=noted.noted_at,
        received_at=now,
        kind=noted.kind,
        rule=noted.rule,
        scores=noted.scores,
        flags=list(dict.fromkeys(noted.flags)),
        places=[place.model_dump() for place in noted.places],
        course=noted.course,
        note=key.seal(noted.note, "entry", "note", row) if noted.note else None,
        question=key.seal(noted.question, "entry", "question", row) if noted.question else None,
        content_hash=hash_of(noted.canonical()),
    )
