"""Requests that change something must come from our own pages."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from companion.config import Config

SAFE = {"GET", "HEAD", "OPTIONS"}
View = TypeVar("View", bound=Callable[..., Any])


def from_anywhere(view: View) -> View:
    """What a mail program asks for by itself when somebody taps its own "unsubscribe": it comes from no page of ours.

    Only where the path holds the whole right to do it, no session counts, and doing it twice does no harm.
    """
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def is_same_origin(request: Request, config: Config) -> bool:
    """True for a safe method; else the browser must say that the page was ours."""
    if request.method in SAFE:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin)[:2] == urlsplit(own_address(request, config))[:2]


def is_fetched_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site's page wants it, for a safe method too."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def own_address(request: Request, config: Config) -> str:
    """The public address without a slash; on plain http the one that was asked, as the port may be any."""
    return config.public_url if config.is_https else request.host_url.rstrip("/")
