"""What stands in the audit, in words for its owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from companion.aftercare.zones import local_day
from companion.models import AuditEvent
from companion.models.audit import By, Kind


@dataclass(frozen=True)
class Told:
    """A row in words. `at`: on the clock of the clinic."""

    row: AuditEvent
    at: str
    who: str
    what: str


def by_day(rows: list[AuditEvent], staff: dict[UUID, str], zone: ZoneInfo) -> Iterator[tuple[date, str, list[Told]]]:
    """The days of those rows with what was done on each; a day as `Monday, 23 November 2026`."""
    for day, some in groupby(rows, lambda row: local_day(row.done_at, zone)):
        yield day, str(format_date(day, "EEEE, d MMMM yyyy")), [_told(row, staff, zone) for row in some]


def _told(row: AuditEvent, staff: dict[UUID, str], zone: ZoneInfo) -> Told:
    who = staff.get(row.practitioner_id, "") if row.practitioner_id else by_words()[By(row.by)]
    return Told(row, row.done_at.astimezone(zone).strftime("%H:%M:%S"), who, _what(row, staff))


def by_words() -> dict[By, str]:
    """Whoever is nobody of the staff."""
    return {By.PATIENT: str(_("The patient")), By.COMMAND: str(_("A command on the server"))}


def kind_words() -> dict[Kind, str]:
    """What one can look for."""
    words = {
        Kind.PHOTO: _("Photos looked at"),
        Kind.WORDS: _("Entries with words read"),
        Kind.SHEET: _("Sheets for a visit"),
        Kind.ANSWER: _("Answers"),
        Kind.EXPORT: _("Patients’ downloads"),
        Kind.ERASE: _("Deleted by patients"),
        Kind.PROTOCOL: _("Protocols signed"),
        Kind.MOVE: _("Plans moved"),
        Kind.PROMISE: _("The promise"),
        Kind.CLINIC: _("The clinic’s own facts"),
        Kind.SIGN_IN: _("Signing in"),
        Kind.REFUSED: _("Signing in refused"),
        Kind.WAY_IN: _("Passkeys and codes"),
        Kind.INVITED: _("Links for staff"),
        Kind.ROLE: _("Roles"),
        Kind.LEFT: _("Access ended"),
        Kind.AUDIT: _("Downloads of this list"),
    }
    return {kind: str(said) for kind, said in words.items()}


def _what(row: AuditEvent, staff: dict[UUID, str]) -> str:
    whom, about = (staff.get(row.object_id, "") if row.object_id else ""), row.about or ""
    return str({**_of_patients(about), **_of_the_clinic(about), **_of_staff(whom, about)}[Kind(row.kind)])


def _of_patients(about: str) -> dict[Kind, str]:
    return {
        Kind.PHOTO: _("looked at a photo"),
        Kind.WORDS: _("read an entry"),
        Kind.SHEET: _("opened the sheet for a visit"),
        Kind.ANSWER: _("answered an entry"),
        Kind.EXPORT: _("downloaded all that is kept of them"),
        Kind.ERASE: _("deleted a photo") if about == "photo" else _("deleted an entry"),
        Kind.MOVE: _("moved a plan to another version"),
    }


def _of_the_clinic(about: str) -> dict[Kind, str]:
    facts = {
        "details": _("changed hours, numbers or the name"),
        "logo": _("put a logo up"),
        "logo removed": _("took the logo down"),
    }
    return {
        Kind.PROTOCOL: _("signed version %(number)s of the protocol", number=about),
        Kind.PROMISE: _("promised an answer within %(hours)s open hours", hours=about),
        Kind.CLINIC: facts.get(about, ""),
        Kind.AUDIT: _("downloaded this list"),
    }


def _of_staff(whom: str, about: str) -> dict[Kind, str]:
    roles = {"owner": _("owner"), "practitioner": _("practitioner"), "front desk": _("front desk")}
    ways = {
        "passkey": _("signed in with a passkey"),
        "code": _("signed in with a recovery code"),
        "passkey again": _("confirmed with a passkey"),
        "code again": _("confirmed with a recovery code"),
        "passkey made": _("made a passkey"),
        "passkey removed": _("removed a passkey"),
        "codes made": _("made new recovery codes"),
    }
    return {
        Kind.SIGN_IN: ways.get(about, ""),
        Kind.WAY_IN: ways.get(about, ""),
        Kind.REFUSED: _("was refused: too many tries to sign in"),
        Kind.INVITED: _("made a link for %(name)s", name=whom),
        Kind.ROLE: _("made %(name)s %(role)s", name=whom, role=roles.get(about, about)),
        Kind.LEFT: _("ended the access of %(name)s", name=whom),
    }
