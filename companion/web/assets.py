"""Static files from memory: style sheets joined into one, comments left out, compressed once, kept for good.

The path carries the digest of all files, so a page always loads the set it was made with.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request, url_for

from companion.web.access import open_to
from companion.web.icons import HOME as ICONS

bp = Blueprint("assets", __name__)
HOME = Path(__file__).parents[2] / "static"
SHEETS = ("app.css", "pages.css", "desk.css")  # what every page needs first, the rest, the practitioner's
PICTURES = (".png", ".webp", ".ico")  # compressed already
FOR_GOOD = "public, max-age=31536000, immutable"
mimetypes.add_type("image/webp", ".webp")
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_IDLE = re.compile(
    rb"^\s*//.*$|(?<=[;,{}()\]]) // .*$|^[ \t]+|\n(?=\n)", re.M
)  # in scripts: comments, indents, empty lines


def init_app(app: Flask) -> None:
    app.add_template_global(asset)


def asset(name: str) -> str:
    """The address of a static file."""
    return url_for("assets.file", build=build_digest(), name=name)


@bp.get("/static/<build>/<path:name>")
@open_to("anyone")
def file(build: str, name: str) -> Response:
    body = _files().get(name)
    if body is None:
        abort(404)
    response = Response(body, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.headers["Cache-Control"] = FOR_GOOD if build == build_digest() else "no-cache"
    if request.accept_encodings["br"] and not name.endswith(PICTURES):
        response.set_data(_compressed(name))
        response.content_encoding = "br"
    return response


@cache
def _files() -> dict[str, bytes]:
    paths = [path for path in HOME.rglob("*") if path.is_file() and path.parent != ICONS]
    files = {path.relative_to(HOME).as_posix(): path.read_bytes() for path in paths}
    sheets = {name: body for name, body in files.items() if name.endswith(".css")}
    joined = {name: _joined(f"css/{name}", sheets) for name in SHEETS}
    ours = {name: _IDLE.sub(b"", body) for name, body in files.items() if name.startswith(("js/", "sw/"))}
    return {name: body for name, body in files.items() if name not in sheets} | ours | joined


def _joined(name: str, sheets: dict[str, bytes]) -> bytes:
    """A style sheet with its imports written out, each in its layer, without comments."""
    home = Path(name).parent

    def written_out(found: re.Match[str]) -> str:
        return f"@layer {found['layer']} {{\n{sheets[(home / found['path']).as_posix()].decode()}}}"

    whole = _COMMENT.sub("", _IMPORT.sub(written_out, sheets[name].decode()))
    return re.sub(r"\s*\n\s*", "\n", whole).strip().encode()


def bodies() -> Mapping[str, bytes]:
    """Every static file as it is sent, by name."""
    return _files()


@cache
def build_digest() -> str:
    """The digest of all static files."""
    digest = hashlib.sha256()
    for name, body in sorted(_files().items()):
        digest.update(name.encode() + b"\0" + body)
    return digest.hexdigest()[:10]


@lru_cache(maxsize=256)
def _compressed(name: str) -> bytes:
    packed: bytes = brotli.compress(_files()[name], quality=11)
    return packed
