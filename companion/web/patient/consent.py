"""The yes to photos: its words, when it was given, and taking it back."""

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.models.grant import Purpose, latest_grant
from companion.models.journal_lines import photos_of
from companion.models.treatment import Course
from companion.services.consent import give_consent, withdraw_consent
from companion.web.access import asked, open_to, own_courses, this_phone

bp = Blueprint("consent", __name__, url_prefix="/journal/consent")


def wording(course: Course) -> str:
    """What somebody says yes to, in their own words."""
    if course.clinic_is_house:
        who = _("Only I can see them. If I let a clinic follow my plan, it sees them too.")
    else:
        who = _("Only I and %(clinic)s can see them.", clinic=course.clinic_name)
    kept = _("They are kept locked. I can delete them or take this back at any time.")
    return " ".join([_("Yes, keep my photos with my journal."), who, kept])


def agree(course: Course) -> None:
    """Keep the yes of whoever asks, in the words of that treatment's clinic."""
    give_consent(this_phone().owner, uuid4(), wording(course), asked().now, asked().now)


@bp.get("")
@open_to("patient")
def page() -> AnyResponse | str:
    """What they agreed to, and both ways from there."""
    courses, owner = own_courses(), this_phone().owner
    if not courses:
        return redirect(url_for("start.start"), 303)
    return render_template(
        "patient/consent.html",
        grant=latest_grant(owner, Purpose.PHOTOS),
        wording=wording(courses[0]),
        course=courses[0],
        photo_count=len(photos_of(owner)),
    )


@bp.post("")
@open_to("patient")
def give() -> AnyResponse:
    if courses := own_courses():
        agree(courses[0])
    return redirect(url_for("consent.page"), 303)


@bp.post("/withdrawal")
@open_to("patient")
def withdraw() -> AnyResponse:
    """Taken back; with `photos=delete` those that are here go, too."""
    withdraw_consent(this_phone().owner, asked().now, deletes=request.form.get("photos") == "delete")
    return redirect(url_for("consent.page"), 303)
