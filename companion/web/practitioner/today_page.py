"""What Today shows: who waits, the most urgent first; who comes this week, and whether reminders reach them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from companion.aftercare.protocol import say
from companion.models import Entry, Photo, Telling, Waiting
from companion.models.cover import Team, team_in
from companion.models.staff import StaffSignedIn
from companion.models.telling import told_in
from companion.models.today import told_and_photos
from companion.models.together import Answers, as_one
from companion.models.treatment import Course
from companion.models.waiting import Tallies, Waits, page_of_waiting
from companion.services.keys import opened_names
from companion.web.filters import language
from companion.web.patient.journal_page import day_name
from companion.web.practitioner.paging import PAGE, Page, asked_page
from companion.web.practitioner.queue_filter import QueueFilter
from companion.web.practitioner.week import Week, sealed_names, week_in
from companion.web.voice import desk_voice


@dataclass(frozen=True)
class Case:
    """One line that waits, as its row shows it."""

    waiting: Waiting
    entry: Entry
    course: Course
    name: str | None
    photos: list[Photo]
    told: list[tuple[Telling, str]]
    lookers: list[str]

    @property
    def day(self) -> str:
        return day_name(self.course, self.entry.noted_at)

    @property
    def product(self) -> str:
        return say(self.course.schedule.protocol.product[self.course.schedule.treated.product].name, language())

    @property
    def urgency(self) -> str:
        """In a word, as those who treat say it."""
        words = {"emergency_now": _("Emergency"), "same_day": _("Same day"), "follow_up": _("For the check")}
        return str(words.get(self.entry.urgency, ""))

    @property
    def signs(self) -> list[Markup]:
        voice = desk_voice(self.course)
        return [voice(voice.protocol.flag[flag].title) for flag in self.entry.flags]

    @property
    def what(self) -> str:
        """`Bruise 2 of 3, Pain 1 of 10`; what kind of entry where nothing was scored."""
        scales = [scale for scale in self.course.schedule.protocol.scales.items if scale.id in self.entry.scores]
        told = [
            _("%(name)s %(value)s of %(most)s", name=say(one.name, language()), value=value, most=one.range[1])
            for one in scales
            if (value := self.entry.scores[one.id])
        ]
        kinds = {"fine": _("All fine"), "slip": _("Told us of something they did")}
        return ", ".join(told) or str(kinds.get(self.entry.kind) or (_("All scores 0") if scales else _("A few words")))

    @property
    def more(self) -> str:
        """`2 photos, a note, a question`"""
        many = len(self.photos)
        parts = [str(ngettext("%(num)s photo", "%(num)s photos", many))] if many else []
        parts += [str(_("a note"))] if self.entry.note else []
        parts += [str(_("a question"))] if self.entry.question else []
        parts += [str(_("changed by the patient"))] if self.entry.supersedes_id else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Today:
    """`since`: of the one that waits longest; `products`: how many wait of each, by id."""

    page: Page[Case]
    since: datetime | None
    products: dict[str, int]
    team: Team
    week: Week
    chosen: QueueFilter


def today_of(who: StaffSignedIn, answers: Answers, now: datetime) -> Today:
    """Out of how it stands: three statements, however many wait."""
    team, chosen, waiting = team_in(answers), QueueFilter.asked(), Tallies(answers["tallies"])
    wanted = chosen.wanted(who, team)
    total, since = waiting.count(wanted)
    number = asked_page(total)
    rows = page_of_waiting(wanted, (number - 1) * PAGE, PAGE)
    sealed = [((who.clinic_id, course.patient_id), name) for course, _waiting, _entry, name in rows]
    names = opened_names([*sealed, *sealed_names(who, answers)])
    page = Page(number, _cases(who, rows, names, answers, now), total)
    return Today(page, since, waiting.products, team, week_in(answers, names, now), chosen)


def _cases(
    who: StaffSignedIn, rows: list[Waits], names: dict[UUID, str], answers: Answers, now: datetime
) -> list[Case]:
    lines, entries = [one.first_id for _, one, *_ in rows], [entry.id for _, _, entry, _ in rows]
    found = told_and_photos(who.clinic_id, lines, entries, now)
    told = told_in(found["told"])
    photos, looks = defaultdict[UUID, list[Photo]](list), defaultdict[UUID, list[str]](list)
    for row in found["photos"]:
        photos[row.first_id].append(as_one(Photo, row))
    for row in answers["lookers"]:
        looks[row.first_id].append(row.name)
    return [
        Case(
            waiting,
            entry,
            course,
            names.get(course.patient_id),
            photos[waiting.first_id],
            told.get(entry.id, []),
            looks[waiting.first_id],
        )
        for course, waiting, entry, _name in rows
    ]
