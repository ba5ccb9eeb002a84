"""All treatments of the clinic, in pages."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from companion.models.treatment import Course, count_courses, page_of_courses
from companion.services.keys import first_names
from companion.web.access import asked, open_to, this_practitioner

bp = Blueprint("treatments", __name__, url_prefix="/practitioner")
PAGE = 50


@dataclass(frozen=True)
class Page:
    """`first` and `last`: places from 1 on, 0 where there is nothing; `total`: how many there are."""

    number: int
    courses: list[Course]
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.courses else 0

    @property
    def last(self) -> int:
        return self.first + len(self.courses) - 1 if self.courses else 0

    @property
    def has_next(self) -> bool:
        return self.last < self.total


@bp.get("")
@open_to("staff")
def page() -> str:
    """Fifty treatments, the latest first, and how many there are in all."""
    clinic_id = this_practitioner().clinic_id
    number = max(1, request.args.get("page", 1, type=int))
    total = count_courses(clinic_id)
    number = min(number, max(1, -(-total // PAGE)))
    shown = Page(number, page_of_courses(clinic_id, (number - 1) * PAGE, PAGE), total)
    names = first_names([course.patient_id for course in shown.courses])
    return render_template("practitioner/treatments.html", page=shown, names=names, now=asked().now)
