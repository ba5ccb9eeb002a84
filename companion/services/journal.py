"""The journal as people read it: lines with their texts opened, their photos, and who saw them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from companion.adapters.vault import PatientKey
from companion.models import Entry, Photo, Review
from companion.models.journal_lines import entries_of, photos_of, reviews_of
from companion.models.reading import journal_read
from companion.models.together import Answers, as_one
from companion.services.keys import Owner, key_of


@dataclass(frozen=True)
class Receipt:
    """A practitioner saw it, and what they answered, if they did.

    `reply`: the id of a ready answer; `times`: when to come in; `read_at`: the patient's phone said so.
    """

    practitioner_id: UUID
    practitioner: str
    seen_at: datetime
    answer: str | None
    answered_at: datetime | None
    review_id: UUID | None = field(default=None, compare=False)
    reply: str | None = field(default=None, compare=False)
    times: tuple[datetime, ...] = field(default=(), compare=False)
    read_at: datetime | None = field(default=None, compare=False, repr=False)


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

    @property
    def waits_since(self) -> datetime:
        """When the first version came of those that nobody saw since the last look; else when the newest came."""
        unseen = takewhile(lambda version: not version.receipts, reversed(self.versions))
        return min((version.entry.received_at for version in unseen), default=self.now.entry.received_at)


@dataclass(frozen=True)
class Journal:
    """The journal of one treatment, and the first name of its patient. `hides_photos`: their yes was taken back."""

    first_name: str | None
    lines: list[Line]
    hides_photos: bool


def lines_of(owner: Owner, *, treatment_id: UUID | None = None) -> list[Line]:
    """The lines of a patient, or those of one treatment, by when they were first noted: the newest first.

    Three statements and one for the key, whatever there is.
    """
    entries = _entries(owner, treatment_id)
    return _lines(key_of(owner), entries, photos_of(owner), reviews_of(owner)) if entries else []


def journal_of(owner: Owner, treatment_id: UUID) -> Journal:
    """What a practitioner reads of a treatment: one statement and one for the key, whatever there is."""
    return journal_in(journal_read(owner), owner, treatment_id)


def journal_in(answers: Answers, owner: Owner, treatment_id: UUID) -> Journal:
    """The same of what was read already: one statement for the key."""
    key, photos = key_of(owner), [(as_one(Photo, row), row.is_seen) for row in answers["photos"]]
    entries = [as_one(Entry, row) for row in answers["entries"] if row.treatment_id == treatment_id]
    reviews = [(as_one(Review, row), row.name) for row in answers["reviews"]]
    shown = [photo for photo, is_seen in photos if is_seen]
    lines = _lines(key, entries, shown, reviews)
    return Journal(_first_name(key, owner, answers), lines, len(shown) < len(photos))


def _entries(owner: Owner, treatment_id: UUID | None) -> list[Entry]:
    return [entry for entry in entries_of(owner) if treatment_id in (None, entry.treatment_id)]


def _first_name(key: PatientKey, owner: Owner, answers: Answers) -> str | None:
    sealed = next((row.first_name for row in answers["patient"]), None)
    return key.unseal(sealed, "patient", "first_name", str(owner[1])) if sealed else None


def _lines(key: PatientKey, entries: list[Entry], photos: list[Photo], reviews: list[tuple[Review, str]]) -> list[Line]:
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
    times = tuple(datetime.fromisoformat(at) for at in review.times or ())
    given = (answer, review.answered_at, review.id, review.reply, times, review.read_at)
    return Receipt(review.practitioner_id, name, review.seen_at, *given)
