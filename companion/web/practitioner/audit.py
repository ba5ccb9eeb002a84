"""The audit, as an owner reads, narrows and downloads it."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.models.audit import MOST_COUNTED, Sought, count_audit, names_of_staff, page_of_audit
from companion.services.audit_file import take_out_audit
from companion.services.keys import first_names, patients_named
from companion.services.refusal import Refusal
from companion.web.access import OWNERS, asked, open_to, this_practitioner
from companion.web.filters import desk_zone
from companion.web.practitioner.audit_filter import AuditFilter
from companion.web.practitioner.audit_words import by_day, by_words, kind_words
from companion.web.practitioner.paging import PAGE, Page, asked_page

bp = Blueprint("audit", __name__, url_prefix="/practitioner/audit")
MOST_FOUND = 50


@bp.get("")
@open_to("staff", OWNERS)
def page() -> AnyResponse | str:
    """Fifty rows, the newest first; six statements at most, whatever there is."""
    chosen, clinic_id = AuditFilter.asked(), this_practitioner().clinic_id
    try:
        sought = chosen.sought(clinic_id, desk_zone())
    except Refusal as refusal:
        return _refused(chosen, refusal.reason)
    return _page(chosen, sought)


@bp.post("/patient")
@open_to("staff", OWNERS)
def of_patient() -> AnyResponse:
    """Whom a typed first name means: the page of that patient, or all of that name to choose from.

    It is typed into the body of a form, so that no name stands in an address.
    """
    chosen, typed = AuditFilter.asked(), asked().form.get("name", "").strip()[:60]
    found = patients_named(this_practitioner().clinic_id, typed) if typed else []
    if len(found) == 1:
        return redirect(url_for("audit.page", **chosen.turned(patient=str(found[0].id))), 303)
    if not found:
        return _refused(chosen, "nobody" if typed else "no_name", typed=typed)
    parts = _parts(chosen) | {"found": found[:MOST_FOUND], "many": len(found), "typed": typed}
    return Response(render_template("practitioner/audit.html", **parts))


@bp.post("/file")
@open_to("staff", OWNERS, fresh=True)
def download() -> AnyResponse:
    """All rows of that part, as a file for a spreadsheet."""
    chosen, who = AuditFilter.asked(), this_practitioner()
    try:
        sought = chosen.sought(who.clinic_id, desk_zone())
    except Refusal as refusal:
        return _refused(chosen, refusal.reason)
    lines = stream_with_context(take_out_audit(sought, who.practitioner_id, asked().now))
    headers = {"Content-Disposition": f'attachment; filename="audit-{asked().now:%Y-%m-%d}.csv"'}
    return Response(lines, mimetype="text/csv", headers=headers)


def _page(chosen: AuditFilter, sought: Sought) -> str:
    total = count_audit(sought)
    number = asked_page(total)
    page = Page(number, page_of_audit(sought, (number - 1) * PAGE, PAGE), total)
    parts = _parts(chosen)
    whom = {row.patient_id for row in page.items} | {chosen.patient_id}
    parts["names"] = first_names([one for one in whom if one], sought.clinic_id)
    days = by_day(page.items, parts["staff"], desk_zone())
    return render_template("practitioner/audit.html", page=page, days=days, most=MOST_COUNTED, **parts)


def _parts(chosen: AuditFilter) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "staff": names_of_staff(this_practitioner().clinic_id),
        "others": by_words(),
        "kinds": kind_words(),
        "names": {},
    }


def _refused(chosen: AuditFilter, reason: str, typed: str = "") -> AnyResponse:
    """Why nothing is shown, with what was typed."""
    words = {
        "day": _("Type days as in 2026-03-07, or leave them empty."),
        "backwards": _("The last day comes before the first. Check both."),
        "unknown": _("This address is not whole. Choose again below."),
        "no_name": _("Type the first name of a patient."),
        "nobody": _("No patient here has that first name. Check how it is written."),
    }
    parts = _parts(chosen) | {"wrong": words[reason], "wrong_name": reason in ("no_name", "nobody"), "typed": typed}
    return Response(render_template("practitioner/audit.html", **parts), 422)
