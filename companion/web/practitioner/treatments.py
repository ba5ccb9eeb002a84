"""All treatments of the clinic, in pages."""

from flask import Blueprint, render_template

from companion.models.channel import channels_of
from companion.models.journal_lines import count_unreviewed
from companion.models.treatment import count_courses, page_of_courses
from companion.services.channel import is_unfinished
from companion.services.keys import first_names
from companion.web.access import EVERYBODY, asked, open_to, this_practitioner
from companion.web.practitioner.paging import PAGE, Page, asked_page

bp = Blueprint("treatments", __name__, url_prefix="/practitioner")


@bp.get("/treatments")
@open_to("staff", EVERYBODY)
def page() -> str:
    """Fifty treatments, the latest first, how many there are in all, and how many entries of each wait."""
    clinic_id = this_practitioner().clinic_id
    total = count_courses(clinic_id)
    number = asked_page(total)
    shown = Page(number, page_of_courses(clinic_id, (number - 1) * PAGE, PAGE), total)
    settled = channels_of([course.id for course in shown.items])
    return render_template(
        "practitioner/treatments.html",
        page=shown,
        settled=settled,
        unfinished={course.id for course in shown.items if is_unfinished(course, settled.get(course.id), asked().now)},
        names=first_names([course.patient_id for course in shown.items]),
        to_read=count_unreviewed(clinic_id, [course.id for course in shown.items]),
        now=asked().now,
    )
