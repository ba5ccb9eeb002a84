"""What the phone sends by itself: entries and photos in, photos and everything else out. Every refusal is JSON."""

import hashlib
import re
from uuid import UUID

from flask import Blueprint, Response, jsonify, request, stream_with_context

from companion.aftercare.entry import EXPRESSIONS, Agreed, Noted
from companion.models import Photo
from companion.models.audit import Kind
from companion.models.journal import Size
from companion.models.treatment import Course
from companion.services.baselines import baselines_of
from companion.services.consent import give_consent
from companion.services.erase import erase_entry, erase_photo
from companion.services.export import export
from companion.services.journal import lines_of
from companion.services.photos import LARGEST, THUMB_TYPE, VIEW_TYPE, SentPhoto, open_photo, receive_photo
from companion.services.receive import receive_entry
from companion.services.refusal import Refusal
from companion.services.tell_answer import read_answer
from companion.web.access import asked, open_to, signed_in_phone, this_phone
from companion.web.bodies import read_body
from companion.web.hints import hints_in
from companion.web.looks import shows
from companion.web.refusals import refused
from companion.web.uploads import a_place

bp = Blueprint("api", __name__)
bp.register_error_handler(Refusal, refused)
TYPES = {Size.VIEW: VIEW_TYPE, Size.THUMB: THUMB_TYPE}
HASH = re.compile(r"[0-9a-f]{64}")


@bp.put("/api/entries/<uuid:entry_id>")
@open_to("patient")
def put_entry(entry_id: UUID) -> tuple[Response, int]:
    """Keep an entry; 200 for one that is here already. The answer has the hash of the body as it came."""
    body = request.get_data()
    _check_hash(body)
    received = receive_entry(this_phone().owner, entry_id, read_body(Noted, body), asked().now)
    entry = received.entry
    answer = {
        "id": entry.id,
        "sha256": hashlib.sha256(body).hexdigest(),
        "received_at": entry.received_at.isoformat(),
        "urgency": entry.urgency,
        "because": entry.because,
    }
    return jsonify(answer), 201 if received.is_new else 200


@bp.put("/api/grants/<uuid:grant_id>")
@open_to("patient")
def put_grant(grant_id: UUID) -> tuple[Response, int]:
    """Keep a yes to photos; the answer as for an entry."""
    body = request.get_data()
    _check_hash(body)
    agreed = read_body(Agreed, body)
    grant, is_new = give_consent(this_phone().owner, grant_id, agreed.wording, agreed.given_at, asked().now)
    answer = {
        "id": grant.id,
        "sha256": hashlib.sha256(body).hexdigest(),
        "given_at": grant.given_at.isoformat(),
        "withdrawn_at": grant.withdrawn_at and grant.withdrawn_at.isoformat(),
    }
    return jsonify(answer), 201 if is_new else 200


@bp.post("/api/answers/<uuid:review_id>/reading")
@open_to("patient")
def post_reading(review_id: UUID) -> tuple[str, int]:
    """The phone's own word that an answer stood before the patient's eyes."""
    if not read_answer(this_phone().owner, review_id, asked().now):
        raise Refusal("not_here")
    return "", 204


@bp.delete("/api/entries/<uuid:entry_id>")
@open_to("patient")
def delete_entry(entry_id: UUID) -> tuple[str, int]:
    """Erase an entry with every version of it and its photos."""
    erase_entry(this_phone().owner, entry_id, asked().now)
    return "", 204


@bp.put("/api/entries/<uuid:entry_id>/photos/<uuid:photo_id>")
@open_to("patient")
def put_photo(entry_id: UUID, photo_id: UUID) -> tuple[Response, int]:
    """Keep a photo: the body is the file, the headers say its hash, its expression and its hints."""
    with a_place():
        return _receive_photo(entry_id, photo_id)


def _receive_photo(entry_id: UUID, photo_id: UUID) -> tuple[Response, int]:
    request.max_content_length = LARGEST
    expression = request.headers.get("Companion-Expression", "")
    if expression not in EXPRESSIONS:
        raise Refusal("no_expression")
    sha256 = _hash()
    if sha256 is None:
        raise Refusal("not_whole")
    hints = hints_in(request.headers.get("Companion-Hints", "{}"))
    sent = SentPhoto(photo_id, request.get_data(cache=False), bytes.fromhex(sha256), expression, hints)
    photo, is_new = receive_photo(this_phone().owner, entry_id, sent, asked().now)
    answer = {
        "id": photo.id,
        "entry_id": photo.entry_id,
        "sha256": photo.sha256.hex(),
        "received_at": photo.received_at.isoformat(),
        "width": photo.width,
        "height": photo.height,
    }
    return jsonify(answer), 201 if is_new else 200


@bp.delete("/api/entries/<uuid:entry_id>/photos/<uuid:photo_id>")
@open_to("patient")
def delete_photo(entry_id: UUID, photo_id: UUID) -> tuple[str, int]:
    """Erase a photo."""
    erase_photo(this_phone().owner, entry_id, photo_id, asked().now)
    return "", 204


@bp.get("/photos/<uuid:kept_photo_id>/<any(view, thumb):size>")
@open_to("patient or staff")
def photo(photo: Photo, size: str) -> Response:
    """A photo for whoever sent it, and for the clinic."""
    phone = signed_in_phone()
    if phone is None or phone.patient_id != photo.patient_id:
        shows(Kind.PHOTO, photo.id, photo.patient_id)
    return Response(open_photo(photo, Size(size)), mimetype=TYPES[Size(size)])


@bp.get("/api/treatments/<uuid:treatment_id>/baselines")
@open_to("patient")
def baselines(course: Course) -> Response:
    """The id of the photo to line up with, by expression."""
    found = baselines_of(lines_of(this_phone().owner, treatment_id=course.id))
    return jsonify({expression: photo.id for expression, photo in found.items()})


@bp.get("/api/export")
@open_to("patient")
def everything() -> Response:
    """All that is kept of the patient, as a zip."""
    chunks = stream_with_context(export(this_phone().owner, asked().now))
    headers = {"Content-Disposition": 'attachment; filename="aftercare.zip"'}
    return Response(chunks, mimetype="application/zip", headers=headers)


@bp.route("/api/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@open_to("anyone")
def nothing_here(**_rest: str) -> Response:
    """Any other path is refused in the same words."""
    raise Refusal("not_here")


def _check_hash(body: bytes) -> None:
    sha256 = _hash()
    if sha256 and sha256 != hashlib.sha256(body).hexdigest():
        raise Refusal("not_whole")


def _hash() -> str | None:
    """What the phone says the hash of the body is."""
    sha256 = request.headers.get("Companion-Sha256", "")
    return sha256 if HASH.fullmatch(sha256) else None
