"""Can I ... yet? The question comes by POST, and is never stored, logged or put in a URL."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.can_i import LONGEST_QUESTION, can_i_in_all
from companion.models.treatment import Course
from companion.web.access import asked, open_to
from companion.web.kept import kept
from companion.web.patient.answer_parts import answer_markup
from companion.web.patient.courses import my_courses
from companion.web.patient.words import words_json
from companion.web.voice import PageVoice, voices_for

bp = Blueprint("can_i", __name__)


@bp.get("/can-i")
@open_to("patient")
@kept
def ask() -> AnyResponse:
    """The question on a page of its own."""
    courses = my_courses()
    return _page(courses, voices_for(courses)) if courses else redirect(url_for("start.start"), 303)


@bp.post("/can-i")
@open_to("patient")
def answer() -> AnyResponse:
    """The answer for all treatments that run: a part of the page, or a page of its own without script."""
    courses = my_courses()
    if not courses:
        return Response(headers={"HX-Redirect": url_for("start.start")}) if asked().is_fragment else ask()
    question, voices = request.form.get("question", "").strip(), voices_for(courses)
    answered = None
    if 0 < len(question) <= LONGEST_QUESTION:
        plans = [(course.schedule, voice.plain) for course, voice in zip(courses, voices, strict=True)]
        answered = can_i_in_all(plans, question, asked().now)
    markup = answer_markup(answered, voices[0])
    return Response(markup) if asked().is_fragment else _page(courses, voices, question=question, answer=markup)


def _page(courses: list[Course], voices: list[PageVoice], **answer: str) -> Response:
    page = render_template(
        "patient/can_i.html", courses=courses, voice=voices[0], words_json=words_json(voices[0].protocol), **answer
    )
    return Response(page)
