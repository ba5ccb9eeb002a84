"""Reminders: whether they reach this phone, which ones come and came, and how somebody wants them."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.reminders import Wishes
from companion.models.treatment import Course, running_courses
from companion.models.wishes import wishes_of
from companion.services.mailbox import ask_again, standing_of
from companion.services.refusal import Refusal
from companion.services.remind import wishes_for
from companion.services.snooze import CLOCKS, snooze
from companion.services.wishes import choose, go_outdoors, know_missed
from companion.web.access import asked, open_to, own_courses, this_phone
from companion.web.kept import kept
from companion.web.patient.reminders_form import WishesForm
from companion.web.patient.reminders_page import page_of
from companion.web.patient.words import words_json

bp = Blueprint("reminders", __name__, url_prefix="/reminders")


@bp.get("")
@open_to("patient")
@kept
def reminders() -> AnyResponse:
    """The page, as it stands now."""
    courses = own_courses()
    if not courses:
        return redirect(url_for("start.start"), 303)
    return Response(_rendered(courses, _form(courses)))


@bp.post("")
@open_to("patient")
def save() -> AnyResponse:
    """Keep what they chose; with something wrong the form comes back as it was typed.

    `again`: and then send the e-mail that asks whether the address is right once more.
    """
    courses = own_courses()
    if not courses:
        return redirect(url_for("start.start"), 303)
    form = _form(courses)
    zone = wishes_for(_first(courses), wishes_of(this_phone().patient_id)).zone
    chosen = form.read(request.form, Wishes.usual(_first(courses).schedule.protocol, zone))
    if chosen is None:
        return Response(_rendered(courses, form), 422)
    choose(this_phone().owner, chosen, asked().now)
    if "again" in request.form:
        ask_again(this_phone().owner, asked().now)
        if chosen.email:
            return redirect(url_for("reminders.reminders", _anchor="field-email"), 303)
    return redirect(url_for("reminders.reminders", _anchor="saved"), 303)


@bp.post("/outdoors")
@open_to("patient")
def outdoors() -> AnyResponse:
    """From now on the sun's reminders come again, or no more."""
    go_outdoors(this_phone().owner, asked().now, outdoors=request.form.get("outdoors") == "yes")
    return redirect(url_for("reminders.reminders", _anchor="sun"), 303)


@bp.post("/known")
@open_to("patient")
def know() -> AnyResponse:
    """They know of the reminders that came to no phone."""
    know_missed(this_phone().owner)
    return redirect(url_for("now.now"), 303)


@bp.post("/<uuid:reminder_id>/later")
@open_to("patient")
def later(reminder_id: UUID) -> AnyResponse:
    """Put it off. Where it cannot wait any more, the page says why."""
    until, courses = next((name for name in CLOCKS if name == request.form.get("until")), None), own_courses()
    try:
        if until is None:
            raise Refusal("too_late", where="nothing")
        snooze(this_phone().owner, reminder_id, asked().now, until)
    except Refusal as refusal:
        if refusal.reason == "not_here":
            abort(404)
        form = _form(courses)
        form.errors["later"] = _why_not(refusal.where)
        return Response(_rendered(courses, form), 409)
    return redirect(url_for("reminders.reminders", _anchor="coming"), 303)


def _why_not(where: str | None) -> str:
    """In words, why it cannot be put off."""
    words: dict[str | None, str] = {
        "before": _("You put that one off before. It stands below."),
        "thrice": _("That was put off three times. It comes no more."),
        "passed": _("That hour is over. Choose “Tomorrow”, or do it now."),
        "quiet": _("You want no reminders at that hour. Choose another time."),
        "beyond": _("That would come too late to be of use."),
        "nothing": _("Choose “Tonight” or “Tomorrow”."),
    }
    return words.get(where) or str(_("That one cannot wait any more. You can do it now."))


def _form(courses: list[Course]) -> WishesForm:
    phone, course = this_phone(), _first(courses)
    row = wishes_of(phone.patient_id)
    return WishesForm.kept(course.schedule.protocol, wishes_for(course, row), row, standing_of(phone.owner))


def _rendered(courses: list[Course], form: WishesForm) -> str:
    page = page_of(this_phone(), running_courses(courses, asked().now), form, asked().now)
    asked().says = page.facts
    shown = {"page": page, "form": form, "voice": page.voice, "now": page.now}
    return render_template("patient/reminders.html", **shown, words_json=words_json(page.voice.protocol))


def _first(courses: list[Course]) -> Course:
    """The latest that runs, whose protocol the form is of."""
    return running_courses(courses, asked().now)[0]
