"""The clinic, as its owner runs it: where each thing is kept, and what patients read of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.places import country_of, numbers_for
from companion.aftercare.protocol import say
from companion.models.cover import team_of
from companion.services.clinic import LARGEST_LOGO, change_clinic, facts_of, put_logo, remove_logo
from companion.services.cover import MOST_HOURS, promise
from companion.services.refusal import Refusal
from companion.services.waiting import usual_promise
from companion.web.access import CLINICAL, OWNERS, asked, may, open_to, this_practitioner
from companion.web.filters import country_name, language
from companion.web.logo import logo_address
from companion.web.practitioner.clinic_form import ClinicForm
from companion.web.practitioner.own_protocol import own_protocol
from companion.web.uploads import a_place

bp = Blueprint("clinic", __name__, url_prefix="/practitioner/clinic")
HOUR = 3600


@bp.app_template_global()
def clinic_places() -> list[tuple[str, str, str]]:
    """(endpoint, title, what is there) of each place of the clinic that whoever asks may open."""
    places = (
        ("clinic.page", _("Hours and numbers"), _("When you are open, whom patients call, how soon you answer.")),
        ("team.page", _("Team"), _("Who works here, what they may open, and links for new people.")),
        ("protocols.page", _("Protocol"), _("What you ask of patients: rules, signed versions, plans that run.")),
        ("figures.page", _("Figures"), _("What patients did, how soon you answered, and what they told on which day.")),
        ("audit.page", _("Audit"), _("Who looked at what, and when.")),
    )
    return [place for place in places if may(place[0])]


@bp.get("")
@open_to("staff", CLINICAL)
def places() -> str:
    """Each place of the clinic with a line of what is there."""
    return render_template("practitioner/clinic_places.html", who=this_practitioner())


@bp.get("/details")
@open_to("staff", OWNERS)
def page() -> str:
    """What patients read of the clinic, what it promises, and its logo."""
    return _page()


@bp.post("/details")
@open_to("staff", OWNERS, fresh=True)
def change() -> AnyResponse:
    """Keep what was typed; patients call these numbers."""
    form = ClinicForm()
    form.read(request.form, own_protocol())
    if form.facts:
        try:
            change_clinic(*_me(), form.facts, asked().now)
        except Refusal:
            form.errors["name"] = _("Another clinic here has that name. Add a word, such as the street.")
    return Response(_page(form), 422) if form.errors else _back("details")


@bp.post("/promise")
@open_to("staff", OWNERS, fresh=True)
def set_promise() -> AnyResponse:
    """In how many open hours somebody answers, and who is told when nobody did."""
    who, hours = this_practitioner(), request.form.get("hours", type=int)
    try:
        promise(who.clinic_id, who.practitioner_id, hours, _second(), asked().now)
    except Refusal as refusal:
        words = {"hours": _("Type whole hours, from 1 to %(most)s.", most=MOST_HOURS)}
        return Response(_page(wrong_promise=words.get(refusal.reason, _("Choose a colleague who works here."))), 422)
    return _back("promise")


@bp.post("/logo")
@open_to("staff", OWNERS)
def put() -> AnyResponse:
    """A logo in place of the one before. No fresh proof: a file would not be kept meanwhile."""
    request.max_content_length = LARGEST_LOGO
    file = request.files.get("logo")
    body = file.read() if file else b""
    if not body:
        return Response(_page(wrong_logo=_("Choose a picture first: JPEG, PNG, WebP or HEIC.")), 422)
    try:
        with a_place():
            put_logo(*_me(), body, asked().now)
    except Refusal as refusal:
        return Response(_page(wrong_logo=_said_of_logo(refusal.reason)), 422)
    return _back("logo")


@bp.post("/logo/removal")
@open_to("staff", OWNERS)
def remove() -> AnyResponse:
    """The name stands alone again."""
    remove_logo(*_me(), asked().now)
    return _back("logo")


def _me() -> tuple[UUID, UUID]:
    who = this_practitioner()
    return who.clinic_id, who.practitioner_id


def _page(form: ClinicForm | None = None, **said: Any) -> str:
    who, now, protocol = this_practitioner(), asked().now, own_protocol()
    facts, team = facts_of(who.clinic_id), team_of(who.clinic_id, now)
    if form is None:
        form = ClinicForm()
        form.fill(facts)
    country = facts.country or country_of(who.clinic_zone or "")
    return render_template(
        "practitioner/clinic.html",
        who=who,
        form=form,
        team=team,
        countries=sorted((country_name(code), code) for code in protocol.emergency.countries),
        country=country,
        numbers=numbers_for(protocol, country, language()),
        weekdays=[say(day, language()) for day in protocol.words.weekdays],
        hours=team.hours or int(usual_promise().total_seconds()) // HOUR,
        typed=request.form,
        saved=request.args.get("saved"),
        logo=logo_address(who.clinic_id),
        **said,
    )


def _said_of_logo(reason: str) -> str:
    words = {
        "too_often": _("That is a lot for one day. Try again tomorrow."),
        "busy": _("We are busy right now. Wait a minute, then send it again."),
        "too_slow": _("We are busy right now. Wait a minute, then send it again."),
        "too_rich": _("That picture has too much in it for a page that loads fast. Choose a plain drawing."),
        "not_a_photo": _("We cannot read this kind of file. Choose a JPEG, PNG, WebP or HEIC."),
    }
    return str(words.get(reason) or _("We cannot read this picture. Save it as a smaller PNG or JPEG, then send that."))


def _second() -> UUID | None:
    try:
        return UUID(request.form.get("second", ""))
    except ValueError:
        return None


def _back(saved: str) -> AnyResponse:
    return redirect(url_for("clinic.page", saved=saved), 303)
