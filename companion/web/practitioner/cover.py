"""Who answers for whom: handing over to a colleague for a few days."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.zones import instant_of, local_day, typed_instant, zone_named
from companion.models.cover import covers_of, team_of
from companion.services.cover import LONGEST, hand_to, take_back
from companion.services.refusal import Refusal
from companion.services.staff_reach import told_by_nothing, ways_told
from companion.services.waiting import usual_promise
from companion.web.access import asked, open_to, this_practitioner
from companion.web.treatment_form import wall_time

bp = Blueprint("cover", __name__, url_prefix="/practitioner/cover")
bp.add_app_template_filter(wall_time)
HOUR, TWO_DAYS = 3600, timedelta(days=2)


@bp.get("")
@open_to("staff")
def page() -> str:
    """Who answers for whom now and soon, and the forms."""
    return _page()


@bp.post("")
@open_to("staff")
def begin() -> AnyResponse:
    """Hand over to a colleague. What was typed is kept where it is refused."""
    who, zone = this_practitioner(), zone_named(this_practitioner().clinic_zone or "UTC")
    try:
        stretch = typed_instant(_typed("starts_at"), zone), typed_instant(_typed("ends_at"), zone)
    except ValueError:
        return Response(_page(wrong=_said("times")), 422)
    try:
        hand_to(who.clinic_id, who.practitioner_id, _id("cover"), stretch, asked().now)
    except Refusal as refusal:
        return Response(_page(wrong=_said(refusal.reason)), 422)
    return _back()


@bp.post("/ending")
@open_to("staff")
def end() -> AnyResponse:
    """Take it back: they are here again."""
    take_back(this_practitioner().clinic_id, this_practitioner().practitioner_id, asked().now)
    return _back()


def _page(**said: Any) -> str:
    who, now = this_practitioner(), asked().now
    team, zone = team_of(who.clinic_id, now), zone_named(who.clinic_zone or "UTC")
    soon = instant_of(datetime.combine(local_day(now, zone) + TWO_DAYS, time(8)), zone)
    return render_template(
        "practitioner/cover.html",
        who=who,
        team=team,
        covers=covers_of(who.clinic_id, now),
        zone=zone,
        hours=team.hours or int(usual_promise().total_seconds()) // HOUR,
        typed=request.form,
        starts_at=_typed("starts_at") or wall_time(now, zone),
        ends_at=_typed("ends_at") or wall_time(soon, zone),
        now=now,
        untold=told_by_nothing(ways_told(who.clinic_id), who.practitioner_id, team),
        **said,
    )


def _said(reason: str) -> str:
    """What is wrong, and what to do."""
    words = {
        "nobody": _("Choose a colleague who works here."),
        "backwards": _("The end comes before the start. Check both days."),
        "over": _("That is over already. Choose an end in the time to come."),
        "too_long": _("That is longer than %(days)s days. Choose an earlier end.", days=LONGEST.days),
        "times": _("Type both days with their times."),
    }
    return str(words[reason])


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _id(name: str) -> UUID | None:
    try:
        return UUID(_typed(name))
    except ValueError:
        return None


def _back() -> AnyResponse:
    return redirect(url_for("cover.page"), 303)
