"""One entry at the desk: read, compared with before, answered once, and then the next."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled
from companion.models.journal_lines import was_erased
from companion.models.reading import standing_read
from companion.models.treatment import Course
from companion.services.looking import look
from companion.services.refusal import Refusal
from companion.services.review import answer, see
from companion.web.access import asked, open_to, this_practitioner
from companion.web.patient.words import words_json
from companion.web.practitioner.answer_form import typed_draft
from companion.web.practitioner.journal_page import Read
from companion.web.practitioner.journal_words import Refused, said_of
from companion.web.practitioner.queue_filter import QueueFilter
from companion.web.practitioner.review_page import Opened, open_entry, review_parts
from companion.web.refusals import STATUS

PREFIX = "/practitioner/treatments/<uuid:treatment_id>/entries/<uuid:entry_id>"
KEPT = ("kept", "reread")  # nothing went wrong: what was typed was not to be sent
bp = Blueprint("review", __name__, url_prefix=PREFIX)


@bp.get("")
@open_to("staff")
def page(course: Course, entry_id: UUID) -> AnyResponse | str:
    """The entry as it stands; the address of an older version leads there."""
    opened = _look(course, entry_id)
    one = opened.one(entry_id)
    if one is None:
        return _gone(course, entry_id, opened.journal.first_name, "")
    if one.now.entry.id != entry_id:
        return redirect(_address(course, one), 303)
    return _page(course, opened, one)


@bp.get("/standing")
@open_to("staff")
def standing(course: Course, entry_id: UUID) -> AnyResponse:
    """Who looks at it too, and what became of it since the page came; 304 while that is the same."""
    who, now = this_practitioner(), asked().now
    owner = (who.clinic_id, course.patient_id)
    look(owner, entry_id, who.practitioner_id, now)
    answers = standing_read(who.clinic_id, entry_id, who.practitioner_id, now)
    found = next((row for row in answers["stands"] if row.treatment_id == course.id), None)
    if found is None and not was_erased(owner, entry_id):
        abort(404)
    answered = next(iter(answers["answered"]), None) if found and "answered" not in request.args else None
    part = render_template(
        "practitioner/_standing.html",
        course=course,
        entry_id=entry_id,
        lookers=[row.name for row in answers["lookers"]] if found else [],
        newer=found if found and found.id != entry_id else None,
        is_gone=found is None,
        answered=answered,
        chosen=QueueFilter.asked(),
    )
    etag = hashlib.sha256(part.encode()).hexdigest()[:20]
    response = Response(status=304) if request.if_none_match.contains_weak(etag) else Response(part)
    response.set_etag(etag, weak=True)
    return response


@bp.post("/answer")
@open_to("staff")
def give(course: Course, entry_id: UUID) -> AnyResponse:
    """Answer it, with `seen` note that it was seen, with `reread` read it as it is now. What was not sent is kept."""
    who, typed = this_practitioner(), request.form.get("answer", "").replace("\r\n", "\n")
    one = open_entry(who, course, entry_id, asked().now).one(entry_id)
    if one is None:
        return _gone(course, entry_id, None, typed)
    reason = _give(one, entry_id)
    if not reason:
        return redirect(_address(course, one), 303)
    opened = _look(course, entry_id)
    one = opened.one(entry_id)
    if one is None:
        return _gone(course, entry_id, opened.journal.first_name, typed)
    refused = Refused(one.first_id, reason, typed, said_of(reason, opened.journal.first_name))
    return Response(_page(course, opened, one, refused), 200 if reason in KEPT else STATUS.get(reason, 422))


def _give(one: Read, entry_id: UUID) -> str:
    """Why it was not sent; empty where all went well."""
    who, now = this_practitioner(), asked().now
    if "reread" in request.form:
        return "reread" if request.form.get("answer", "").strip() else ""
    try:
        if "seen" in request.form:
            see(who.clinic_id, who.practitioner_id, entry_id, now)
            return "kept" if request.form.get("answer", "").strip() else ""
        answer(who.clinic_id, who.practitioner_id, entry_id, typed_draft(one), now)
    except Refusal as refusal:
        return refusal.reason
    return ""


def _look(course: Course, entry_id: UUID) -> Opened:
    """They look at it from now on, before anything is read: what is kept is read anew after that."""
    who, now = this_practitioner(), asked().now
    look((who.clinic_id, course.patient_id), entry_id, who.practitioner_id, now)
    return open_entry(who, course, entry_id, now)


def _page(course: Course, opened: Opened, one: Read, refused: Refused | None = None) -> str:
    parts: dict[str, Any] = review_parts(this_practitioner(), course, opened, one, asked().now)
    parts |= {"refused": refused, "typed": request.form if refused else {}}
    return render_template("practitioner/review.html", words_json=words_json(bundled()), **parts)


def _address(course: Course, one: Read) -> str:
    return url_for("review.page", treatment_id=course.id, entry_id=one.now.entry.id, **QueueFilter.asked().query)


def _gone(course: Course, entry_id: UUID, name: str | None, typed: str) -> AnyResponse:
    """The patient has deleted it meanwhile, or it never was here; what was typed is given back."""
    is_erased = was_erased((this_practitioner().clinic_id, course.patient_id), entry_id)
    if not is_erased and not typed:
        abort(404)
    page = render_template("practitioner/journal_gone.html", course=course, name=name, typed=typed, is_erased=is_erased)
    return Response(page, 404)
