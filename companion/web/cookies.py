"""The cookies that hold a session: a patient's, and another one of the staff."""

from typing import cast

from flask import current_app
from werkzeug.wrappers import Response as AnyResponse

from companion.config import Config

LASTS = 400 * 24 * 3600  # as long as browsers keep one; the server's row decides


def config() -> Config:
    return cast(Config, current_app.config["COMPANION"])


def cookie_name(of: str = "") -> str:
    """`__Host-` needs https; on plain http (development, localhost) the name is plain."""
    name = f"companion-{of}" if of else "companion"
    return f"__Host-{name}" if config().is_https else name


def keep_session(response: AnyResponse, session: str | None, *, of: str = "") -> AnyResponse:
    """The response, with the cookie of a session where there is one."""
    if session:
        response.set_cookie(
            cookie_name(of),
            session,
            max_age=LASTS,
            secure=config().is_https,
            httponly=True,
            samesite="Lax",
        )
    return response


def drop_session(response: AnyResponse, *, of: str = "") -> AnyResponse:
    """The response, telling the browser to forget its session."""
    response.delete_cookie(cookie_name(of), secure=config().is_https, httponly=True, samesite="Lax")
    return response
