"""The clinic's figures in a span of time, each with what it counts; the same as a file."""

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.zones import zone_named
from companion.models.figures import Span
from companion.services.figure_days import FEWEST
from companion.services.figures import figures_of
from companion.web.access import asked, open_to, this_practitioner
from companion.web.practitioner.figures_file import table_of
from companion.web.practitioner.figures_page import sections_of, told_of
from companion.web.practitioner.figures_span import CHOICES, Days, days_asked
from companion.web.practitioner.figures_words import told_counts

bp = Blueprint("figures", __name__, url_prefix="/practitioner/figures")


@bp.get("")
@open_to("staff")
def page() -> AnyResponse:
    """Each figure with its counts and its definition; 422 where the days cannot be counted."""
    days = _days()
    if days.wrong:
        return Response(render_template("practitioner/figures.html", days=days, choices=CHOICES), 422)
    figures = figures_of(_span(days), asked().now)
    sections, told = sections_of(figures), told_of(figures)
    parts = {"sections": sections, "told": told, "told_counts": told_counts(), "fewest": FEWEST}
    return Response(render_template("practitioner/figures.html", days=days, choices=CHOICES, **parts))


@bp.get("/file.csv")
@open_to("staff")
def download() -> AnyResponse:
    """Everything of the page as one table."""
    days = _days()
    if days.wrong:
        return Response(render_template("practitioner/figures.html", days=days, choices=CHOICES), 422)
    response = Response(table_of(figures_of(_span(days), asked().now), days), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="figures-{days.first}-{days.last}.csv"'
    return response


def _days() -> Days:
    return days_asked(asked().now, zone_named(this_practitioner().clinic_zone or "UTC"))


def _span(days: Days) -> Span:
    return Span(this_practitioner().clinic_id, days.since, days.until)
