"""Photos taken at the clinic before or right after the treatment, for later ones to be compared with."""

import hashlib
from itertools import chain, repeat
from uuid import UUID, uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.entry import EXPRESSIONS
from companion.models import Photo
from companion.models.grant import Purpose, has_granted, latest_grant
from companion.models.treatment import Course
from companion.services.baselines import is_baseline
from companion.services.consent import write_down_consent
from companion.services.journal import journal_of
from companion.services.keys import Owner
from companion.services.photos import LARGEST, SentPhoto, receive_photo
from companion.services.receive import receive_baseline
from companion.services.refusal import Refusal
from companion.web.access import asked, open_to, this_practitioner
from companion.web.headers import with_camera
from companion.web.hints import hints_in
from companion.web.patient.check_in_form import id_in
from companion.web.patient.consent import wording
from companion.web.patient.journal_page import expressions
from companion.web.refusals import message
from companion.web.uploads import a_place

bp = Blueprint("baseline", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>/baseline")


@bp.get("")
@open_to("staff")
@with_camera
def page(course: Course) -> str:
    """The words of the consent, a place for each photo, and those that were taken."""
    return _page(course, uuid4())


@bp.post("")
@open_to("staff")
@with_camera
def take(course: Course) -> AnyResponse:
    """Keep the yes that the patient said here, then each photo by itself; without a yes no photo."""
    request.max_content_length = LARGEST * len(EXPRESSIONS)
    owner, entry_id = _owner(course), id_in(request.form, "id") or uuid4()
    if request.form.get("consent"):
        write_down_consent(owner, wording(course), this_practitioner().practitioner_id, asked().now)
    if not has_granted(owner, Purpose.PHOTOS):
        return _again(course, entry_id, [_("No photo without their yes. Show them the words, then tick the box.")])
    if not any(request.files.values()):
        return _again(course, entry_id, [_("Take or choose a photo first.")])
    try:
        receive_baseline(owner, entry_id, course, this_practitioner().practitioner_id, asked().now)
    except Refusal as refusal:
        return _again(course, uuid4(), [message(refusal.reason)])
    if said := _receive_all(owner, entry_id):
        return _again(course, entry_id, said)
    return redirect(url_for("baseline.page", treatment_id=course.id, _anchor="taken"), 303)


def _receive_all(owner: Owner, entry_id: UUID) -> list[str]:
    """What was not taken, and why."""
    said, names = [], expressions()
    for expression in EXPRESSIONS:
        hints = chain(request.form.getlist(f"hints-{expression}"), repeat(""))
        for file, told in zip(filter(None, request.files.getlist(expression)), hints, strict=False):
            body = file.read()
            sent = SentPhoto(uuid4(), body, hashlib.sha256(body).digest(), expression, hints_in(told))
            try:
                with a_place():
                    receive_photo(owner, entry_id, sent, asked().now)
            except Refusal as refusal:
                said.append(f"{names[expression]}: {message(refusal.reason)}")
    return said


def _again(course: Course, entry_id: UUID, said: list[str]) -> AnyResponse:
    return Response(_page(course, entry_id, said), 422)


def _page(course: Course, entry_id: UUID, said: list[str] | None = None) -> str:
    journal = journal_of(_owner(course), course.id)
    return render_template(
        "practitioner/baseline.html",
        course=course,
        name=journal.first_name,
        entry_id=entry_id,
        said=said or [],
        grant=latest_grant(_owner(course), Purpose.PHOTOS),
        wording=wording(course),
        taken=_in_order([photo for line in journal.lines if is_baseline(line) for photo in line.photos]),
        expressions=expressions(),
    )


def _in_order(photos: list[Photo]) -> list[Photo]:
    return sorted(photos, key=lambda photo: (EXPRESSIONS.index(photo.expression), photo.received_at))


def _owner(course: Course) -> Owner:
    return this_practitioner().clinic_id, course.patient_id
