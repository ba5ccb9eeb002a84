"""Who may use a route. Deny by default: a route without a rule answers 403, and fails the suite."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.config import Config
from companion.models.access import SignedIn
from companion.models.treatment import course_of
from companion.services.admit import recognise, redeem
from companion.web.origin import is_same_origin
from companion.web.requests import CompanionRequest

bp = Blueprint("access", __name__)
View = TypeVar("View", bound=Callable[..., Any])
Who = Literal["anyone", "patient"]
COOKIE_LASTS = 400 * 24 * 3600  # as long as browsers keep one; the server's row decides


def open_to(who: Who) -> Callable[[View], View]:
    """The rule of a route: whom it admits."""

    def mark(view: View) -> View:
        view.open_to = who  # type: ignore[attr-defined]
        return view

    return mark


def asked() -> CompanionRequest:
    """The request, with its type."""
    return cast(CompanionRequest, request)


def guard() -> AnyResponse | None:
    """Runs before every view: the rule, the origin, the session, and the treatment of the path."""
    if request.endpoint is None:
        return None
    who: Who | None = getattr(current_app.view_functions[request.endpoint], "open_to", None)
    if who is None or not is_same_origin(request, config()):
        abort(403)
    if who == "patient":
        phone = signed_in_phone()
        if phone is None and asked().is_fragment:
            return Response(status=401, headers={"HX-Redirect": url_for("public.welcome")})
        if phone is None:
            return redirect(url_for("public.welcome"), 303)
        _fetch_treatment(phone)
    return None


def _fetch_treatment(phone: SignedIn) -> None:
    """Replace `treatment_id` of the path by the patient's own course, 404 for anybody else's."""
    args = request.view_args or {}
    if "treatment_id" in args:
        course = course_of(phone.clinic_id, phone.patient_id, args.pop("treatment_id"))
        args["course"] = course or abort(404)


def signed_in_phone() -> SignedIn | None:
    """The phone that asks, None without an open session; looked up once a request."""
    this = asked()
    if this.phone is None:
        session = this.cookies.get(cookie_name())
        this.phone = (recognise(session, this.now) if session else None,)
    return this.phone[0]


def config() -> Config:
    return cast(Config, current_app.config["COMPANION"])


def cookie_name() -> str:
    """`__Host-` needs https; on plain http (development, localhost) the name is plain."""
    return "__Host-companion" if config().is_https else "companion"


def keep_session(response: AnyResponse, session: str | None) -> AnyResponse:
    if session:
        response.set_cookie(
            cookie_name(),
            session,
            max_age=COOKIE_LASTS,
            secure=config().is_https,
            httponly=True,
            samesite="Lax",
        )
    return response


@bp.get("/invite")
@open_to("anyone")
def invite() -> str:
    """Inert: the token is in the fragment of the link, which no server sees."""
    return render_template("access/invite.html", has_plan=signed_in_phone() is not None)


@bp.post("/invite")
@open_to("anyone")
def continue_here() -> AnyResponse:
    """Redeem the link for this phone, once."""
    session = redeem(request.form.get("token", "").strip().rpartition("#")[2], asked().now)
    if session is None and signed_in_phone():
        return redirect(url_for("now.now"), 303)  # a second tap, or somebody who has a plan
    if session is None:
        page = render_template("access/invite.html", is_spent=True)
        return Response(page, 422)
    return keep_session(redirect(url_for("now.now"), 303), session)
