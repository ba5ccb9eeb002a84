"""One treatment at the desk: what stands in it, its phones, correcting and ending it."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.access import devices_of
from companion.models.adjustment import adjustments_of
from companion.models.correction import corrections_of
from companion.models.journal_lines import count_unreviewed
from companion.models.mailbox import takes_letters
from companion.models.treatment import Course, courses_of
from companion.services.admit import close_phone
from companion.services.amend import AtTheDesk, correct, end, rename, reopen
from companion.services.channel import is_unfinished
from companion.services.keys import first_names
from companion.services.mailbox import can_mail
from companion.services.push_state import Reached, phones_reached
from companion.web.access import EVERYBODY, asked, may, open_to, this_practitioner
from companion.web.practitioner.arrival import state_of
from companion.web.practitioner.hand_over_form import HandOverForm
from companion.web.treatment_form import zones_by_region

bp = Blueprint("treatment", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>")


@bp.get("")
@open_to("staff", EVERYBODY)
def page(course: Course) -> str:
    arrival, clinic_id = state_of(course, None), this_practitioner().clinic_id
    return render_template(
        "practitioner/treatment.html",
        course=course,
        name=first_names([course.patient_id]).get(course.patient_id),
        phones=devices_of(clinic_id, course.patient_id, asked().now),
        reached={phone.device_id: phone for phone in _reached(course)},
        arrival=arrival,
        is_unfinished=is_unfinished(course, arrival["settled"], asked().now),
        others=[other for other in courses_of(clinic_id, course.patient_id) if other.id != course.id],
        rules=[(row, by) for row, by in adjustments_of(clinic_id, [course.id]) if row.undone_at is None],
        takes_letters=can_mail() and takes_letters(course.patient_id),
        health=arrival["health"],
        to_read=to_read(course),
        corrections=corrections_of(clinic_id, course.id),
        now=asked().now,
    )


@bp.post("/phones/<uuid:device_id>/ending")
@open_to("staff", EVERYBODY)
def end_phone(course: Course, device_id: UUID) -> AnyResponse:
    """Sign a phone out; it is cut off at its next request."""
    close_phone((this_practitioner().clinic_id, course.patient_id), device_id, asked().now)
    return _back(course)


@bp.get("/correction")
@open_to("staff", EVERYBODY)
def correction(course: Course) -> str:
    form = HandOverForm(first_name=first_names([course.patient_id]).get(course.patient_id, ""))
    form.fill(course)
    return _correction_page(course, form)


@bp.post("/correction")
@open_to("staff", EVERYBODY)
def put_right(course: Course) -> AnyResponse:
    """Put the plan right; phones show it at their next refresh."""
    form = HandOverForm()
    form.read(request.form, asked().now, course.schedule.protocol)
    if form.errors or not form.treated:
        return Response(_correction_page(course, form), 422)
    desk = AtTheDesk(this_practitioner().practitioner_id, form.given.given)
    correct(course.id, form.treated, form.check, asked().now, desk)
    rename(course.patient_id, form.first_name or None)
    return _back(course)


@bp.post("/ending")
@open_to("staff")
def end_plan(course: Course) -> AnyResponse:
    end(course.id, asked().now, by=this_practitioner().practitioner_id)
    return _back(course)


@bp.post("/reopening")
@open_to("staff")
def reopen_plan(course: Course) -> AnyResponse:
    reopen(course.id, asked().now)
    return _back(course)


def to_read(course: Course) -> int:
    """How many entries wait, for whoever may read them."""
    if not may("desk_journal.page"):
        return 0
    return count_unreviewed(this_practitioner().clinic_id, [course.id]).get(course.id, 0)


def _reached(course: Course) -> list[Reached]:
    return phones_reached((this_practitioner().clinic_id, course.patient_id), asked().now)


def _back(course: Course) -> AnyResponse:
    return redirect(url_for("treatment.page", treatment_id=course.id), 303)


def _correction_page(course: Course, form: HandOverForm) -> str:
    return render_template(
        "practitioner/correction.html",
        course=course,
        form=form,
        protocol=course.schedule.protocol,
        regions=zones_by_region(),
    )
