"""Practitioners sign in by a one-time link; the demo has a button."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.services.demo import demo_practitioner
from companion.services.limits import SIGN_INS
from companion.services.staff import open_session, redeem_staff, sign_out_staff
from companion.web.access import (
    asked,
    config,
    drop_session,
    keep_session,
    open_to,
    signed_in_staff,
    this_practitioner,
    was_cut_off,
)
from companion.web.ways_in import tries_used_up

bp = Blueprint("sign_in", __name__, url_prefix="/practitioner")
STAFF = "staff"


@bp.get("/sign-in")
@open_to("anyone")
def door() -> AnyResponse | str:
    """Inert: the token is in the fragment of the link, which no server sees."""
    return redirect(url_for("today.page"), 303) if signed_in_staff() else _page()


@bp.post("/sign-in")
@open_to("anyone")
def sign_in() -> AnyResponse:
    """Redeem the link for this browser, once."""
    if wait := tries_used_up(SIGN_INS):
        return Response(_page(wait=wait), 429)
    session = redeem_staff(request.form.get("token", "").strip().rpartition("#")[2], asked().now)
    if session is None and not signed_in_staff():
        return Response(_page(is_spent=True), 422)
    return keep_session(redirect(url_for("today.page"), 303), session, of=STAFF)


@bp.post("/sign-in/demo")
@open_to("anyone")
def sign_in_to_demo() -> AnyResponse:
    """One tap, on the demo only."""
    if not config().demo or config().is_production:
        abort(404)
    session = open_session(demo_practitioner(asked().now).id, asked().now)
    return keep_session(redirect(url_for("today.page"), 303), session, of=STAFF)


@bp.post("/sign-out")
@open_to("staff")
def sign_out() -> AnyResponse:
    """Close this browser's session."""
    sign_out_staff(this_practitioner().session_id, asked().now)
    return drop_session(redirect(url_for("sign_in.door"), 303), of=STAFF)


def _page(**said: object) -> str:
    return render_template("practitioner/sign_in.html", is_demo=config().demo, is_cut_off=was_cut_off(STAFF), **said)
