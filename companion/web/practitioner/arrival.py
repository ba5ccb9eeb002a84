"""The end of a hand-over: the phone's way to its first reminder, a test, or what was chosen instead."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.zones import typed_instant, zone_named
from companion.models.channel import Way, channels_of
from companion.models.treatment import Course
from companion.services.arrival import arrivals, test_phone
from companion.services.channel import settle
from companion.services.health import health
from companion.services.keys import Owner, first_names
from companion.services.mailbox import can_mail, checked_address, give_address, standing_of
from companion.services.refusal import Refusal
from companion.web.access import EVERYBODY, asked, open_to, this_practitioner
from companion.web.filters import language
from companion.web.refusals import message

bp = Blueprint("arrival", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>")


@bp.get("/phones")
@open_to("staff", EVERYBODY)
def phones(course: Course) -> str:
    """How far the phones came that opened the plan since an instant; asked by htmx over and over."""
    return render_template("practitioner/_connected.html", **state_of(course, _since()))


@bp.post("/phones/<uuid:device_id>/tests")
@open_to("staff", EVERYBODY)
def test(course: Course, device_id: UUID) -> AnyResponse:
    """Send the test to that phone; the steps say when it has shown it."""
    said = ""
    try:
        test_phone(_owner(course), device_id, asked().now)
    except Refusal as refusal:
        said = _test_words(refusal.reason)
    if asked().is_fragment:
        state = state_of(course, _since()) | {"said": said}
        return Response(render_template("practitioner/_connected.html", **state))
    return _page(course, said, 422) if said else _back(course)


@bp.post("/channel")
@open_to("staff", EVERYBODY)
def choose(course: Course) -> AnyResponse:
    """No push: letters, or nothing; who chose it and when is kept. An address that is given is asked first."""
    owner, way, typed = _owner(course), request.form.get("way", ""), request.form.get("email", "").strip()
    if way not in (Way.EMAIL, Way.NOTHING) or (way == Way.EMAIL and not can_mail()):
        return _page(course, _("Choose what comes instead of reminders."), 422)
    if way == Way.EMAIL and (typed or not _has_address(owner)):
        try:
            give_address(owner, checked_address(typed), language(), asked().now)
        except Refusal:
            said = _("Type the address once more, such as maya@example.org. Or choose “Nothing”.")
            return _page(course, said, 422, typed)
    settle(owner, course.id, Way(way), this_practitioner().practitioner_id, asked().now)
    return _back(course)


def state_of(course: Course, since: datetime | None) -> dict[str, Any]:
    """What the steps show: since a new link was made, or with None of every phone of the patient."""
    now, owner, settled = asked().now, _owner(course), channels_of([course.id]).get(course.id)
    return {
        "course": course,
        "since": since,
        "phones": arrivals(owner, since, now),
        "settled": settled if settled and (since is None or settled.at >= since) else None,
        "health": health(now),
        "can_mail": can_mail(),
        "mailbox": standing_of(owner),
        "said": "",
    }


def _page(course: Course, said: str, status: int, typed: str = "") -> AnyResponse:
    """The choice again with what was typed, and why it was not taken."""
    name = first_names([course.patient_id]).get(course.patient_id)
    words = state_of(course, None) | {"said": said, "typed": typed, "name": name}
    return Response(render_template("practitioner/arrival.html", **words), status)


def _has_address(owner: Owner) -> bool:
    standing = standing_of(owner)
    return standing is not None and standing.state != "ended"


def _test_words(reason: str) -> str:
    words = {
        "not_here": _("That phone is signed out. Let it open the plan again."),
        "too_often": _("Many tests went there in this hour. Wait a while, then send another."),
    }
    return words.get(reason) or message(reason)


def _owner(course: Course) -> Owner:
    return this_practitioner().clinic_id, course.patient_id


def _since() -> datetime | None:
    """From a strange one on nobody came yet."""
    return (request.args.get("since", type=_instant) or asked().now) if "since" in request.args else None


def _instant(text: str) -> datetime:
    return typed_instant(text, zone_named("UTC"))


def _back(course: Course) -> AnyResponse:
    return redirect(url_for("treatment.page", treatment_id=course.id, _anchor="arrival"), 303)
