"""By when an answer was promised: absolute words, of which script makes `due in 3 h` and `late since 40 min`."""

from datetime import datetime

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from companion.aftercare.zones import iso_instant, zone_named


def due_time(at: datetime, zone: str | None) -> Markup:
    """`by 14:10, 3 March` as a <time> with the patterns of the script."""
    there = at.astimezone(zone_named(zone or "UTC"))
    words = _("by %(when)s", when=format_datetime(there.replace(tzinfo=None), "H:mm, d MMMM"))
    tag = Markup('<time datetime="{}" data-due data-left="{}" data-late="{}">{}</time>')
    return tag.format(iso_instant(at), _("due in {span}"), _("late since {span}"), words)


def clock_time(at: datetime, zone: str | None) -> Markup:
    """`14:10` today, with the day where script finds that it is another one."""
    there = at.astimezone(zone_named(zone or "UTC"))
    words = format_datetime(there.replace(tzinfo=None), "H:mm, d MMMM")
    return Markup('<time datetime="{}" data-at>{}</time>').format(iso_instant(at), words)


def waiting_words(many: int) -> str:
    """`5 wait for an answer.`"""
    return str(ngettext("%(num)s waits for somebody.", "%(num)s wait for somebody.", many))


def promise_words(hours: int) -> str:
    """`Promised: an answer within 8 open hours.`"""
    return str(
        ngettext(
            "Promised: an answer within %(num)s open hour.", "Promised: an answer within %(num)s open hours.", hours
        )
    )


def visits_words(many: int) -> str:
    """`3 checks`"""
    return str(ngettext("%(num)s check", "%(num)s checks", many))
