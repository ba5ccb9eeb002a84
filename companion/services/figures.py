"""The figures of a clinic in a span of time: counts with what they are counts of, nobody's name."""

from dataclasses import dataclass
from datetime import datetime

from companion.models.figures import Span, count_handed_over, first_looks, promises_kept, times_per_report
from companion.models.spread import Spread
from companion.services.figure_days import Share, Told, count_days


@dataclass(frozen=True, slots=True)
class Figures:
    """`opened`: of the plans handed over. `ways`: push, email, none, of those that nobody ended. The rest by name.

    `first_look.beyond`: whom nobody has looked at yet; `per_report.beyond`: who walked away.
    """

    opened: Share
    ways: dict[str, Share]
    check_ins: Share
    first_look: Spread
    promise: Share
    per_report: Spread
    told: list[Told]


def figures_of(span: Span, now: datetime) -> Figures:
    """Seven statements, however many patients and entries there are."""
    plans, days = count_handed_over(span, now), count_days(span, now)
    standing = sum(many for (way, _opened), many in plans.items() if way != "ended")
    ways = {
        way: Share(sum(many for (known, _opened), many in plans.items() if known == way), standing)
        for way in ("push", "email", "none")
    }
    opened = sum(many for (_way, is_opened), many in plans.items() if is_opened)
    return Figures(
        Share(opened, sum(plans.values())),
        ways,
        days.check_ins,
        first_looks(span),
        Share(*promises_kept(span, now)),
        times_per_report(span),
        days.told,
    )
