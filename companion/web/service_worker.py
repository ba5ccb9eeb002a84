"""The service worker at the root: its parts joined, with the digest of everything that it keeps for anybody."""

import hashlib
import json
import re
from functools import lru_cache

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from companion.web.access import open_to
from companion.web.assets import asset, bodies
from companion.web.filters import language
from companion.web.packed import BEST, packed

bp = Blueprint("service_worker", __name__)
SHARED = ("store", "sealed", "outbox_items", "outbox_send")  # modules of pages too
PARTS = ("seal", "shell", "pages", "leaving", "outbox", "push", "worker")
FILES = ("app.css", "pages.css", "icons/mark.svg", "js/")
AT_THE_DESK = (
    "baseline",
    "codes",
    "desk",
    "due",
    "enrol",
    "passkey",
    "preview",
    "print_button",
    "review",
    "staff_push",
    "zoom",
)
NEED_A_NETWORK = [
    f"js/{name}.js" for name in (*AT_THE_DESK, "compare", "installed", "invite", "once", "start", "token")
]
PAGES = (
    "public.help_page",
    "offline.without_network",
    "offline.unsent",
    "offline.sign_out",
    "offline.signed_out",
    "offline.clock",
    "offline.notices",
    "pwa.install",
)
_MODULE = re.compile(r"^(?:import .*\n|export )", re.M)


@bp.get("/sw.js")
@open_to("anyone")
def script() -> Response:
    """The same bytes as long as nothing that it keeps has changed: a browser takes any other for a new version."""
    return packed(_script(language(), request.url_root), "text/javascript", BEST)


@lru_cache(maxsize=8)
def _script(_language: str, root: str) -> str:
    shell = {asset(name): _digest(bodies()[name]) for name in sorted(_kept_files())} | _pages(root)
    named = json.dumps(shell, separators=(",", ":"))
    shared = "".join(bodies()[f"js/{module}.js"].decode() for module in SHARED)
    code = _MODULE.sub("", shared) + "".join(bodies()[f"sw/{part}.js"].decode() for part in PARTS)
    code = f"const DUE = {json.dumps(_('Aftercare: something is due'))};\n{code}"
    return f'const VERSION = "{_digest((named + code).encode())}";\nconst SHELL = {named};\n{code}'


def _kept_files() -> list[str]:
    return [name for name in bodies() if name.startswith(FILES) and name not in NEED_A_NETWORK]


def _pages(root: str) -> dict[str, str]:
    """The public pages as somebody sees them who never was here."""
    with current_app.test_request_context(base_url=root):
        views = {url_for(name): current_app.view_functions[name] for name in PAGES}
        return {path: _digest(str(view()).encode()) for path, view in views.items()}


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:6]
