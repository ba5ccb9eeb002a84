"""Asking once more who it is, before something that cannot be taken back; then on to where they were.

A route says `open_to(..., fresh=True)`. What a form brought is kept on the page that asks, and goes with the proof.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.passkey import codes_left, passkeys_of
from companion.services.limits import CHALLENGES, CODES, SIGN_INS
from companion.services.refusal import Refusal
from companion.services.sign_in import ask_to_confirm, confirm, confirm_by_code
from companion.services.staff import confirm_demo, is_fresh
from companion.web.access import EVERYBODY, asked, open_to, signed_in_staff, this_practitioner
from companion.web.practitioner.sign_in import for_script, is_demo, refused_to_script
from companion.web.practitioner.words import said_of
from companion.web.ways_in import tries_used_up

bp = Blueprint("fresh", __name__, url_prefix="/practitioner/step-up")
PROOFS = ("proof", "proof_code", "proof_demo")


def guard_fresh() -> AnyResponse | None:
    """Runs after the guard that let somebody in: asks again where the route wants it, and takes the answer."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "is_fresh", False) or signed_in_staff() is None:
        return None
    said = _take_proof()
    if is_fresh(this_practitioner(), asked().now):
        return None
    if asked().is_fragment:
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return Response(status=401, headers={"HX-Redirect": url_for("fresh.page", next=here)})
    if request.method == "POST":
        return Response(_page(request.full_path.rstrip("?"), _typed(), said), 422 if said else 401)
    return Response(_page(url_for("fresh.go_on"), [("next", request.full_path.rstrip("?"))], said), 401)


@bp.get("")
@open_to("staff", EVERYBODY)
def page() -> AnyResponse | str:
    if is_fresh(this_practitioner(), asked().now):
        return redirect(_next(), 303)
    return _page(url_for("fresh.go_on"), [("next", _next())])


@bp.post("")
@open_to("staff", EVERYBODY)
def go_on() -> AnyResponse:
    """Back to the page that asked."""
    said = _take_proof()
    if is_fresh(this_practitioner(), asked().now):
        return redirect(_next(), 303)
    return Response(_page(url_for("fresh.go_on"), [("next", _next())], said), 422)


@bp.post("/challenges")
@open_to("staff", EVERYBODY)
def challenge() -> AnyResponse:
    """What the browser is to sign, with a passkey of whoever is signed in."""
    if tries_used_up(CHALLENGES):
        return refused_to_script("too_often")
    return for_script(ask_to_confirm(this_practitioner(), asked().now))


def _take_proof() -> str | None:
    """What is wrong with the proof that the form brought; None where it is right, or there is none."""
    brought = next((name for name in PROOFS if request.form.get(name)), None)
    if request.method != "POST" or brought is None:
        return None
    if tries_used_up(CODES if brought == "proof_code" else SIGN_INS):
        return said_of("too_often")
    who, text, now = this_practitioner(), request.form[brought], asked().now
    try:
        if brought == "proof_code":
            confirm_by_code(who, text, now)
        elif brought == "proof":
            confirm(who, text, now)
        elif is_demo():
            confirm_demo(who, now)
    except Refusal as refusal:
        return said_of(refusal.reason)
    asked().staff = None  # looked up again, as they are fresh now
    return None


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.form.lists() for value in values if name not in PROOFS]


def _next() -> str:
    """A page of the desk, never another place."""
    wished = request.values.get("next", "")
    parts = urlsplit(wished)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/practitioner")
    return wished if is_ours and wished.isprintable() else url_for("account.page")


def _page(action: str, kept: list[tuple[str, str]], said: str | None = None) -> str:
    mine = this_practitioner().practitioner_id
    return render_template(
        "practitioner/step_up.html",
        action=action,
        kept=kept,
        said=said,
        has_passkey=bool(passkeys_of(mine)),
        has_codes=codes_left(mine) > 0,
        is_demo=is_demo(),
    )
