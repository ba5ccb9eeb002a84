"""A clinic changes its own protocol: as a draft, part by part, and nothing that somebody else did is overwritten."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from companion.aftercare.protocol import Protocol, bundled, bundled_json, bundled_values, parse_lean
from companion.aftercare.protocol.edits import Values, flag_in, renewed, rule_in
from companion.aftercare.protocol.problems import Finding
from companion.aftercare.protocol.sound import findings_of, packed
from companion.extensions import db
from companion.models import ProtocolDraft, ProtocolEdit
from companion.models.draft import Touch, draft_of, drop_draft, last_edition, move_draft, touches_of
from companion.models.protocol import body_of, protocol_of
from companion.models.sign_off import standing_version
from companion.services.publish import open_house

WHOLE = "file"
TRIES = 20


class Unsound(Exception):
    """The change would break the protocol: `findings` say where."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("unsound")
        self.findings = findings


class Overtaken(Exception):
    """Somebody else changed that part meanwhile; `touch` says who, where it is known."""

    def __init__(self, touch: Touch | None) -> None:
        super().__init__("overtaken")
        self.touch = touch


@dataclass(frozen=True)
class Edit:
    """What somebody does to a part, which they saw under that mark."""

    part: str
    seen: str
    made: Callable[[Values], Values]


@dataclass(frozen=True)
class Desk:
    """What a clinic sees of its protocol: the version that stands, and the draft laid on it. 0: nothing was changed."""

    base_id: UUID | None
    edition: int
    body: str
    touches: dict[str, Touch]

    @property
    def values(self) -> Values:
        return values_of(self.body)

    @property
    def protocol(self) -> Protocol:
        return draft_protocol(self.body)

    @property
    def base(self) -> Protocol:
        """The version from which it was begun."""
        return protocol_of(self.base_id) if self.base_id else bundled()


def at_the_desk(clinic_id: UUID) -> Desk:
    """The draft of a clinic, or what a fresh one would be."""
    draft = draft_of(clinic_id)
    if draft:
        touches = touches_of(clinic_id, draft.begun_at)
        return Desk(draft.base_id, draft.edition, _of_today(draft.body), touches)
    base_id = standing_version(clinic_id)
    return Desk(base_id, 0, _of_today(body_of(base_id) if base_id else bundled_json()), {})


def mark_of(values: Values, part: str) -> str:
    """What a form carries of a part as it was shown, so that a change in between is seen."""
    found = values if part == WHOLE else rule_in(values, part) or flag_in(values, part)
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


NEW = mark_of({"rules": [], "red_flags": {"items": []}}, "")  # of a part that is not there yet


def change(clinic_id: UUID, practitioner_id: UUID, edit: Edit, now: datetime) -> None:
    """Write the next edition. Unsound: it would break the protocol. Overtaken: that part is not what was `seen`."""
    for _ in range(TRIES):
        desk = at_the_desk(clinic_id)
        values = edit.made(desk.values)
        if values == desk.values:
            return
        if mark_of(desk.values, edit.part) != edit.seen:
            raise Overtaken(desk.touches.get(edit.part) or desk.touches.get(WHOLE))
        findings = findings_of(values, bundled_values())
        if findings:
            raise Unsound(findings)
        edition = 1 + (desk.edition or last_edition(clinic_id))
        db.session.rollback()  # what was read is over: SQLite lets nobody write on from an old look
        if _write(clinic_id, desk, edition, packed(values), now):
            edited = ProtocolEdit(clinic_id=clinic_id, practitioner_id=practitioner_id, part=edit.part, changed_at=now)
            edited.edition = edition
            db.session.add(edited)
            db.session.commit()
            return
        db.session.rollback()
    raise Overtaken(None)


def imported(body: str) -> Values:
    """The file that somebody brought, as a draft: whoever signed it before, nobody has signed it here."""
    return values_of(_of_today(body))


def throw_away(clinic_id: UUID, edition: int) -> None:
    """The draft goes; Overtaken where it is another edition by now."""
    db.session.rollback()
    if not drop_draft(clinic_id, edition):
        db.session.rollback()
        raise Overtaken(None)
    db.session.commit()


@lru_cache(maxsize=16)
def problems_in(body: str) -> tuple[Finding, ...]:
    """What keeps it from being signed."""
    return tuple(findings_of(values_of(body), bundled_values()))


draft_protocol = lru_cache(maxsize=16)(parse_lean)


def values_of(body: str) -> Values:
    values: dict[str, Any] = json.loads(body)
    return values


@lru_cache(maxsize=16)
def _of_today(body: str) -> str:
    """What the clinic chose, laid on the program's file of today. Nobody has signed that."""
    laid = renewed(values_of(body), bundled_values())
    return packed(laid | {"meta": laid["meta"] | {"signed_off": None}})


def _write(clinic_id: UUID, desk: Desk, edition: int, body: str, now: datetime) -> bool:
    """Whether this call made the next edition; the first one of a draft may be begun by one only."""
    if desk.edition:
        return move_draft(clinic_id, desk.edition, body, now)
    base_id = desk.base_id or open_house(now)[1].id
    draft = ProtocolDraft(clinic_id=clinic_id, base_id=base_id, body=body, begun_at=now, changed_at=now)
    draft.edition = edition
    db.session.add(draft)
    try:
        db.session.flush()
    except IntegrityError:
        return False
    return True
