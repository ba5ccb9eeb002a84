"""The installed app: its manifest, its pictures at the root, and the page that says how to install it."""

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from companion.services.invites import grouped, short_code
from companion.web.access import asked, open_to, signed_in_phone, this_phone
from companion.web.assets import bodies
from companion.web.filters import language
from companion.web.packed import packed
from companion.web.ways_in import refuse_too_many_codes

bp = Blueprint("pwa", __name__)
PAPER = "#f6f4f0"
ICONS = (("app-192", 192, "any"), ("app-512", 512, "any"), ("maskable-512", 512, "maskable"))
MONOCHROME = ("monochrome-512", 512, "monochrome")
A_DAY = "public, max-age=86400"


@bp.get("/manifest.webmanifest")
@open_to("anyone")
def manifest() -> Response:
    """What a phone needs to know to install the app; the same for everybody."""
    response = packed(json.dumps(_manifest(), ensure_ascii=False), "application/manifest+json")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@bp.get("/apple-touch-icon.png")
@open_to("anyone")
def apple_touch_icon() -> Response:
    """The picture that an iPhone asks for by itself."""
    return _picture("icons/apple-touch-icon.png", "image/png")


@bp.get("/favicon.ico")
@open_to("anyone")
def favicon() -> Response:
    """The picture that browsers ask for where a page names none."""
    return _picture("icons/favicon.ico", "image/vnd.microsoft.icon")


@bp.get("/install")
@open_to("anyone")
def install() -> str:
    """How to install the app, on each kind of phone; as nobody sees it, it may be kept for everybody."""
    return _page()


@bp.post("/install/codes")
@open_to("patient")
def make_code() -> str:
    """A code for the installed app, which on an iPhone has a memory of its own."""
    refuse_too_many_codes(this_phone().patient_id)
    return _page(code=grouped(short_code(this_phone().owner, asked().now)))


def _page(code: str | None = None) -> str:
    return render_template("pwa/install.html", code=code, has_plan=signed_in_phone() is not None)


def _picture(name: str, mimetype: str) -> Response:
    return Response(bodies()[name], mimetype=mimetype, headers={"Cache-Control": A_DAY})


def _manifest() -> dict[str, Any]:
    return {
        "id": "/",
        "start_url": url_for("now.now"),
        "scope": "/",
        "name": _("Aftercare companion"),
        "short_name": _("Aftercare"),
        "description": _("What to do right now after your treatment, and until when."),
        "lang": language(),
        "dir": "ltr",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "categories": ["health", "medical"],
        "prefer_related_applications": False,
        "icons": [_icon(*icon) for icon in (*ICONS, MONOCHROME)],
        "shortcuts": [
            _shortcut(_("Can I … yet?"), url_for("can_i.ask")),
            _shortcut(_("Help"), url_for("public.help_page")),
        ],
        "screenshots": _screenshots(),
    }


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    picture = _address(f"icons/{name}.png")
    return {"src": picture, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon("app-192", 192, "any")]}


def _screenshots() -> list[dict[str, str]]:
    narrow, wide = ("780x1688", "narrow"), ("1280x800", "wide")
    pictures = (
        ("now-narrow", *narrow, _("What to do right now")),
        ("help-narrow", *narrow, _("When to get help")),
        ("now-wide", *wide, _("What to do right now")),
    )
    return [
        {
            "src": _address(f"screenshots/{name}.webp"),
            "sizes": sizes,
            "type": "image/webp",
            "form_factor": form,
            "label": label,
        }
        for name, sizes, form, label in pictures
    ]


def _address(name: str) -> str:
    """An address that changes with the picture only: with every other, a phone would install the app anew."""
    return url_for("assets.file", build=hashlib.sha256(bodies()[name]).hexdigest()[:10], name=name)
