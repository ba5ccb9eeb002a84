"""Error pages that say what to do next."""

from flask import Flask, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, page)


def page(error: HTTPException) -> tuple[str, int]:
    code = error.code or InternalServerError.code
    title, advice = _words(code)
    return render_template("errors/error.html", title=title, advice=advice), code


def _words(code: int) -> tuple[str, str]:
    match code:
        case 404:
            return _("This page is not here"), _("The address may be mistyped, or it belongs to another phone.")
        case 403:
            return _("That did not come from our page"), _("Go back to the page, load it again, and try once more.")
        case 405:
            return _("This address needs a button"), _("Open the page again and use the button there.")
        case 413:
            return _("That was too much at once"), _("Go back and send less text.")
        case code if code < 500:
            return _("We could not read that"), _("Go back, load the page again, and try once more.")
    return _("Something broke on our side"), _("It is not your fault. Wait a minute, then load the page again.")
