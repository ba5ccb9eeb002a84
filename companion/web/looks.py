"""What a page has of a patient goes into the audit before it leaves, in one statement a page."""

from collections.abc import Iterable
from uuid import UUID

from flask import current_app
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from companion.models.audit import Kind
from companion.services.audit import Seen, note_looks
from companion.services.journal import Line
from companion.web.access import asked, signed_in_staff
from companion.web.errors import full

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
    """Runs after every view; what somebody who works here sees is not shown where it cannot be written down."""
    seen = asked().shown if response.status_code in SHOWS else []
    who = signed_in_staff() if seen else None
    if who is None:
        return response
    try:
        note_looks(who.clinic_id, who.practitioner_id, seen, asked().now)
    except OperationalError as error:  # no error page of its own comes from what runs after a view
        return current_app.make_response(full(error))
    return response
