"""The figures as a page shows them: how many of how many, the share, and what is counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from companion.aftercare.protocol import bundled, say
from companion.models.spread import Spread
from companion.services.figure_days import Share, Told
from companion.services.figures import Figures
from companion.web.filters import language
from companion.web.practitioner import figures_words as words


@dataclass(frozen=True)
class Row:
    """One figure: `value` in a few words, None for no figure yet; `counts` such as `41 of 52`."""

    name: str
    value: str | None
    counts: str
    share: Share | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class Section:
    """Figures that one definition explains."""

    id: str
    title: str
    definition: str
    rows: list[Row]


@dataclass(frozen=True)
class ToldRow:
    """One day; `shares` in the order of the columns, empty where too few checked in."""

    day: int
    shares: list[tuple[str, Share]]
    treatments: int | None


@dataclass(frozen=True)
class ToldTable:
    product: str
    scores: list[str]
    rows: list[ToldRow]


def sections_of(figures: Figures) -> list[Section]:
    """Every figure but those by day."""
    ways = {"push": _("By push"), "email": _("By e-mail"), "none": _("Nothing is proven")}
    reach = [_share(name, figures.ways[way]) for way, name in ways.items()]
    check_ins, promise = _share(_("Came in"), figures.check_ins), _share(_("Kept"), figures.promise)
    look, report = list(_look(figures.first_look)), _report(figures.per_report)
    return [
        Section("opened", _("Plans opened"), words.opened_counts(), [_share(_("Opened"), figures.opened)]),
        Section("reach", _("Reminders that arrive"), words.reach_counts(), reach),
        Section("check-ins", _("Check-ins"), words.check_ins_counts(), [check_ins]),
        Section("look", _("First look"), words.look_counts(), look),
        Section("promise", _("Your promise"), words.promise_counts(), [promise]),
        Section("report", _("Time for one report"), words.report_counts(), [report]),
    ]


def told_of(figures: Figures) -> list[ToldTable]:
    """A table for each product; its columns are the scores that somebody named."""
    return [_table(told) for told in figures.told]


def _table(told: Told) -> ToldTable:
    named = {score for day in told.days for score in day.named}
    scores = {scale.id: say(scale.name, language()) for scale in bundled().scales.items if scale.id in named}
    rows = []
    for day in told.days:
        many = day.treatments
        shares = [(name, day.named.get(id, Share(0, many))) for id, name in scores.items()] if many else []
        rows.append(ToldRow(day.number, shares, many))
    return ToldTable(_product(told.product), list(scores.values()), rows)


def _product(product: str) -> str:
    known = bundled().product.get(product)
    return say(known.name, language()) if known else product


def _share(name: str, share: Share) -> Row:
    counts = _("%(part)s of %(whole)s", part=share.part, whole=share.whole)
    return Row(name, None if share.percent is None else f"{share.percent} %", counts, share)


def _look(look: Spread) -> Iterable[Row]:
    counts = _("%(many)s looked at, %(waits)s not yet", many=look.many, waits=look.beyond)
    for name, minutes in ((_("Half within"), look.half), (_("Nine of ten within"), look.most)):
        seconds = None if minutes is None else max(1, minutes) * words.MINUTE
        yield Row(name, words.length(seconds), counts, seconds=seconds)


def _report(report: Spread) -> Row:
    counts = _("%(many)s counted, %(left)s left out", many=report.many, left=report.beyond)
    return Row(_("Half within"), words.length(report.half), counts, seconds=report.half)
