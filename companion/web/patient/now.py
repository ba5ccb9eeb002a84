"""Now: what holds right now, when each thing ends, what comes next."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.treatment import Course, running_courses
from companion.web.access import asked, open_to, own_courses
from companion.web.kept import kept
from companion.web.patient.parts import Part, etag_of, mood_of, parts_of, soonest
from companion.web.patient.words import mood_words, words_json

bp = Blueprint("now", __name__)


@bp.get("/now")
@open_to("patient")
@kept
def now() -> AnyResponse:
    """All treatments of this patient that run, or the latest one."""
    courses = own_courses()
    if not courses:
        return redirect(url_for("start.start"), 303)
    return _page(running_courses(courses, asked().now), courses)


@bp.get("/treatments/<uuid:treatment_id>")
@open_to("patient")
@kept
def treatment(course: Course) -> AnyResponse:
    """One treatment, with a way to the others."""
    return _page([course], own_courses())


def _page(shown: list[Course], courses: list[Course]) -> AnyResponse:
    now, others = asked().now, [course for course in courses if course not in shown]
    parts = parts_of(shown, now)
    etag = etag_of(parts, others, now)
    tag = f"{etag}-part" if asked().is_fragment else etag
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(_rendered(parts, others, etag))
    response.set_etag(tag, weak=True)
    return response


def _rendered(parts: list[Part], others: list[Course], etag: str) -> str:
    latest = parts[0]
    return render_template(
        "patient/_now.html" if asked().is_fragment else "patient/now.html",
        course=latest.course,
        voice=latest.voice,
        parts=parts,
        others=parts_of(others, asked().now),
        now=asked().now,
        heading=mood_words()[mood_of(parts)],
        soonest=soonest(parts),
        zones={part.course.schedule.treated.zone for part in parts},
        etag=etag,
        words_json=words_json(latest.voice.protocol),
    )
