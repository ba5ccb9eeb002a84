"""Pages that the phone itself shows: without a network, after signing out, and one that gives nothing away."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.services.admit import close_phone
from companion.web.access import asked, open_to, signed_in_phone
from companion.web.cookies import drop_session

bp = Blueprint("offline", __name__)


@bp.get("/offline")
@open_to("anyone")
def without_network() -> str:
    """What is shown for a page that this phone does not keep."""
    return render_template("pwa/offline.html")


@bp.get("/unsent")
@open_to("anyone")
def unsent() -> str:
    """A form that could not be sent; the service worker fills in what was typed."""
    return render_template("pwa/unsent.html")


@bp.get("/clock")
@open_to("anyone")
def clock() -> str:
    """The time and the month, for somebody who does not want to be asked what they look at."""
    return render_template("pwa/clock.html")


@bp.get("/notices")
@open_to("anyone")
def notices() -> str:
    """What scripts say now and then, so that no page carries it."""
    return render_template("pwa/notices.html")


@bp.get("/sign-out")
@open_to("anyone")
def sign_out() -> str:
    """Asks before this phone is signed out and wiped."""
    return render_template("pwa/sign_out.html")


@bp.post("/sign-out")
@open_to("anyone")
def leave() -> AnyResponse:
    """Sign this phone out; its service worker has destroyed what it kept."""
    if phone := signed_in_phone():
        close_phone(phone.owner, phone.device_id, asked().now)
    return drop_session(redirect(url_for("offline.signed_out"), 303))


@bp.get("/signed-out")
@open_to("anyone")
def signed_out() -> str:
    """What is left, and how to come back."""
    return render_template("pwa/signed_out.html")
