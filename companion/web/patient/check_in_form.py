"""What somebody ticks and types in a check-in -> an entry, or what to change; what was typed is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from companion.aftercare.entry import LONGEST_TEXT, Noted, zones_of
from companion.aftercare.protocol import Protocol
from companion.services.journal import Version

COURSES = ("better", "same", "worse")


@dataclass
class CheckInForm:
    """`places`: size by zone, "" where none was chosen. `errors`: what to change, by field."""

    id: UUID = field(default_factory=uuid4)
    is_fine: bool = False
    scores: dict[str, int] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    course: str = ""
    note: str = ""
    question: str = ""
    rule: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, answers: MultiDict[str, str], protocol: Protocol, *, has_photos: bool = False) -> None:
        """Take the answers; what no protocol and no page has is left out. Photos alone say something too."""
        self.id = id_in(answers, "id") or self.id
        self.is_fine = answers.get("kind") == "fine"
        self.scores = dict(_scores(answers, protocol))
        self.flags = [flag for flag in dict.fromkeys(answers.getlist("flag")) if flag in protocol.flag]
        self.places = dict(_places(answers, protocol))
        self.course = answers.get("course", "") if answers.get("course") in COURSES else ""
        self.note, self.question = (_text(answers, name) for name in ("note", "question"))
        self.rule = answers.get("rule", "") if answers.get("rule") in protocol.rule else ""
        self._check(has_photos)

    def fill(self, version: Version) -> None:
        """Show what stands in an entry."""
        entry = version.entry
        self.scores, self.flags, self.rule = dict(entry.scores), list(entry.flags), entry.rule or ""
        self.places = {str(place["zone"]): place.get("size") or "" for place in entry.places}
        self.course, self.note, self.question = entry.course or "", version.note or "", version.question or ""

    def noted(self, treatment_id: UUID, noted_at: datetime, supersedes_id: UUID | None) -> Noted:
        """The entry as the phone would send it; "All fine" says nothing else."""
        facts: dict[str, Any] = {"treatment_id": treatment_id, "noted_at": noted_at, "supersedes_id": supersedes_id}
        if self.is_fine:
            return Noted(kind="fine", **facts)
        return Noted(
            kind="slip" if self.rule else "check_in",
            rule=self.rule or None,
            scores=self.scores,
            flags=self.flags,
            places=[{"zone": zone, "size": size or None} for zone, size in self.places.items()],  # type: ignore[misc]
            course=self.course or None,  # type: ignore[arg-type]
            note=self.note,
            question=self.question,
            **facts,
        )

    def _check(self, has_photos: bool) -> None:
        if self.is_fine:
            return
        for name in ("note", "question"):
            if len(getattr(self, name)) > LONGEST_TEXT:
                self.errors[name] = _("The text is too long. Use 2,000 letters or less.")
        said = (self.scores, self.flags, self.places, self.course, self.note, self.question, self.rule)
        if not any(said) and not has_photos:
            self.errors["kind"] = _("Tick or write something first. Or tap “All fine”.")


def id_in(answers: MultiDict[str, str], name: str) -> UUID | None:
    """The id in that field, None where there is none that can be read."""
    try:
        return UUID(answers.get(name, ""))
    except ValueError:
        return None


def _scores(answers: MultiDict[str, str], protocol: Protocol) -> Iterator[tuple[str, int]]:
    for score, scale in protocol.scale.items():
        text = answers.get(score, "")
        if text.isascii() and text.isdigit() and scale.range[0] <= int(text) <= scale.range[1]:
            yield score, int(text)


def _places(answers: MultiDict[str, str], protocol: Protocol) -> Iterator[tuple[str, str]]:
    zones, sizes = zones_of(protocol), {size.id for size in protocol.check_in.sizes}
    for zone in dict.fromkeys(answers.getlist("zone")):
        size = answers.get(f"size-{zone}", "")
        if zone in zones:
            yield zone, size if size in sizes else ""


def _text(answers: MultiDict[str, str], name: str) -> str:
    """A browser sends two letters for the end of a line, and counts one."""
    return answers.get(name, "").replace("\r\n", "\n").strip()
