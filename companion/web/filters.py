"""Instants -> <time>, words for a page. No relative time is written here: the browser makes those."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date, format_datetime, get_locale
from markupsafe import Markup

from companion.aftercare.protocol import Protocol, say
from companion.aftercare.zones import iso_instant, zone_named
from companion.lazily import Lazily
from companion.web.access import signed_in_staff
from companion.web.icons import drawing
from companion.web.patient.icons import evidence_picture, evidence_sign, pictures, rule_picture

segno = Lazily("segno")


def init_app(app: Flask) -> None:
    app.add_template_filter(iso_instant, "instant")
    app.add_template_filter(dial)
    app.add_template_global(country_name)
    app.add_template_global(rule_picture)
    app.add_template_global(evidence_picture)
    app.add_template_global(evidence_sign)
    app.add_template_global(pictures)
    app.add_template_global(drawing)
    app.add_template_global(language)
    app.add_template_global(qr)
    app.add_template_global(signed_in_staff)
    app.add_template_global(desk_zone)
    app.add_template_filter(in_zone)
    app.add_template_filter(plain_day)
    app.add_template_filter(plain_address)


def qr(text: str) -> Markup:
    """A QR code as a drawing, black on white in any theme, with the quiet zone that scanners need."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(border=4, light="#fff", omitsize=True)
    return Markup(drawing)  # noqa: S704  paths only, made by the library


def in_zone(instant: datetime, zone: ZoneInfo) -> str:
    """`14:30 on 7 March 2026`: absolute words for the desk, which script makes shorter."""
    there = instant.astimezone(zone)
    return str(format_datetime(there.replace(tzinfo=None), "H:mm, d MMMM yyyy"))


def desk_zone() -> ZoneInfo:
    """The zone of the clinic whose desk this is."""
    staff = signed_in_staff()
    return zone_named((staff.clinic_zone if staff else None) or "UTC")


def plain_day(instant: datetime) -> str:
    """`7 March 2026`, in UTC."""
    return str(format_date(instant.date(), "d MMMM yyyy"))


def plain_address(url: str) -> str:
    """An address as people type it, without `https://`."""
    return url.partition("://")[2]


def language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def dial(number: str) -> str:
    """What stands behind `tel:`."""
    return "".join(letter for letter in number if letter.isdigit() or letter in "+#*").replace("#", "%23")


def country_name(code: str) -> str:
    """The country's name in the language of the page."""
    locale = get_locale()
    return (locale.territories.get(code) if locale else None) or code


@lru_cache(maxsize=8192)
def moment(protocol: Protocol, instant: datetime, zone: ZoneInfo, tongue: str) -> Markup:
    """The instant as absolute words on the clock of `zone`; script makes "18:40 today" of it."""
    there, words = instant.astimezone(zone), protocol.words
    text = say(words.moment.on_date, tongue).format(
        time=there.strftime("%H:%M"),
        weekday=say(words.weekdays[there.weekday()], tongue),
        day=there.day,
        month=say(words.months[there.month - 1], tongue),
    )
    return Markup('<time datetime="{}" data-moment>{}</time>').format(iso_instant(instant), text)
