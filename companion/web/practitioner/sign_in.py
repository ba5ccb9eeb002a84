"""The door for staff: a passkey, or a recovery code where there is none at hand; the demo has a button."""

import re
from datetime import datetime

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.services.demo import demo_practitioner
from companion.services.limits import CHALLENGES, CODES, SIGN_INS
from companion.services.refusal import Refusal
from companion.services.sign_in import ask_to_sign_in, sign_in_by_code
from companion.services.sign_in import sign_in as sign_in_by_passkey
from companion.services.staff import open_session, sign_out_staff
from companion.web.access import EVERYBODY, asked, config, open_to, signed_in_staff, this_practitioner, was_cut_off
from companion.web.cookies import drop_session, keep_session
from companion.web.practitioner.words import said_of
from companion.web.ways_in import this_phone_name, tries_used_up

bp = Blueprint("sign_in", __name__, url_prefix="/practitioner")
STAFF = "staff"


@bp.get("/sign-in")
@open_to("anyone")
def door() -> AnyResponse | str:
    """One button."""
    return redirect(wished_page(), 303) if signed_in_staff() else _page()


@bp.post("/sign-in/challenges")
@open_to("anyone")
def challenge() -> AnyResponse:
    """What the browser is to sign, fresh for each try."""
    if tries_used_up(CHALLENGES):
        return refused_to_script("too_often")
    return for_script(ask_to_sign_in(asked().now))


@bp.post("/sign-in")
@open_to("anyone")
def sign_in() -> AnyResponse:
    """Open a session for whoever's passkey signed."""
    if tries_used_up(SIGN_INS):
        return _refused("too_often")
    try:
        session = sign_in_by_passkey(request.form.get("proof", ""), asked().now, this_phone_name())
    except Refusal as refusal:
        return _refused(refusal.reason)
    return let_in(redirect(wished_page(), 303), session)


@bp.get("/recovery")
@open_to("anyone")
def recovery() -> str:
    """Where a recovery code is typed; works without a script."""
    return _recovery_page()


@bp.post("/recovery")
@open_to("anyone")
def sign_in_without() -> AnyResponse:
    """Open a session for whoever's code this is, and lead them to their passkeys."""
    typed = request.form.get("code", "").strip()
    if wait := tries_used_up(CODES):
        return Response(_recovery_page(typed, wait=wait), 429)
    try:
        session = sign_in_by_code(typed, asked().now, this_phone_name())
    except Refusal as refusal:
        return Response(_recovery_page(typed, said=said_of(refusal.reason)), 429 if refusal.until else 422)
    return let_in(redirect(url_for("account.page"), 303), session)


@bp.post("/sign-in/demo")
@open_to("anyone")
def sign_in_to_demo() -> AnyResponse:
    """One tap, on the demo only."""
    if not is_demo():
        abort(404)
    session = open_session(demo_practitioner(asked().now).id, asked().now, device=this_phone_name())
    return let_in(redirect(wished_page(), 303), session)


@bp.post("/sign-out")
@open_to("staff", EVERYBODY)
def sign_out() -> AnyResponse:
    """Close this browser's session."""
    sign_out_staff(this_practitioner().practitioner_id, this_practitioner().session_id, asked().now)
    return drop_session(redirect(url_for("sign_in.door"), 303), of=STAFF)


def let_in(response: AnyResponse, session: str) -> AnyResponse:
    """The response, with the cookie of that session; the one that this browser had before is closed."""
    if old := signed_in_staff():
        sign_out_staff(old.practitioner_id, old.session_id, asked().now)
    return keep_session(response, session, of=STAFF)


def wished_page() -> str:
    """What they were led to by a message, never a page of another kind; else Today."""
    wished = request.values.get("next", "")
    is_told = re.fullmatch(r"/practitioner/told/[0-9a-f-]{36}", wished)
    return wished if is_told else url_for("today.page")


def is_demo() -> bool:
    return config().demo and not config().is_production


def for_script(options: str) -> AnyResponse:
    """What a script asked for."""
    return Response(options, mimetype="application/json")


def refused_to_script(reason: str) -> AnyResponse:
    """Why a script does not get it, in words for the page."""
    response = jsonify(message=said_of(reason))
    response.status_code = 429 if reason == "too_often" else 422
    return response


def _refused(reason: str) -> AnyResponse:
    return Response(_page(said=said_of(reason)), 429 if reason == "too_often" else 422)


def _page(said: str | None = None) -> str:
    return render_template(
        "practitioner/sign_in.html", is_demo=is_demo(), is_cut_off=was_cut_off(STAFF), said=said, next=wished_page()
    )


def _recovery_page(typed: str = "", wait: datetime | None = None, said: str | None = None) -> str:
    return render_template("practitioner/recovery.html", typed=typed, wait=wait, said=said)
