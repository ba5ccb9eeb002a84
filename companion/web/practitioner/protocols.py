"""The clinic's protocol: all rules, what a patient would see, and throwing the draft away."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.zones import zone_named
from companion.models.sign_off import signed_versions
from companion.services.draft import Overtaken, at_the_desk, throw_away
from companion.web.access import open_to, this_practitioner
from companion.web.practitioner.protocol_page import rows_of
from companion.web.practitioner.protocol_preview import hours_shown, preview_of
from companion.web.practitioner.protocol_words import category_words, range_words, scale_of, urgency_words

bp = Blueprint("protocols", __name__, url_prefix="/practitioner/protocol")
bp.add_app_template_global(category_words)
bp.add_app_template_global(urgency_words)
bp.add_app_template_global(range_words)
bp.add_app_template_global(scale_of)


@bp.get("")
@open_to("staff")
def page() -> str:
    """Every rule and red flag of the draft, or of the version that stands where nothing was changed."""
    return _page()


@bp.get("/preview")
@open_to("staff")
def preview() -> str:
    """Now as a patient sees it so many hours after the treatment."""
    shown = preview_of(at_the_desk(this_practitioner().clinic_id).protocol)
    return render_template("practitioner/protocol_preview.html", preview=shown, hours=hours_shown(), back=None)


@bp.post("/draft/removal")
@open_to("staff")
def remove_draft() -> AnyResponse:
    """Throw away what nobody signed; the version that stands is shown again."""
    try:
        throw_away(this_practitioner().clinic_id, request.form.get("edition", 0, type=int))
    except Overtaken:
        return Response(_page(_("Somebody changed the draft meanwhile. Nothing was thrown away. Look again.")), 409)
    return redirect(url_for("protocols.page"), 303)


def clinic_zone() -> object:
    """On whose clock the desk reads when something was changed or signed."""
    return zone_named(this_practitioner().clinic_zone or "UTC")


def _page(said: str = "") -> str:
    desk, versions = at_the_desk(this_practitioner().clinic_id), signed_versions(this_practitioner().clinic_id)
    rows = rows_of(desk)
    return render_template(
        "practitioner/protocol.html", desk=desk, rows=rows, versions=versions, said=said, zone=clinic_zone()
    )
