"""Somebody new comes in: the link makes a passkey on this device, then eight codes are shown, once."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from companion.services.limits import CHALLENGES, SIGN_INS
from companion.services.refusal import Refusal
from companion.services.sign_in import Enrolled, ask_to_enrol
from companion.services.sign_in import enrol as enrol_by
from companion.web.access import asked, config, open_to
from companion.web.origin import own_address
from companion.web.practitioner.codes import codes_page
from companion.web.practitioner.sign_in import for_script, let_in, refused_to_script
from companion.web.practitioner.words import said_of
from companion.web.ways_in import this_phone_name, tries_used_up

bp = Blueprint("enrol", __name__, url_prefix="/practitioner/enrolment")


@bp.get("")
@open_to("anyone")
def page() -> str:
    """Inert: the token is in the fragment of the link, which no server sees."""
    return _page()


@bp.post("/challenges")
@open_to("anyone")
def challenge() -> AnyResponse:
    """What the browser needs to make a passkey, for whoever holds a good link."""
    if tries_used_up(CHALLENGES):
        return refused_to_script("too_often")
    try:
        return for_script(ask_to_enrol(_token(), asked().now))
    except Refusal as refusal:
        return refused_to_script(refusal.reason)


@bp.post("")
@open_to("anyone")
def enrol() -> AnyResponse:
    """Spend the link for the passkey that was made, sign this browser in and show the codes."""
    if tries_used_up(SIGN_INS):
        return Response(_page("too_often"), 429)
    try:
        enrolled = _enrol()
    except Refusal as refusal:
        return Response(_page(refusal.reason), 422)
    return let_in(Response(codes_page(enrolled.codes, is_first=True)), enrolled.session)


def _enrol() -> Enrolled:
    form, device = request.form, this_phone_name()
    return enrol_by(_token(), form.get("proof", ""), form.get("name", ""), asked().now, device)


def _token() -> str:
    return request.form.get("token", "").strip().rpartition("#")[2]


def _page(reason: str = "") -> str:
    """A link that is still good stays in the form."""
    return render_template(
        "practitioner/enrol.html",
        said=said_of(reason) if reason else None,
        token="" if reason == "spent_link" else _token(),
        name=request.form.get("name") or this_phone_name() or "",
        site=own_address(request, config()),
    )
