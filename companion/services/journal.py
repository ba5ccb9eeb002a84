"""The journal as people read it: lines with their texts opened, their photos, and who saw them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from companion.adapters.vault import PatientKey
from companion.models import Entry, Photo, Review
from companion.models.journal_lines import entries_of, photos_of, reviews_of
from companion.services.keys import Owner, key_of


@dataclass(frozen=True)
class Receipt:
    """A practitioner saw it, and what they answered, if they did."""

    practitioner: str
    seen_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Version:
    """One version of an entry, its texts opened."""

    entry: Entry
    note: str | None
    question: str | None
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Line:
    """An entry with every version, the one that stands last, and the photos of all of them."""

    versions: tuple[Version, ...]
    photos: tuple[Photo, ...]

    @property
    def now(self) -> Version:
        return self.versions[-1]

    @property
    def is_seen(self) -> bool:
        """Whether somebody saw the version that stands."""
        return bool(self.now.receipts)


def lines_of(owner: Owner, *, treatment_id: UUID | None = None) -> list[Line]:
    """The lines of a patient, or those of one treatment, by when they were first noted: the newest first.

    Three statements and one for the key, whatever there is.
    """
    entries = [entry for entry in entries_of(owner) if treatment_id in (None, entry.treatment_id)]
    if not entries:
        return []
    key, photos, reviews = key_of(owner), photos_of(owner), reviews_of(owner)
    receipts = defaultdict[UUID, list[Receipt]](list)
    for review, name in reviews:
        receipts[review.entry_id].append(_receipt(key, review, name))
    lines = defaultdict[UUID, list[Entry]](list)
    for entry in entries:
        lines[entry.first_id].append(entry)
    return [_line(key, versions, photos, receipts) for versions in reversed(lines.values())]


def _line(key: PatientKey, entries: list[Entry], photos: list[Photo], receipts: dict[UUID, list[Receipt]]) -> Line:
    ordered = _in_order(entries)
    ids = {entry.id for entry in ordered}
    versions = (_version(key, entry, tuple(receipts.get(entry.id, ()))) for entry in ordered)
    return Line(tuple(versions), tuple(photo for photo in photos if photo.entry_id in ids))


def _in_order(entries: list[Entry]) -> list[Entry]:
    """From the first version to the one that stands, along what each supersedes."""
    newer = {entry.supersedes_id: entry for entry in entries}
    ordered = [newer[None]]
    while newest := newer.get(ordered[-1].id):
        ordered.append(newest)
    return ordered


def _version(key: PatientKey, entry: Entry, receipts: tuple[Receipt, ...]) -> Version:
    row = str(entry.id)
    note = key.unseal(entry.note, "entry", "note", row) if entry.note else None
    question = key.unseal(entry.question, "entry", "question", row) if entry.question else None
    return Version(entry, note, question, receipts)


def _receipt(key: PatientKey, review: Review, name: str) -> Receipt:
    answer = key.unseal(review.answer, "review", "answer", str(review.id)) if review.answer else None
    return Receipt(name, review.seen_at, answer, review.answered_at)
