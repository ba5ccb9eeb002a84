"""What a page has of a patient goes into the audit before it leaves, in one statement a page."""

from collections.abc import Iterable
from uuid import UUID

from werkzeug.wrappers import Response as AnyResponse

from companion.models.audit import Kind
from companion.services.audit import Seen, note_looks
from companion.services.journal import Line
from companion.web.access import asked, signed_in_staff

SHOWS = (200, 409, 422)  # anything else has no page of a patient in it


def shows(kind: Kind, object_id: UUID, patient_id: UUID) -> None:
    """This answer will have that in it."""
    asked().shown.append(Seen(kind, object_id, patient_id))


def shows_words(lines: Iterable[Line], patient_id: UUID) -> None:
    """This answer will have the notes and questions of those lines in it, as far as there are any."""
    for line in lines:
        if any(version.note or version.question for version in line.versions):
            shows(Kind.WORDS, line.now.entry.first_id, patient_id)


def write_looks(response: AnyResponse) -> AnyResponse:
    """Runs after every view of somebody who works here; what cannot be written down is not shown."""
    seen, who = asked().shown, signed_in_staff() if asked().shown else None
    if who and response.status_code in SHOWS:
        note_looks(who.clinic_id, who.practitioner_id, seen, asked().now)
    return response
