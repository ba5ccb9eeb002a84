"""Hand-over: the form, then the QR code and the short code for the patient's phone."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.lots import last_handed_over
from companion.models.treatment import Course, course_at, courses_of
from companion.services.admit import close_phones
from companion.services.enrol import hand_over
from companion.services.invites import grouped, invite, join_code, short_code
from companion.services.keys import first_names
from companion.web.access import EVERYBODY, asked, config, open_to, this_practitioner
from companion.web.origin import own_address
from companion.web.practitioner.arrival import state_of
from companion.web.practitioner.hand_over_form import HandOverForm
from companion.web.practitioner.own_protocol import own_protocol
from companion.web.treatment_form import zones_by_region
from companion.web.ways_in import refuse_too_many_codes

bp = Blueprint("hand_over", __name__, url_prefix="/practitioner")


@bp.get("/treatments/new")
@open_to("staff", EVERYBODY)
def new() -> str:
    last = last_handed_over(this_practitioner().practitioner_id)
    return _form_page(HandOverForm.fresh(asked().now, this_practitioner().clinic_zone or "UTC", own_protocol(), last))


@bp.post("/treatments")
@open_to("staff", EVERYBODY)
def begin() -> AnyResponse:
    """Begin the plan and show the way to it. The same form sent again gives a new way to the same plan."""
    practitioner, form = this_practitioner(), HandOverForm()
    form.read(request.form, asked().now, own_protocol())
    if form.hand_over is None:
        return Response(_form_page(form), 422)
    refuse_too_many_codes(practitioner.practitioner_id)
    owner = hand_over(form.hand_over, practitioner.clinic_id, practitioner.practitioner_id, asked().now)
    course = course_at(practitioner.clinic_id, form.id) if owner else None
    return _ways(course or abort(404))


@bp.get("/treatments/<uuid:treatment_id>/next")
@open_to("staff", EVERYBODY)
def new_for(course: Course) -> str:
    """The form for another treatment of the same patient."""
    form = HandOverForm.fresh(asked().now, this_practitioner().clinic_zone or "UTC", own_protocol(), course)
    form.first_name = first_names([course.patient_id]).get(course.patient_id, "")
    return _form_page(form, course)


@bp.post("/treatments/<uuid:treatment_id>/next")
@open_to("staff", EVERYBODY)
def begin_for(course: Course) -> AnyResponse:
    """Begin another plan of the same patient; it is on their phone by itself."""
    practitioner, form = this_practitioner(), HandOverForm()
    form.read(request.form, asked().now, own_protocol())
    if form.hand_over is None:
        return Response(_form_page(form, course), 422)
    who = practitioner.clinic_id, practitioner.practitioner_id
    hand_over(form.hand_over, *who, asked().now, patient_id=course.patient_id) or abort(404)
    return redirect(url_for("treatment.page", treatment_id=form.id), 303)


@bp.post("/treatments/<uuid:treatment_id>/invites")
@open_to("staff", EVERYBODY)
def invite_again(course: Course) -> AnyResponse:
    """A new link and code for the same patient; with `lost`, the phones they had are signed out first."""
    refuse_too_many_codes(this_practitioner().practitioner_id)
    if request.form.get("lost"):
        close_phones((this_practitioner().clinic_id, course.patient_id), asked().now)
    return _ways(course)


@bp.post("/join-codes")
@open_to("staff", EVERYBODY)
def make_join_code() -> str:
    """A code for somebody who started a plan alone."""
    refuse_too_many_codes(this_practitioner().practitioner_id)
    code = join_code(this_practitioner().clinic_id, asked().now)
    return render_template("practitioner/join_code.html", code=grouped(code))


def _ways(course: Course) -> AnyResponse:
    """The page that the patient scans."""
    practitioner, now = this_practitioner(), asked().now
    owner = practitioner.clinic_id, course.patient_id
    site = own_address(request, config())
    page = render_template(
        "practitioner/ways.html",
        site=site,
        link=f"{site}/invite#{invite(owner, now)}",
        code=grouped(short_code(owner, now)),
        name=first_names([course.patient_id]).get(course.patient_id),
        **state_of(course, now),
    )
    return Response(page)


def _form_page(form: HandOverForm, course: Course | None = None) -> str:
    """The form; `course` is an earlier treatment of the same patient."""
    return render_template(
        "practitioner/hand_over.html",
        form=form,
        protocol=own_protocol(),
        regions=zones_by_region(),
        course=course,
        earlier=courses_of(this_practitioner().clinic_id, course.patient_id) if course else [],
    )
