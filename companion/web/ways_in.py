"""Ways in for a patient: the hand-over link, the short code, and the recovery code of a self-started plan."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.models.access import Way
from companion.services.admit import recover, redeem
from companion.services.invites import grouped
from companion.services.limits import ALL_CODES, CODES, CODES_MADE, LINKS, Limit, count_try
from companion.web.access import address, asked, open_to, signed_in_phone
from companion.web.cookies import keep_session
from companion.web.phone_name import phone_name

bp = Blueprint("ways_in", __name__)


@bp.get("/invite")
@open_to("anyone")
def invite() -> str:
    """Inert: the token is in the fragment of the link, which no server sees."""
    return _invite_page()


@bp.post("/invite")
@open_to("anyone")
def continue_here() -> AnyResponse:
    """Redeem the link for this phone, once."""
    if wait := tries_used_up(LINKS):
        return Response(_invite_page(wait=wait), 429)
    token = request.form.get("token", "").strip().rpartition("#")[2]
    session = redeem(token, asked().now, old=signed_in_phone(), phone=this_phone_name())
    if session is None and signed_in_phone():
        return redirect(url_for("now.now"), 303)  # a second tap, or somebody who has a plan
    if session is None:
        return Response(_invite_page(is_spent=True), 422)
    return keep_session(redirect(url_for("now.now"), 303), session)


@bp.get("/code")
@open_to("anyone")
def code() -> str:
    """Where the short code is typed."""
    return _code_page()


@bp.post("/code")
@open_to("anyone")
def open_by_code() -> AnyResponse:
    """Redeem a short code for this phone, once."""
    typed = request.form.get("code", "").strip()
    if wait := tries_used_up(CODES):
        return Response(_code_page(typed, wait), 429)
    session = redeem(typed, asked().now, way=Way.CODE, old=signed_in_phone(), phone=this_phone_name())
    if session is None:
        return Response(_code_page(typed, wrong=True), 422)
    return keep_session(redirect(url_for("now.now"), 303), session)


@bp.get("/recovery")
@open_to("anyone")
def recovery() -> str:
    """Where the recovery code of a self-started plan is typed."""
    return _recovery_page()


@bp.post("/recovery")
@open_to("anyone")
def open_by_recovery() -> AnyResponse:
    """Open the plan on this phone, sign the others out, and show the code that replaces the spent one."""
    typed = request.form.get("code", "").strip()
    if wait := tries_used_up(CODES):
        return Response(_recovery_page(typed, wait), 429)
    opened = recover(typed, asked().now, phone=this_phone_name())
    if opened is None:
        return Response(_recovery_page(typed, wrong=True), 422)
    session, fresh = opened
    return keep_session(Response(kept_page(fresh, is_new_phone=True)), session)


def tries_used_up(limit: Limit) -> datetime | None:
    """Count this try; the instant from which the next is welcome, where it was one too many."""
    wait = count_try(limit, address(), asked().now)
    if wait or limit is not CODES:
        return wait  # a single address that goes on must not use up the tries of everybody
    return count_try(ALL_CODES, "everybody", asked().now)


def refuse_too_many_codes(who: UUID) -> None:
    """Count one more code that this practitioner or patient makes; 429 when it is one too many."""
    if count_try(CODES_MADE, str(who), asked().now):
        abort(429)


def this_phone_name() -> str | None:
    return phone_name(request.user_agent.string)


def kept_page(recovery_code: str, *, is_new_phone: bool = False) -> str:
    """The page that shows a recovery code, once."""
    return render_template("access/recovery_code.html", code=grouped(recovery_code), is_new_phone=is_new_phone)


def _invite_page(*, is_spent: bool = False, wait: datetime | None = None) -> str:
    return render_template("access/invite.html", is_spent=is_spent, wait=wait, has_plan=_has_plan())


def _code_page(typed: str = "", wait: datetime | None = None, *, wrong: bool = False) -> str:
    said = _("This code does not open a plan. It works once, for 10 minutes. Make a new one.") if wrong else None
    return render_template("access/code.html", typed=typed, said=said, wait=wait, has_plan=_has_plan())


def _recovery_page(typed: str = "", wait: datetime | None = None, *, wrong: bool = False) -> str:
    said = _("This code does not open a plan. Check each letter. A code works once.") if wrong else None
    return render_template("access/recovery.html", typed=typed, said=said, wait=wait, has_plan=_has_plan())


def _has_plan() -> bool:
    return signed_in_phone() is not None
