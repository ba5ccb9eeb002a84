"""Today, the first page of the desk: who waits for somebody, who comes this week."""

import hashlib
from datetime import datetime, timedelta

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled
from companion.aftercare.zones import zone_named
from companion.models.staff import StaffSignedIn
from companion.models.staff_reach import ways_in
from companion.models.today import today_asked, visits_asked
from companion.models.together import Answers
from companion.services.staff_reach import told_by_nothing, ways_sent
from companion.services.waiting import usual_promise
from companion.web.access import CLINICAL, EVERYBODY, asked, open_to, this_practitioner
from companion.web.filters import language
from companion.web.patient.journal_page import expressions
from companion.web.patient.words import words_json
from companion.web.practitioner.due_words import clock_time, due_time, promise_words, visits_words, waiting_words
from companion.web.practitioner.today_page import today_of
from companion.web.practitioner.week import week_asked, week_of

bp = Blueprint("today", __name__, url_prefix="/practitioner")
for words in (clock_time, due_time, promise_words, visits_words, waiting_words):
    bp.add_app_template_global(words)
HOUR = 3600
HOLDS = timedelta(minutes=2)  # for so long a 304 may overlook what does not change how the queue stands, such as a name


@bp.get("")
@open_to("staff", EVERYBODY)
def page() -> AnyResponse:
    """Fifty that wait, and the week's visits; htmx asks for the part again, and hears 304 while nothing changed."""
    who, now = this_practitioner(), asked().now
    question = today_asked() if who.role in CLINICAL else visits_asked()
    texts = question.texts({"me": who.practitioner_id} | week_asked(who, now))
    mark = _mark(who, texts)
    if asked().is_fragment and (kept := _kept(mark, now)):
        response = Response(status=304)
        response.set_etag(kept, weak=True)
        return response
    etag = f"{mark}-{now.timestamp():.0f}"
    template = "practitioner/_today.html" if asked().is_fragment else "practitioner/today.html"
    part = _part(who, question.read(texts), now)
    response = Response(render_template(template, part=part, etag=etag, now=now, words_json=words_json(bundled())))
    response.set_etag(etag, weak=True)
    return response


def _mark(who: StaffSignedIn, texts: tuple[str | None, ...]) -> str:
    """The same while it stands the same, for whoever asks for that part of it."""
    whose = who.practitioner_id, who.role, who.name, who.clinic_zone, language(), request.full_path
    return hashlib.sha256(repr((whose, texts)).encode()).hexdigest()[:20]


def _kept(mark: str, now: datetime) -> str | None:
    """The tag of the part that the page has, if it is still good."""
    for tag in request.if_none_match.as_set(include_weak=True):
        own, _dash, made = tag.partition("-")
        if own == mark and made.isdigit() and -1 <= now.timestamp() - int(made) < HOLDS.total_seconds():
            return tag
    return None


def _part(who: StaffSignedIn, answers: Answers, now: datetime) -> str:
    zone = zone_named(who.clinic_zone or "UTC")
    if who.role not in CLINICAL:
        week = week_of(who, answers, now)
        return render_template("practitioner/_today_visits.html", week=week, who=who, zone=zone, query={})
    today = today_of(who, answers, now)
    return render_template(
        "practitioner/_today_part.html",
        today=today,
        who=who,
        protocol=bundled(),
        promise=today.team.hours or int(usual_promise().total_seconds()) // HOUR,
        zone=zone,
        untold=told_by_nothing(ways_sent(ways_in(answers["ways"])), who.practitioner_id, today.team),
        expressions=expressions(),
        query=today.chosen.query,
    )
