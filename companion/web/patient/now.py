"""Now: what holds right now, when each thing ends, what comes next."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.treatment import Course, courses_of
from companion.web.access import asked, open_to, signed_in_phone
from companion.web.assets import build_digest
from companion.web.filters import language
from companion.web.patient.now_page import now_page
from companion.web.patient.words import words_json
from companion.web.voice import voice_for

bp = Blueprint("now", __name__)


@bp.get("/now")
@open_to("patient")
def now() -> AnyResponse:
    """The latest treatment of this patient."""
    phone = signed_in_phone()
    courses = courses_of(phone.clinic_id, phone.patient_id) if phone else []
    return _page(courses[0], courses[1:]) if courses else redirect(url_for("start.start"), 303)


@bp.get("/treatments/<uuid:treatment_id>")
@open_to("patient")
def treatment(course: Course) -> AnyResponse:
    """One treatment; also what htmx fetches again."""
    return _page(course, [])


def _page(course: Course, others: list[Course]) -> AnyResponse:
    now, page, voice = asked().now, now_page(course.schedule), voice_for(course)
    etag = page.etag_at(
        now,
        course.id,
        course.clinic_name,
        voice.clinic_phone,
        voice.numbers,
        language(),
        build_digest(),
        [other.id for other in others],
    )
    tag = f"{etag}-part" if asked().is_fragment else etag
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        template = "patient/_now.html" if asked().is_fragment else "patient/now.html"
        response = Response(
            render_template(
                template,
                course=course,
                page=page,
                frame=page.frame_at(now),
                now=now,
                voice=voice,
                others=others,
                etag=etag,
                number=page.number,
                clock=lambda at: at.astimezone(course.schedule.zone).strftime("%H:%M"),
                words_json=words_json(voice.protocol),
            )
        )
    response.set_etag(tag, weak=True)
    return response
