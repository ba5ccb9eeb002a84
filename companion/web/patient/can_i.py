"""Can I ... yet? The question comes by POST, and is never stored, logged or put in a URL."""

from flask import Blueprint, render_template, request

from companion.aftercare.can_i import LONGEST_QUESTION, can_i
from companion.models.treatment import Course
from companion.web.access import asked, open_to
from companion.web.voice import voice_for

bp = Blueprint("can_i", __name__)


@bp.post("/treatments/<uuid:treatment_id>/can-i")
@open_to("patient")
def answer(course: Course) -> str:
    """The answer as a part of the page, or as a page of its own without script."""
    question = request.form.get("question", "").strip()
    voice = voice_for(course)
    answered = None
    if 0 < len(question) <= LONGEST_QUESTION:
        answered = can_i(course.schedule, question, asked().now, voice.plain)
    template = "patient/_answer.html" if asked().is_fragment else "patient/can_i.html"
    return render_template(
        template,
        course=course,
        question=question,
        answered=answered,
        voice=voice,
        now=asked().now,
    )
