"""Pages for anybody: welcome, Help, choosing a clinic, the sources, and a word for practitioners."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.places import Numbers, numbers_for, zone_countries
from companion.aftercare.protocol import Protocol, bundled
from companion.web.access import asked, config, open_to, own_courses, signed_in_phone, was_cut_off
from companion.web.clinic_hours import clinic_hours
from companion.web.cookies import LASTS
from companion.web.filters import country_name, language
from companion.web.kept import kept
from companion.web.patient.words import words_json
from companion.web.voice import chosen_country, public_voice, voice_for

bp = Blueprint("public", __name__)


@bp.get("/")
@open_to("anyone")
def welcome() -> AnyResponse | str:
    """The first page; somebody with a plan goes straight to it."""
    if signed_in_phone():
        return redirect(url_for("now.now"), 303)
    return render_template("public/welcome.html", is_open=config().self_start, is_cut_off=was_cut_off())


@bp.get("/help")
@open_to("anyone")
@kept
def help_page() -> str:
    """Red flags and whom to call: no sign-in, no form."""
    courses, now = own_courses(), asked().now
    course = courses[0] if courses else None
    voice = voice_for(course) if course else public_voice(bundled())
    return render_template(
        "public/help.html",
        course=course,
        courses=[course for course in courses if course.runs_at(now)],
        hours=clinic_hours(course, now) if course else None,
        words_json=words_json(voice.protocol),
        protocol=voice.protocol,
        voice=voice,
        countries=_countries(voice.protocol),
        unknown=numbers_for(voice.protocol, None, language()),
        is_chosen=chosen_country(voice.protocol) is not None,
        zones=zone_countries(),
    )


@bp.get("/choosing")
@open_to("anyone")
def choosing() -> str:
    """How to choose a safe clinic, for somebody who only thinks about it."""
    protocol = bundled()
    advice = {item.id: item for item in protocol.before_next.items}
    return render_template(
        "public/choosing.html",
        protocol=protocol,
        voice=public_voice(protocol),
        before=[advice[name] for name in protocol.clinic_checks.before],
    )


@bp.post("/help/country")
@open_to("anyone")
def choose_country() -> AnyResponse:
    """Keep the country whose emergency number to show."""
    country = request.form.get("country", "")
    response = redirect(url_for("public.help_page"), 303)
    if country in bundled().emergency.countries or country == "":
        response.set_cookie("country", country, max_age=LASTS, secure=config().is_https, samesite="Lax")
    return response


@bp.get("/sources")
@open_to("anyone")
def sources() -> str:
    """Where every rule comes from."""
    return render_template("public/sources.html", protocol=bundled())


def _countries(protocol: Protocol) -> list[tuple[str, Numbers]]:
    """(name, numbers) of every country with a number, by name."""
    numbers = [numbers_for(protocol, code, language()) for code in protocol.emergency.countries]
    return sorted(((country_name(n.country or ""), n) for n in numbers), key=lambda pair: pair[0])
