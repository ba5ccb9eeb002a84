"""course.json: what the phone keeps to answer by itself."""

from flask import Blueprint, Response

from companion.web.access import open_to
from companion.web.kept import kept
from companion.web.packed import packed
from companion.web.patient.course_file import course_json
from companion.web.patient.courses import my_courses
from companion.web.voice import voices_for

bp = Blueprint("course", __name__)


@bp.get("/course.json")
@open_to("patient")
@kept
def course_file() -> Response:
    """The courses that run; an empty list for a patient without any."""
    courses = my_courses()
    return packed(course_json(courses, voices_for(courses)), "application/json")
