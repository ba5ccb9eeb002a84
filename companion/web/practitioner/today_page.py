"""What Today shows: who waits, the most urgent first; who comes this week, and whether reminders reach them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from companion.aftercare.protocol import say
from companion.aftercare.zones import instant_of, local_day, zone_named
from companion.models import Entry, Photo, Telling, Waiting
from companion.models.cover import Team
from companion.models.journal_lines import photos_of_lines
from companion.models.looking import lookers_at
from companion.models.staff import StaffSignedIn
from companion.models.telling import tellings_of
from companion.models.treatment import Course, courses_by_id, visits_between
from companion.models.waiting import count_waiting, page_of_waiting, products_waiting
from companion.services.keys import first_names
from companion.services.push_state import Reached, ways_reached
from companion.web.filters import language
from companion.web.patient.journal_page import day_name
from companion.web.practitioner.paging import PAGE, Page, asked_page
from companion.web.practitioner.queue_filter import QueueFilter
from companion.web.voice import desk_voice

WEEK = timedelta(days=7)


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
class Visit:
    """A follow-up of this week. `phone`: the one that is reached best, None where none is."""

    course: Course
    name: str | None
    phone: Reached | None


@dataclass(frozen=True)
class Today:
    """`since`: of the one that waits longest; `products`: how many wait of each, by id."""

    page: Page[Case]
    since: datetime | None
    products: dict[str, int]
    team: Team
    visits: list[Visit]
    chosen: QueueFilter


def today_of(who: StaffSignedIn, team: Team, chosen: QueueFilter, now: datetime) -> Today:
    """Eleven statements at most besides those of the guard, the team and whom a message reaches, however many wait."""
    wanted = chosen.wanted(who, team)
    total, since = count_waiting(wanted)
    number = asked_page(total)
    rows = page_of_waiting(wanted, (number - 1) * PAGE, PAGE)
    visits = _courses_of_week(who, now)
    patients = {row.patient_id for row, _entry in rows} | {course.patient_id for course in visits}
    names = first_names(sorted(patients))
    page = Page(number, _cases(who, rows, names, now), total)
    products = products_waiting(who.clinic_id)
    return Today(page, since, products, team, _visits(who, visits, names, now), chosen)


def visits_of_week(who: StaffSignedIn, now: datetime) -> list[Visit]:
    """The part of Today that is the front desk's, too."""
    courses = _courses_of_week(who, now)
    return _visits(who, courses, first_names(sorted({course.patient_id for course in courses})), now)


def _cases(who: StaffSignedIn, rows: list[tuple[Waiting, Entry]], names: dict[UUID, str], now: datetime) -> list[Case]:
    lines = [row.first_id for row, _entry in rows]
    courses = courses_by_id({row.treatment_id for row, _entry in rows})
    photos, looks = photos_of_lines(who.clinic_id, lines), lookers_at(lines, who.practitioner_id, now)
    told = tellings_of([row.entry_id for row, _entry in rows])
    return [
        Case(
            row,
            entry,
            courses[row.treatment_id],
            names.get(row.patient_id),
            photos.get(row.first_id, []),
            told.get(row.entry_id, []),
            looks.get(row.first_id, []),
        )
        for row, entry in rows
    ]


def _visits(who: StaffSignedIn, courses: list[Course], names: dict[UUID, str], now: datetime) -> list[Visit]:
    ways = ways_reached([(who.clinic_id, course.patient_id) for course in courses], now)
    return [Visit(course, names.get(course.patient_id), ways.get(course.patient_id)) for course in courses]


def _courses_of_week(who: StaffSignedIn, now: datetime) -> list[Course]:
    """Those with a visit in the seven days from the first minute of today, on the clinic's clock."""
    zone = zone_named(who.clinic_zone or "UTC")
    today = datetime.combine(local_day(now, zone), time())
    return visits_between(who.clinic_id, instant_of(today, zone), instant_of(today + WEEK, zone))
