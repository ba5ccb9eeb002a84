"""Made-up journals: check-ins over two weeks, a few put right, some urgent; most of them seen, some of them waiting."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from companion.aftercare.protocol import Protocol
from companion.aftercare.symptoms import Report, judge
from companion.extensions import db
from companion.models import Entry, ProtocolVersion, Review, Telling, Waiting
from companion.models.protocol import protocol_of
from companion.models.telling import Why
from companion.models.waiting import CALM
from companion.services.seed.clinic import Founded
from companion.services.seed.people import Enrolled, insert_all
from companion.services.seed.size import Size
from companion.services.waiting import rank_of, usual_promise

NOTES = (
    "A small mark above the left brow, it does not hurt.",
    "Slept well. It feels a little tight when I frown.",
    "The bruise is yellow now.",
    "One side moves more than the other, I think.",
)
QUESTIONS = ("May I swim on Saturday?", "When does it start to work?", "Is a massage fine next week?")
SPAN, LAST_ONES = timedelta(days=14), timedelta(minutes=20)
URGENT_EVERY, PUT_RIGHT, SEEN_AFTER = 24, 0.03, timedelta(hours=5)


@dataclass(frozen=True)
class Lines:
    """`entries`: every version, with whose it is; those that nobody saw stand in `waiting`."""

    people: list[Enrolled]
    entries: list[tuple[Enrolled, Entry]] = field(default_factory=list)
    waiting: list[tuple[Enrolled, Entry]] = field(default_factory=list)


def write_journals(
    clinic: Founded, version: ProtocolVersion, people: list[Enrolled], size: Size, now: datetime
) -> Lines:
    """So many entries in all; whatever came last waits. Not committed."""
    protocol, lines = protocol_of(version.id), Lines(people)
    own = min(size.most, size.entries // 2, 12)
    whose = [people[0]] * own + size.dice.choices(people, k=size.entries - own)
    ages = sorted(((one, _noted_at(one, size, now)) for one in whose), key=lambda pair: (pair[1], pair[0].id))
    last_of: dict[UUID, Entry] = {}
    for place, (one, noted_at) in enumerate(ages):
        is_urgent = (len(ages) - place) % URGENT_EVERY == 0 and len(ages) - place <= size.waiting
        entry = _entry(one, protocol, noted_at, size, is_urgent=is_urgent)
        before = last_of.get(one.id)
        if before is not None and len(ages) - place > size.waiting and size.chance(PUT_RIGHT):
            entry.first_id, entry.supersedes_id = before.first_id, before.id
        last_of[one.id] = entry
        lines.entries.append((one, entry))
    lines.waiting.extend(lines.entries[-size.waiting :])
    _insert(clinic, protocol, lines, size, now)
    return lines


def _insert(clinic: Founded, protocol: Protocol, lines: Lines, size: Size, now: datetime) -> None:
    for _one, entry in lines.entries:
        entry.clinic_id = clinic.id
    insert_all(Entry, [_columns(entry) for _one, entry in lines.entries])
    put_right = {entry.supersedes_id for _one, entry in lines.entries}
    seen = lines.entries[: len(lines.entries) - len(lines.waiting)]
    stand = [(one, entry) for one, entry in seen if entry.id not in put_right]
    insert_all(Review, [_review(clinic, one, entry, size) for one, entry in stand])
    waiting = [_waiting(clinic, protocol, entry, now) for _one, entry in lines.waiting]
    insert_all(Waiting, waiting)
    told = [row for row in waiting if row["look_at"] is None or row["rank"] < CALM]
    insert_all(Telling, [_telling(clinic, row, size) for row in told])
    db.session.flush()


def _noted_at(one: Enrolled, size: Size, now: datetime) -> datetime:
    """More often in the first days."""
    last = min(one.treated_at + SPAN, now - LAST_ONES)
    return one.treated_at + (last - one.treated_at) * float(size.dice.random() ** 1.5)


def _entry(one: Enrolled, protocol: Protocol, noted_at: datetime, size: Size, *, is_urgent: bool) -> Entry:
    kind = "check_in" if is_urgent else size.dice.choices(("check_in", "fine", "slip"), (58, 36, 6))[0]
    entry = Entry(id=size.id(), patient_id=one.id, treatment_id=one.treatment_id, noted_at=noted_at, kind=kind)
    entry.first_id, entry.received_at = entry.id, noted_at + timedelta(seconds=40)
    entry.rule = size.dice.choice(list(protocol.rule)) if kind == "slip" else None
    entry.scores = _scores(noted_at - one.treated_at, size) if kind == "check_in" else {}
    entry.flags = ["rf-ptosis"] if is_urgent else []
    judged = judge(protocol, Report(noted_at - one.treated_at, entry.scores, {}, tuple(entry.flags)))
    entry.urgency, entry.because = judged.urgency, list(judged.because)
    entry.places, entry.content_hash = [], size.dice.randbytes(32)
    says = kind == "check_in"
    row = str(entry.id)
    entry.note = one.key.seal(size.dice.choice(NOTES), "entry", "note", row) if says and size.chance(0.4) else None
    asks = says and size.chance(0.1)
    entry.question = one.key.seal(size.dice.choice(QUESTIONS), "entry", "question", row) if asks else None
    return entry


def _scores(age: timedelta, size: Size) -> dict[str, int]:
    most = 2 if age < timedelta(days=4) else 1
    return {name: size.dice.randint(0, most) for name in ("bruise", "swelling", "pain")}


def _columns(entry: Entry) -> dict[str, Any]:
    return {column.key: getattr(entry, column.key) for column in Entry.__table__.c}


def _review(clinic: Founded, one: Enrolled, entry: Entry, size: Size) -> dict[str, Any]:
    review_id, is_answered = size.id(), bool(entry.flags) or size.chance(0.4)
    seen_at = entry.received_at + SEEN_AFTER * size.dice.random()
    text = "This is usual at this time. Keep cool, and tell us if it grows."
    answer = {
        "answer": one.key.seal(text, "review", "answer", str(review_id)) if is_answered else None,
        "answered_at": seen_at if is_answered else None,
        "answers_id": entry.id if is_answered else None,
        "reply": "normal" if is_answered else None,
    }
    who = {"clinic_id": clinic.id, "patient_id": one.id, "practitioner_id": one.practitioner_id}
    return {"id": review_id, "entry_id": entry.id, "seen_at": seen_at} | who | answer


def _waiting(clinic: Founded, protocol: Protocol, entry: Entry, now: datetime) -> dict[str, Any]:
    due_at = entry.received_at + usual_promise()
    return {
        "first_id": entry.first_id,
        "clinic_id": clinic.id,
        "patient_id": entry.patient_id,
        "treatment_id": entry.treatment_id,
        "entry_id": entry.id,
        "rank": rank_of(entry, protocol),
        "since_at": entry.received_at,
        "due_at": due_at,
        "look_at": due_at if due_at > now else None,
    }


def _telling(clinic: Founded, row: dict[str, Any], size: Size) -> dict[str, Any]:
    is_late = row["look_at"] is None
    return {
        "id": size.id(),
        "clinic_id": clinic.id,
        "patient_id": row["patient_id"],
        "entry_id": row["entry_id"],
        "practitioner_id": clinic.treating[-1],
        "why": Why.LATE if is_late else Why.URGENT,
        "made_at": row["due_at"] if is_late else row["since_at"],
        "sent_at": row["due_at"] if is_late else row["since_at"],
    }
