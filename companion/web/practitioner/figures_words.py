"""What each figure counts, in plain words, and how long something took."""

from flask_babel import gettext as _
from flask_babel import ngettext

from companion.models.looking import WALKED_AWAY
from companion.services.figure_days import FEWEST, LAST_DAY

MINUTE, HOUR, DAY = 60, 3600, 86400


def opened_counts() -> str:
    return str(
        _(
            "Of the plans that your clinic handed over in this time: those that a phone of the patient has opened "
            "since. A phone that had a plan before is noticed once a day. A phone is forgotten 30 days after its plan "
            "is over: of plans from long ago fewer count than were opened."
        )
    )


def reach_counts() -> str:
    return str(
        _(
            "Of the plans handed over in this time that nobody has ended, as it is now. Push: a phone of the patient "
            "has shown a reminder, and has left none unshown for three days. E-mail: no phone has, and somebody who "
            "reads there has said yes. Nothing: neither."
        )
    )


def check_ins_counts() -> str:
    return str(
        _(
            "Of the days on which a plan asked its patient for a check-in: those on which something came about that "
            "treatment, once a day. The plan says which days, on the clock of the treatment, whether a reminder came "
            "or not. A day counts once it is over. None counts before the plan began or joined you, or after it ended."
        )
    )


def look_counts() -> str:
    return str(
        _(
            "From the moment we received an entry until somebody of your clinic first marked it as seen or answered "
            "it, nights and weekends too. What nobody has looked at yet has no time."
        )
    )


def promise_counts() -> str:
    return str(
        _(
            "Of the entries received in this time that were seen to, or that wait past your promise: those seen to by "
            "then. A warning sign is seen to when somebody answers, anything else when somebody looks. Entries from "
            "before this was kept are left out."
        )
    )


def report_counts() -> str:
    return str(
        _(
            "From opening an entry on its own page until the same person marked it as seen or answered it. More than "
            "%(minutes)s minutes counts as walked away and is left out. Answers given in the list of a journal have no "
            "such time.",
            minutes=int(WALKED_AWAY.total_seconds()) // MINUTE,
        )
    )


def told_counts() -> str:
    return str(
        _(
            "Of the treatments that sent a check-in on that day: those that gave a score above its lowest value, once "
            "a day. Day 0 is the day of the treatment; days 0 to %(last)s are shown. Where fewer than %(fewest)s "
            "treatments sent one, no share is shown: it would tell of somebody.",
            last=LAST_DAY,
            fewest=FEWEST,
        )
    )


def length(seconds: int | None) -> str | None:
    """`40 s`, `12 min`, `3 h 20 min`, `2 days 4 h`; None stays None."""
    if seconds is None:
        return None
    if seconds < MINUTE:
        return str(_("%(many)s s", many=seconds))
    if seconds < HOUR:
        return _two(_("%(many)s min", many=seconds // MINUTE), seconds % MINUTE, _("%(many)s s", many=seconds % MINUTE))
    if seconds < 2 * DAY:
        minutes = seconds % HOUR // MINUTE
        return _two(_("%(many)s h", many=seconds // HOUR), minutes, _("%(many)s min", many=minutes))
    hours = seconds % DAY // HOUR
    return _two(ngettext("%(num)s day", "%(num)s days", seconds // DAY), hours, _("%(many)s h", many=hours))


def _two(large: str, rest: int, small: str) -> str:
    return f"{large} {small}" if rest else str(large)
