"""One's own account: passkeys, recovery codes, and where one is signed in."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.passkey import codes_left, passkeys_of
from companion.models.staff import staff_sessions_of
from companion.services.account import (
    add_passkey,
    ask_to_add,
    close_other_sessions,
    remove_passkey,
    rename_passkey,
    renew_codes,
)
from companion.services.limits import CHALLENGES
from companion.services.recovery import CODES
from companion.services.refusal import Refusal
from companion.services.staff import sign_out_staff
from companion.web.access import CLINICAL, EVERYBODY, asked, open_to, this_practitioner
from companion.web.cookies import drop_session
from companion.web.practitioner.codes import codes_page
from companion.web.practitioner.sign_in import STAFF, for_script, refused_to_script
from companion.web.practitioner.told_page import how_told
from companion.web.practitioner.words import said_of
from companion.web.ways_in import this_phone_name, tries_used_up

bp = Blueprint("account", __name__, url_prefix="/practitioner/account")


@bp.get("")
@open_to("staff", EVERYBODY)
def page() -> str:
    return account_page()


@bp.get("/passkeys/new")
@open_to("staff", EVERYBODY, fresh=True)
def new() -> str:
    return _new_page()


@bp.post("/passkeys/challenges")
@open_to("staff", EVERYBODY, fresh=True)
def challenge() -> AnyResponse:
    """What the browser needs to make one more passkey."""
    if tries_used_up(CHALLENGES):
        return refused_to_script("too_often")
    return for_script(ask_to_add(this_practitioner(), asked().now))


@bp.post("/passkeys")
@open_to("staff", EVERYBODY, fresh=True)
def add() -> AnyResponse:
    """Keep the passkey that was made."""
    try:
        add_passkey(this_practitioner(), request.form.get("made", ""), request.form.get("name", ""), asked().now)
    except Refusal as refusal:
        return Response(_new_page(said_of(refusal.reason)), 422)
    return _back()


@bp.post("/passkeys/<uuid:passkey_id>/removal")
@open_to("staff", EVERYBODY, fresh=True)
def remove(passkey_id: UUID) -> AnyResponse:
    """It signs nobody in any more."""
    try:
        remove_passkey(this_practitioner(), passkey_id, asked().now)
    except Refusal as refusal:
        return Response(account_page(said_of(refusal.reason)), 422)
    return _back()


@bp.post("/passkeys/<uuid:passkey_id>/name")
@open_to("staff", EVERYBODY)
def rename(passkey_id: UUID) -> AnyResponse:
    """What they call the device; it opens nothing more and nothing less."""
    try:
        rename_passkey(this_practitioner(), passkey_id, " ".join(request.form.get("name", "").split()))
    except Refusal as refusal:
        return Response(account_page(said_of(refusal.reason), renaming=passkey_id), 422)
    return _back()


@bp.post("/recovery-codes")
@open_to("staff", EVERYBODY, fresh=True)
def make_codes() -> str:
    """Eight fresh codes, shown once."""
    return codes_page(renew_codes(this_practitioner(), asked().now))


@bp.post("/sessions/<uuid:session_id>/ending")
@open_to("staff", EVERYBODY)
def end_session(session_id: UUID) -> AnyResponse:
    """Sign one browser of theirs out; it is cut off at its next request."""
    sign_out_staff(this_practitioner().practitioner_id, session_id, asked().now)
    if session_id != this_practitioner().session_id:
        return _back()
    return drop_session(redirect(url_for("sign_in.door"), 303), of=STAFF)


@bp.post("/sessions/ending")
@open_to("staff", EVERYBODY)
def end_others() -> AnyResponse:
    """Sign out every browser of theirs but this one."""
    close_other_sessions(this_practitioner(), asked().now)
    return _back()


def _back() -> AnyResponse:
    return redirect(url_for("account.page"), 303)


def account_page(said: str | None = None, renaming: UUID | None = None, **told: str) -> str:
    """With what is wrong; `renaming`: the passkey whose name it is about; `told`: what is said of how they are told."""
    who, now = this_practitioner(), asked().now
    return render_template(
        "practitioner/account.html",
        who=who,
        passkeys=passkeys_of(who.practitioner_id),
        codes_left=codes_left(who.practitioner_id),
        codes_in_all=CODES,
        sessions=staff_sessions_of(who.practitioner_id, now),
        said=said,
        renaming=renaming,
        typed=request.form,
        told=how_told(who, now, **told) if who.role in CLINICAL else None,
    )


def _new_page(said: str | None = None) -> str:
    name = request.form.get("name") or this_phone_name() or ""
    return render_template("practitioner/new_passkey.html", name=name, said=said)
