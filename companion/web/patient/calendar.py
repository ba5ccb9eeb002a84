"""A private address that a calendar reads: asked for, replaced, taken away, and read."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.calendar import feed_of
from companion.services.calendar import close_feed, dates_at, open_feed, token_of
from companion.web.access import asked, config, open_to, this_phone
from companion.web.calendar_file import calendar_file
from companion.web.filters import language
from companion.web.origin import own_address

bp = Blueprint("calendar", __name__)


@bp.get("/calendar")
@open_to("patient")
def page() -> str:
    """What it is for, and the address where there is one."""
    row = feed_of(this_phone().patient_id)
    path = url_for("calendar.feed", token=token_of(row)) if row else ""
    address = own_address(request, config()) + path if row else None
    return render_template(
        "patient/calendar.html",
        address=address,
        subscribed="webcal" + address.removeprefix("https").removeprefix("http") if address else None,
        feed=row,
    )


@bp.post("/calendar")
@open_to("patient")
def begin() -> AnyResponse:
    """A new address; the one before leads nowhere. The page shows it as often as it is opened."""
    open_feed(this_phone().owner, asked().now)
    return redirect(url_for("calendar.page", _anchor="made"), 303)


@bp.post("/calendar/ending")
@open_to("patient")
def end() -> AnyResponse:
    close_feed(this_phone().owner)
    return redirect(url_for("calendar.page"), 303)


@bp.get("/calendar/<token>.ics")
@open_to("anyone")
def feed(token: str) -> Response:
    """The dates, for whoever has the address: a calendar signs in nowhere."""
    dates = dates_at(token, asked().now, language())
    return calendar_file(abort(404) if dates is None else dates, asked().now)
