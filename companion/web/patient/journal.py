"""The journal as its patient reads it: what they noted and sent, who saw it, and what waits on this phone."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models import Photo
from companion.models.treatment import Course, running_courses
from companion.services.erase import erase_entry, erase_photo
from companion.services.journal import Line, lines_of
from companion.services.refusal import Refusal
from companion.web.access import asked, open_to, own_courses, this_phone
from companion.web.assets import build_digest
from companion.web.filters import language
from companion.web.kept import kept
from companion.web.patient.journal_page import (
    Shown,
    by_expression,
    course_words,
    expressions,
    facts_of,
    journal_json,
    shown,
    trends_of,
)
from companion.web.patient.words import words_json
from companion.web.voice import voice_for

bp = Blueprint("journal", __name__)


@bp.get("/journal")
@open_to("patient")
@kept
def journal() -> AnyResponse:
    """Every entry, the newest first; the phone puts on top what it has not sent yet."""
    courses = own_courses()
    if not courses:
        return redirect(url_for("start.start"), 303)
    lines = lines_of(this_phone().owner)
    asked().says = facts_of(lines)
    etag = _etag(courses)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = Response(render_template("patient/journal.html", **_page(lines, courses)))
    response.set_etag(etag, weak=True)
    return response


@bp.get("/journal/photos")
@open_to("patient")
def photos() -> str:
    """Own photos side by side, by what the face does."""
    found = by_expression(_shown())
    return render_template("patient/journal_photos.html", found=found, expressions=expressions())


@bp.get("/journal/photos/<uuid:kept_photo_id>")
@open_to("patient")
def photo(photo: Photo) -> str:
    """One photo, large."""
    one = next((one for one in _shown() if photo in one.line.photos), None) or abort(404)
    return render_template("patient/journal_photo.html", photo=photo, one=one, expressions=expressions())


@bp.post("/journal/photos/<uuid:kept_photo_id>/erasure")
@open_to("patient")
def delete_photo(photo: Photo) -> AnyResponse:
    """Delete a photo for good."""
    erase_photo(this_phone().owner, photo.entry_id, photo.id, asked().now)
    return redirect(url_for("journal.journal"), 303)


@bp.post("/journal/entries/<uuid:entry_id>/erasure")
@open_to("patient")
def delete_entry(entry_id: UUID) -> AnyResponse:
    """Delete an entry with its photos and answers for good."""
    try:
        erase_entry(this_phone().owner, entry_id, asked().now)
    except Refusal:
        abort(404)
    return redirect(url_for("journal.journal"), 303)


def _shown() -> list[Shown]:
    return shown(lines_of(this_phone().owner), own_courses())


def _page(lines: list[Line], courses: list[Course]) -> dict[str, Any]:
    entries, latest = shown(lines, courses), running_courses(courses, asked().now)[0]
    return {
        "entries": entries,
        "trends": trends_of(entries, latest),
        "course": latest,
        "courses": courses,
        "voice": voice_for(latest),
        "expressions": expressions(),
        "course_words": course_words(),
        "photo_count": sum(len(line.photos) for line in lines),
        "words_json": words_json(latest.schedule.protocol),
        "journal_json": journal_json([latest, *(course for course in courses if course is not latest)]),
    }


def _etag(courses: list[Course]) -> str:
    own = [
        (course.id, course.schedule.treated, course.schedule.protocol.meta.version, course.clinic_name, course.ended_at)
        for course in courses
    ]
    facts = (asked().says, own, language(), build_digest())
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]
