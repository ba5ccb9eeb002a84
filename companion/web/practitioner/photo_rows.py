"""Photos side by side: before, on the worst day and the latest, by what the face does."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from companion.models import Photo
from companion.services.baselines import baselines_of
from companion.web.patient.journal_page import by_expression, expressions
from companion.web.practitioner.journal_page import Read

LEVELS = ("none", "follow_up", "same_day", "emergency_now")


@dataclass(frozen=True)
class Picture:
    """One photo of a row, with the line that it came with. `label`: First, Worst day, Of this entry, Latest."""

    label: str
    photo: Photo
    one: Read


@dataclass(frozen=True)
class PhotoRow:
    """What there is of one expression."""

    expression: str
    name: str
    pictures: list[Picture]


def photo_rows(entries: list[Read], of: UUID | None = None) -> list[PhotoRow]:
    """A row for each expression that was photographed: first, worst and latest, and each photo of the line `of`."""
    baselines, names = baselines_of([one.line for one in entries]), expressions()
    rows = []
    for expression, pairs in by_expression(list(entries)).items():
        own = [(photo, one) for photo, one in pairs if isinstance(one, Read)]
        first = next((pair for pair in own if pair[0] is baselines.get(expression)), own[0])
        rows.append(PhotoRow(expression, names[expression], _with_those_of(of, own, _pictures(first, own))))
    return rows


def _with_those_of(line: UUID | None, own: list[tuple[Photo, Read]], pictures: list[Picture]) -> list[Picture]:
    """Between the first and the latest every photo of that line that does not stand there, by when they were noted."""
    first, *others = pictures
    shown = {picture.photo for picture in pictures}
    more = [pair for pair in own if pair[1].first_id == line and pair[0] not in shown]
    found = [*others, *(Picture(str(_("Of this entry")), *pair) for pair in more)]
    turn = {photo: place for place, (photo, _one) in enumerate(own)}
    return [first, *sorted(found, key=lambda picture: turn[picture.photo])]


def _pictures(first: tuple[Photo, Read], own: list[tuple[Photo, Read]]) -> list[Picture]:
    latest = own[-1]
    found = [Picture(str(_("First")), *first)]
    between = [pair for pair in own if pair[0] not in (first[0], latest[0])]
    worst = max(between, key=lambda pair: trouble(pair[1]), default=None)
    if worst and trouble(worst[1]) > max(trouble(first[1]), trouble(latest[1])):
        found.append(Picture(str(_("Worst day")), *worst))
    if latest[0] is not first[0]:
        is_worst = not worst or trouble(latest[1]) >= trouble(worst[1])
        label = _("Latest, and the worst day") if is_worst and trouble(latest[1]) > trouble(first[1]) else _("Latest")
        found.append(Picture(str(label), *latest))
    return found


def trouble(one: Read) -> tuple[int, float]:
    """How bad it was: as it was judged, then the share of each score by which the protocol judges."""
    entry, protocol = one.now.entry, one.voice.protocol
    judged = {rule.when.score for rule in protocol.scales.auto_triage}
    share = sum(entry.scores.get(name, 0) / protocol.scale[name].range[1] for name in judged)
    return LEVELS.index(entry.urgency), share
