"""Plan: the whole course of each treatment that runs, day by day, and what comes after it. It prints well."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models import Adjustment
from companion.models.adjustment import adjustments_of
from companion.models.treatment import Course, running_courses
from companion.services.calendar import visit_of
from companion.web.access import asked, open_to, own_courses, this_phone
from companion.web.assets import build_digest
from companion.web.calendar_file import calendar_file
from companion.web.filters import language
from companion.web.kept import kept
from companion.web.logo import logo_address
from companion.web.patient.icons import pictures
from companion.web.patient.plan_news import facts_of_news, news_of
from companion.web.patient.plan_page import PlanPage, next_treatment_of, plan_page
from companion.web.patient.words import words_json
from companion.web.voice import PageVoice, voice_for

bp = Blueprint("plan", __name__)
ICONS = ["calendar", "guide", "habit", "pill"]
Part = tuple[Course, PlanPage, PageVoice]


@bp.get("/plan")
@open_to("patient")
@kept
def plan() -> AnyResponse:
    """Every treatment that runs, or the latest one when none does."""
    courses, now = own_courses(), asked().now
    if not courses:
        return redirect(url_for("start.start"), 303)
    running = running_courses(courses, now)
    last = _deciding(running)
    parts = [(c, plan_page(c.schedule, c.follow_up_at, c is last), voice_for(c)) for c in running]
    news = news_of(this_phone().owner, running, now)
    told = list(facts_of_news(news))
    asked().says = told or None
    etag = _etag(parts, courses, now, told)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = Response(render_template("patient/plan.html", **_page(parts, courses, now), news=news))
    response.set_etag(etag, weak=True)
    return response


@bp.get("/treatments/<uuid:treatment_id>/follow-up.ics")
@open_to("patient")
def calendar(course: Course) -> Response:
    """The follow-up visit for the calendar of the phone, in discreet words."""
    return calendar_file([visit_of(course) or abort(404)], asked().now, "date.ics")


def _deciding(courses: list[Course]) -> Course:
    """The one that puts the next full treatment off for longest; what it says holds for any clinic and any brand."""

    def waits_until(course: Course) -> datetime:
        window = next_treatment_of(course.schedule)
        return window.ends_at if window and window.ends_at else course.schedule.treated.treated_at

    return max(courses, key=waits_until)


def _page(parts: list[Part], courses: list[Course], now: datetime) -> dict[str, Any]:
    running = [course for course, _, _ in parts]
    return {
        "parts": parts,
        "earlier": [(course, voice_for(course)) for course in courses if course not in running],
        "running": running,
        "changed": _changed(running),
        "deciding": _deciding(running),
        "logo": logo_address(this_phone().clinic_id) if running[0].clinic_logo else None,
        "now": now,
        "words_json": words_json(parts[0][2].protocol),
        "sprites": sorted({name for course in running for name in pictures(course.schedule)} | {*ICONS}),
    }


def _changed(courses: list[Course]) -> dict[UUID, list[tuple[Adjustment, str]]]:
    """By treatment: rules that were changed for this patient, and by whom. Nothing is asked where none was."""
    ids = [course.id for course in courses if course.schedule.treated.adjusted]
    found: dict[UUID, list[tuple[Adjustment, str]]] = {}
    for row, by in reversed(adjustments_of(this_phone().clinic_id, ids) if ids else []):
        if row.undone_at is None:
            found.setdefault(row.treatment_id, []).append((row, by))
    return found


def _etag(parts: list[Part], courses: list[Course], now: datetime, told: list[object]) -> str:
    own = [(page.facts_at(now), _facts(course, voice, now)) for course, page, voice in parts]
    facts = (own, told, [(course.id, course.schedule.treated) for course in courses], language(), build_digest())
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


def _facts(course: Course, voice: PageVoice, now: datetime) -> tuple[object, ...]:
    """What stands on the page and does not come from the schedule."""
    is_past = course.follow_up_at is not None and course.follow_up_at <= now
    whose = (course.practitioner, course.clinic_name, course.clinic_zone, course.clinic_logo, course.clinic_site)
    numbers = (voice.clinic_phone, course.clinic_closed_phone, voice.numbers)
    return (course.id, course.follow_up_at, is_past, course.ended_at, *whose, *numbers, voice.protocol.meta.version)
