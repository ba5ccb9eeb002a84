"""A self-started plan is put right or ended by the one who started it."""

from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.schedule import Treated, schedule_of
from companion.models.treatment import Course
from companion.services.amend import correct, end, reopen
from companion.web.access import asked, open_to
from companion.web.treatment_form import TreatmentForm, zones_by_region

bp = Blueprint("correct", __name__, url_prefix="/treatments/<uuid:treatment_id>")


@bp.get("/correction")
@open_to("patient")
def correction(course: Course) -> str:
    """What stands in the plan, to be changed; a clinic's plan is changed by the clinic."""
    form = TreatmentForm()
    form.fill(course)
    return _page(course, form)


@bp.post("/correction")
@open_to("patient")
def put_right(course: Course) -> AnyResponse:
    form = TreatmentForm()
    form.read(request.form, asked().now, course.schedule.protocol)
    if form.treated and course.follow_up_at and not _is_in_plan(course.follow_up_at, form.treated, course):
        form.errors["treated_at"] = _("Your check would not be in this plan any more. Look at the day again.")
    if form.errors or form.treated is None:
        return Response(_page(course, form), 422)
    correct(_own(course).id, form.treated, course.follow_up_at, asked().now)
    return redirect(url_for("now.now"), 303)


@bp.post("/ending")
@open_to("patient")
def end_plan(course: Course) -> AnyResponse:
    end(_own(course).id, asked().now)
    return redirect(url_for("now.now"), 303)


@bp.post("/reopening")
@open_to("patient")
def reopen_plan(course: Course) -> AnyResponse:
    if _own(course).ended_by is None:
        reopen(course.id, asked().now)
    return redirect(url_for("now.now"), 303)


def _own(course: Course) -> Course:
    return course if course.is_self_started else abort(404)


def _is_in_plan(check: datetime, treated: Treated, course: Course) -> bool:
    """Whether the check lies between the injection and the end of the plan."""
    return treated.treated_at < check < schedule_of(course.schedule.protocol, treated).ends_at


def _page(course: Course, form: TreatmentForm) -> str:
    return render_template(
        "patient/correction.html",
        course=_own(course),
        form=form,
        protocol=course.schedule.protocol,
        regions=zones_by_region(),
    )
