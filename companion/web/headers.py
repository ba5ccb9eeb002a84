"""Headers of every answer, errors too."""

from flask import Response, current_app, request

from companion.web.access import View, asked, config

# Fixed, so that it fits a body kept by the browser: nothing inline, nothing evaluated, nothing from elsewhere.
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}

WITH_CAMERA = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")


def with_camera(view: View) -> View:
    """A page that may ask for the camera; no other may."""
    view.has_camera = True  # type: ignore[attr-defined]
    return view


def secure(response: Response) -> Response:
    """Everything is private and `no-store`, unless the view itself said how long it may be kept."""
    response.headers.update(HEADERS)
    if getattr(current_app.view_functions.get(request.endpoint or ""), "has_camera", False):
        response.headers["Permissions-Policy"] = WITH_CAMERA
    # The instant of this answer in seconds since 1970: with it a page knows whether the phone's clock is right.
    response.headers["Server-Timing"] = f"clock;dur={asked().now.timestamp():.0f}"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if config().is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.vary.add("HX-Request")
    return response
