"""The rules of one patient: a practitioner has one end later or sooner, leaves it out, or takes a change back."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.adjustment import adjustments_of
from companion.models.treatment import Course
from companion.services.adjust import adjust, undo, why_of
from companion.services.keys import Owner, first_names
from companion.services.refusal import Refusal
from companion.web.access import asked, open_to, this_practitioner
from companion.web.practitioner.rules_page import RuleForm, lines_of, rule_name, said_of, until_words

bp = Blueprint("rules", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>")
bp.add_app_template_global(rule_name)
bp.add_app_template_global(until_words)


@bp.get("/rules")
@open_to("staff")
def page(course: Course) -> str:
    """Every rule that can be changed, as it is for this patient, and who changed what."""
    return _page(course)


@bp.post("/adjustments")
@open_to("staff")
def change(course: Course) -> AnyResponse:
    """Have a rule end at another time, or leave it out; phones show it at their next refresh."""
    form = RuleForm.read(request.form)
    wanted, said = form.wanted, form.said
    if wanted and not said:
        try:
            adjust(_owner(course), course, wanted, this_practitioner().practitioner_id, asked().now)
        except Refusal as refusal:
            said = said_of(refusal)
    if said:
        return Response(_page(course, Refused(form, said)), 422)
    return _back(course, form.rule)


@bp.post("/adjustments/<uuid:adjustment_id>/undoing")
@open_to("staff")
def take_back(course: Course, adjustment_id: UUID) -> AnyResponse:
    """Have it as the protocol says again."""
    try:
        undo(_owner(course), adjustment_id, this_practitioner().practitioner_id, asked().now)
    except Refusal:
        abort(404)
    return _back(course)


@dataclass(frozen=True)
class Refused:
    """What was typed for a rule, and why it was not taken."""

    form: RuleForm
    said: str


def _page(course: Course, refused: Refused | None = None) -> str:
    owner = _owner(course)
    made = [(row, by, why_of(owner, row)) for row, by in adjustments_of(owner[0], [course.id])]
    return render_template(
        "practitioner/rules.html",
        course=course,
        name=first_names([course.patient_id]).get(course.patient_id),
        lines=lines_of(course, [(row, by) for row, by, _why in made if row.undone_at is None]),
        made=made,
        refused=refused,
    )


def _owner(course: Course) -> Owner:
    return this_practitioner().clinic_id, course.patient_id


def _back(course: Course, rule: str = "") -> AnyResponse:
    return redirect(url_for("rules.page", treatment_id=course.id, _anchor=f"rule-{rule}" if rule else None), 303)
