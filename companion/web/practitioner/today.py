"""Today, the first page of the desk: who waits for somebody, who comes this week."""

import hashlib

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled
from companion.aftercare.zones import zone_named
from companion.models.cover import team_of
from companion.services.staff_reach import told_by_nothing
from companion.services.waiting import usual_promise
from companion.web.access import CLINICAL, EVERYBODY, asked, open_to, this_practitioner
from companion.web.patient.journal_page import expressions
from companion.web.patient.words import words_json
from companion.web.practitioner.due_words import clock_time, due_time, promise_words, visits_words, waiting_words
from companion.web.practitioner.queue_filter import QueueFilter
from companion.web.practitioner.today_page import today_of, visits_of_week

bp = Blueprint("today", __name__, url_prefix="/practitioner")
for words in (clock_time, due_time, promise_words, visits_words, waiting_words):
    bp.add_app_template_global(words)
HOUR = 3600


@bp.get("")
@open_to("staff", EVERYBODY)
def page() -> AnyResponse:
    """Fifty that wait, and the week's visits; htmx asks for the part again, and hears 304 while nothing changed."""
    part = _part()
    etag = hashlib.sha256(part.encode()).hexdigest()[:20]
    if asked().is_fragment and request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        template = "practitioner/_today.html" if asked().is_fragment else "practitioner/today.html"
        response = Response(render_template(template, part=part, etag=etag, words_json=words_json(bundled())))
    response.set_etag(etag, weak=True)
    return response


def _part() -> str:
    who, now = this_practitioner(), asked().now
    zone = zone_named(who.clinic_zone or "UTC")
    if who.role not in CLINICAL:
        visits = visits_of_week(who, now)
        return render_template("practitioner/_today_visits.html", visits=visits, who=who, zone=zone)
    team, chosen = team_of(who.clinic_id, now), QueueFilter.asked()
    return render_template(
        "practitioner/_today_part.html",
        today=today_of(who, team, chosen, now),
        who=who,
        protocol=bundled(),
        promise=team.hours or int(usual_promise().total_seconds()) // HOUR,
        zone=zone,
        untold=told_by_nothing(who.clinic_id, who.practitioner_id, team),
        expressions=expressions(),
    )
