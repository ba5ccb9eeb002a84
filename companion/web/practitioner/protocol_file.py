"""The clinic's protocol as a file: out as YAML, in again as a draft. An import publishes nothing."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol.own_file import LONGEST_FILE, read_own, write_own
from companion.aftercare.protocol.problems import Problem
from companion.models.protocol import body_of
from companion.models.sign_off import signed_versions
from companion.services.draft import WHOLE, Desk, Edit, Overtaken, at_the_desk, change, imported, mark_of
from companion.web.access import asked, open_to, this_practitioner

bp = Blueprint("protocol_file", __name__, url_prefix="/practitioner/protocol")
MOST_BYTES = 4 * LONGEST_FILE + 64 * 1024
SHOWN = 100


@bp.get("/file.yaml")
@open_to("staff")
def download() -> Response:
    """The draft as it stands, or the version of the number in `of`."""
    clinic_id, number = this_practitioner().clinic_id, request.args.get("of", type=int)
    if "of" not in request.args:
        return _yaml(at_the_desk(clinic_id).body, "draft")
    version = next((one for one in signed_versions(clinic_id) if one.number == number), None) or abort(404)
    return _yaml(body_of(version.version_id), f"version-{number}")


@bp.get("/import")
@open_to("staff")
def form() -> str:
    return _page(_desk(), "")


@bp.post("/import")
@open_to("staff")
def take() -> AnyResponse:
    """Make the file the draft; every error is named with its line, and the text stays in the form."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    try:
        text, seen = _text(), request.form.get("seen", "")
    except RequestEntityTooLarge:
        return Response(_page(_desk(), "", [Problem(1, "", f"longer than {LONGEST_FILE:,} letters")]), 413)
    body, problems = read_own(text)
    if body is None:
        return Response(_page(_desk(), text, problems), 422)
    who = this_practitioner()
    try:
        edit = Edit(WHOLE, seen, lambda _values: imported(body))
        change(who.clinic_id, who.practitioner_id, edit, asked().now)
    except Overtaken as overtaken:
        return Response(_page(_desk(), text, overtaken=overtaken), 409)
    return redirect(url_for("protocols.page"), 303)


def _text() -> str:
    """What was typed, or the file that was chosen; a byte that is no text shows as a sign of its own."""
    file = request.files.get("file")
    read = file.read().decode("utf-8-sig", errors="replace") if file and file.filename else ""
    return read or request.form.get("text", "").replace("\r\n", "\n")


def _desk() -> Desk:
    return at_the_desk(this_practitioner().clinic_id)


def _page(desk: Desk, text: str, problems: list[Problem] | None = None, overtaken: Overtaken | None = None) -> str:
    return render_template(
        "practitioner/protocol_import.html",
        seen=mark_of(desk.values, WHOLE),
        has_draft=bool(desk.edition),
        text=text,
        problems=(problems or [])[:SHOWN],
        total=len(problems or []),
        overtaken=overtaken,
    )


def _yaml(body: str, name: str) -> Response:
    response = Response(write_own(body), mimetype="application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="protocol-{name}.yaml"'
    return response
