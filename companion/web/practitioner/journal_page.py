"""What the desk shows of a journal: who waited longest first, each score with what it was before."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from companion.aftercare.protocol import say
from companion.aftercare.protocol.flags import Scale
from companion.models.treatment import Course
from companion.services.journal import Line, Receipt, Version
from companion.web.filters import language
from companion.web.patient.journal_page import Shown
from companion.web.practitioner.paging import PAGE
from companion.web.voice import desk_voice

HOUR, HOURS_TOLD = timedelta(hours=1), 72


@dataclass(frozen=True)
class Score:
    """`words`: `Others can see it`; `value`: `2 of 3`; `change`: `up from 1`, empty where it was not told before.

    `is_still_least`: it is as low as it can be, and was before.
    """

    name: str
    value: str
    words: str
    change: str
    is_still_least: bool


@dataclass(frozen=True, eq=False)
class Read(Shown):
    """A line as it is read at the desk. `before`: the newest earlier value of each score."""

    before: dict[str, int] = field(default_factory=dict)

    @property
    def first_id(self) -> UUID:
        """Names the line, whichever version stands."""
        return self.now.entry.first_id

    @property
    def ids(self) -> set[UUID]:
        """The ids of all its versions."""
        return {version.entry.id for version in self.line.versions}

    @property
    def is_grave(self) -> bool:
        """Whether somebody ought to look before the visit."""
        return bool(self.now.entry.flags) or self.now.entry.urgency in ("emergency_now", "same_day")

    def scores(self, version: Version) -> list[Score]:
        told, before = version.entry.scores, self.before if version is self.now else {}
        answered = [scale for scale in self.voice.protocol.scales.items if scale.id in told]
        return [_score(scale, told[scale.id], before.get(scale.id)) for scale in answered]

    def told_scores(self, version: Version) -> list[Score]:
        """Those that say something new; the others are told in one line."""
        return [score for score in self.scores(version) if not score.is_still_least]

    def still_least(self, version: Version) -> str:
        """`Swelling, Headache`: what is 0 as before; empty where nothing is."""
        return ", ".join(score.name for score in self.scores(version) if score.is_still_least)

    def because(self, version: Version) -> str:
        """The scores by which it was judged; signs stand by themselves."""
        names = (self.voice.protocol.scale.get(name) for name in version.entry.because)
        return ", ".join(say(scale.name, language()) for scale in names if scale)

    def where(self, version: Version) -> list[str]:
        """Where on the face, by name, and how large."""
        return [self._place(place["zone"] or "", place["size"]) for place in version.entry.places]

    def when(self, version: Version) -> str:
        """`at hour 9`, `on day 4`: when a slip was, by the treatment."""
        gone = version.entry.noted_at - self.course.schedule.treated.treated_at
        if timedelta() <= gone < HOURS_TOLD * HOUR:
            return str(_("at hour %(number)s", number=gone // HOUR))
        return self.day[:1].lower() + self.day[1:]

    def receipt_of(self, practitioner_id: UUID) -> Receipt | None:
        """What that practitioner did with what stands."""
        return next((one for one in self.now.receipts if one.practitioner_id == practitioner_id), None)

    @property
    def answered(self) -> Receipt | None:
        """The answer to what stands."""
        return next((receipt for receipt in self.now.receipts if receipt.answer), None)

    def _place(self, zone: str, size: str | None) -> str:
        stem, _dash, side = zone.partition("-")
        check_in = self.voice.protocol.check_in
        words = say(check_in.zones[stem], language()) if stem in check_in.zones else stem
        sided = {"left": _("%(place)s, patient’s left"), "right": _("%(place)s, patient’s right")}
        name = sided.get(side, "%(place)s") % {"place": words}
        sizes = {one.id: say(one.name, language()) for one in check_in.sizes}
        return f"{name} ({sizes.get(size, size)})" if size else name


def in_turn(lines: list[Line], course: Course) -> list[Read]:
    """Those that nobody saw, whoever waited longest first; then those seen, the newest first."""
    voice, before = desk_voice(course), values_before(lines)
    waiting = sorted((line for line in lines if not line.is_seen), key=lambda line: line.waits_since)
    ordered = [*waiting, *(line for line in lines if line.is_seen)]
    return [Read(line, course, voice, before[line.now.entry.first_id]) for line in ordered]


def values_before(lines: list[Line]) -> dict[UUID, dict[str, int]]:
    """For each line the newest earlier value of each score, by what stands in the others."""
    newest, found = dict[str, int](), dict[UUID, dict[str, int]]()
    for entry in sorted((line.now.entry for line in lines), key=lambda entry: (entry.noted_at, entry.received_at)):
        found[entry.first_id] = dict(newest)
        newest |= entry.scores
    return found


def page_with(entries: list[Read], first_id: UUID) -> int:
    """The number of the page on which that line stands."""
    return next((place // PAGE + 1 for place, one in enumerate(entries) if one.first_id == first_id), 1)


def to_read_words(many: int) -> str:
    """`2 to read`"""
    return str(ngettext("%(num)s to read", "%(num)s to read", many))


def _score(scale: Scale, value: int, before: int | None) -> Score:
    words = say(scale.anchors[value - scale.range[0]], language()) if isinstance(scale.anchors, list) else ""
    of = str(_("%(value)s of %(most)s", value=value, most=scale.range[1]))
    is_still_least = value == before == scale.range[0]
    return Score(say(scale.name, language()), of, words, _change(value, before), is_still_least)


def _change(value: int, before: int | None) -> str:
    if before is None:
        return ""
    if value == before:
        return str(_("as before"))
    return str(_("up from %(before)s", before=before) if value > before else _("down from %(before)s", before=before))
