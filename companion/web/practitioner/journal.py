"""The journal at the desk: what a patient sent, to be seen and answered."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models import Photo
from companion.models.journal_lines import entry_of, was_erased
from companion.models.treatment import Course
from companion.services.journal import Journal, journal_of
from companion.services.refusal import Refusal
from companion.services.review import Draft, answer, see
from companion.web.access import asked, open_to, this_practitioner
from companion.web.looks import shows_words
from companion.web.patient.journal_page import expressions
from companion.web.practitioner.journal_page import Read, in_turn, page_with, to_read_words
from companion.web.practitioner.journal_words import Refused, said_of
from companion.web.practitioner.paging import asked_page, page_of
from companion.web.refusals import STATUS

bp = Blueprint("desk_journal", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>")
bp.add_app_template_global(to_read_words)


@bp.get("/journal")
@open_to("staff")
def page(course: Course) -> str:
    """Fifty entries: those that nobody saw, whoever waited longest first; then those seen, the newest first."""
    journal, entries = _read(course)
    return _page(course, journal, entries, asked_page(len(entries)))


@bp.get("/journal/photos/<uuid:kept_photo_id>")
@open_to("staff")
def photo(course: Course, photo: Photo) -> str:
    """One photo, large."""
    entries = _read(course)[1]
    one = next((one for one in entries if photo.id in {kept.id for kept in one.line.photos}), None) or abort(404)
    return render_template(
        "practitioner/journal_photo.html",
        course=course,
        photo=photo,
        one=one,
        number=page_with(entries, one.first_id),
        expressions=expressions(),
    )


@bp.post("/entries/<uuid:entry_id>/review")
@open_to("staff")
def review(course: Course, entry_id: UUID) -> AnyResponse:
    """Note that an entry was seen, or answer it with `answer`. What was typed is kept, unless it was sent."""
    typed = request.form.get("answer", "").replace("\r\n", "\n")
    reason = _review(course, entry_id, typed)
    journal, entries = _read(course)
    one = next((one for one in entries if entry_id in one.ids), None)
    if one is None:
        return _gone(course, entry_id, journal.first_name, typed)
    if reason:
        refused = Refused(one.first_id, reason, typed, said_of(reason, journal.first_name))
        return _refused(course, journal, entries, refused)
    if asked().is_fragment:
        return Response(_part(course, journal, entries, one.first_id))
    number, anchor = page_with(entries, one.first_id), f"entry-{one.first_id}"
    return redirect(url_for("desk_journal.page", treatment_id=course.id, page=number, _anchor=anchor), 303)


def _review(course: Course, entry_id: UUID, typed: str) -> str:
    """See it, or answer it; why what was typed was not sent, empty where all went well."""
    who = this_practitioner()
    entry = entry_of((who.clinic_id, course.patient_id), entry_id)
    if entry is None or entry.treatment_id != course.id:
        return "not_here"
    try:
        if "answer" not in request.form or "seen" in request.form:
            see(who.clinic_id, who.practitioner_id, entry_id, asked().now)
            return "kept" if typed.strip() else ""
        answer(who.clinic_id, who.practitioner_id, entry_id, Draft(typed), asked().now)
    except Refusal as refusal:
        return refusal.reason
    return ""


def _read(course: Course) -> tuple[Journal, list[Read]]:
    journal = journal_of((this_practitioner().clinic_id, course.patient_id), course.id)
    return journal, in_turn(journal.lines, course)


def _page(course: Course, journal: Journal, entries: list[Read], number: int, refused: Refused | None = None) -> str:
    shown = page_of(entries, number)
    shows_words((one.line for one in shown.items), course.patient_id)
    return render_template(
        "practitioner/journal.html",
        course=course,
        name=journal.first_name,
        hides_photos=journal.hides_photos,
        page=shown,
        grave=[one for one in entries if one.is_grave and not one.line.is_seen],
        page_with=lambda one: page_with(entries, one.first_id),
        refused=refused,
        **_words(entries),
    )


def _part(course: Course, journal: Journal, entries: list[Read], first_id: UUID, refused: Refused | None = None) -> str:
    one = next(one for one in entries if one.first_id == first_id)
    words = _words(entries) | {"name": journal.first_name}
    shows_words([one.line], course.patient_id)
    return render_template("practitioner/_journal_part.html", course=course, one=one, refused=refused, **words)


def _words(entries: list[Read]) -> dict[str, Any]:
    to_read = sum(not one.line.is_seen for one in entries)
    return {"to_read": to_read, "expressions": expressions(), "mine": this_practitioner().practitioner_id}


def _refused(course: Course, journal: Journal, entries: list[Read], refused: Refused) -> AnyResponse:
    """What was typed stands where it was, below why it was not sent."""
    status = 200 if refused.reason == "kept" else STATUS.get(refused.reason, 422)
    if asked().is_fragment:
        return Response(_part(course, journal, entries, refused.first_id, refused), status)
    return Response(_page(course, journal, entries, page_with(entries, refused.first_id), refused), status)


def _gone(course: Course, entry_id: UUID, name: str | None, typed: str) -> AnyResponse:
    """The patient has deleted it meanwhile, or it never was here; what was typed is given back."""
    template = "practitioner/_journal_gone.html" if asked().is_fragment else "practitioner/journal_gone.html"
    is_erased = was_erased((this_practitioner().clinic_id, course.patient_id), entry_id)
    return Response(render_template(template, course=course, name=name, typed=typed, is_erased=is_erased), 404)
