"""Error pages that say what to do next and lose nothing that was typed."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from companion.services.room import had_no_room
from companion.web.access import NotTheirPart, asked, is_for_a_program
from companion.web.refusals import no_room_at_all, refused_as

WORTH_ANOTHER_TRY = {401, 429, 500, 502, 503, 507}


class NoRoom(HTTPException):
    code = 507


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, page)
    app.register_error_handler(OperationalError, full)


def page(error: HTTPException) -> AnyResponse | tuple[str, int]:
    if is_for_a_program():
        return refused_as(error)
    code = error.code or InternalServerError.code
    title, advice = _not_theirs() if isinstance(error, NotTheirPart) else _words(code)
    return render_template("errors/error.html", code=code, title=title, advice=advice, typed=_typed(code)), code


def full(error: OperationalError) -> AnyResponse | tuple[str, int]:
    """A database without room loses nothing: the phone or the page sends it again."""
    if not had_no_room(error):
        raise error
    return no_room_at_all() if is_for_a_program() else page(NoRoom())


def _typed(code: int) -> list[tuple[str, str]]:
    """What the form brought, to be sent again by a button; never what another site's page sent."""
    if request.method != "POST" or code not in WORTH_ANOTHER_TRY or not asked().is_ours:
        return []
    try:
        return [(name, value) for name, values in request.form.lists() for value in values]
    except RequestEntityTooLarge:  # only its own page takes so much
        return []


def _not_theirs() -> tuple[str, str]:
    return _("This is not your part of the desk"), _("Your role does not open it. Ask an owner of your clinic.")


def _words(code: int) -> tuple[str, str]:
    match code:
        case 401:
            return _("You are signed out"), _("Sign in again in a new tab. Then come back here and send it again.")
        case 404:
            return _("This page is not here"), _("The address may be wrong, or it belongs to another phone.")
        case 403:
            return _("That did not come from our page"), _("Go back to the page, load it again, and try once more.")
        case 405:
            return _("This address needs a button"), _("Open the page again and use the button there.")
        case 413:
            return _("That was too much at once"), _("Go back and send less text.")
        case 429:
            return _("That was too often"), _("Wait an hour, then try once more.")
        case 507:
            return _("We have no room right now"), _("It is not your fault. Wait a while, then send it again.")
        case code if code < 500:
            return _("We could not read that"), _("Go back, load the page again, and try once more.")
    return _("Something broke on our side"), _("It is not your fault. Wait a minute, then try again.")
