"""What the page of reminders shows: this phone, the lines, an example of the lock screen, the towns."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from companion.aftercare.protocol import say
from companion.aftercare.sun import towns_of
from companion.models import ReminderWishes
from companion.models.access import SignedIn
from companion.models.treatment import Course
from companion.models.wishes import wishes_of
from companion.services.later_sun import sun_ends_at
from companion.services.mailbox import can_mail
from companion.services.mailbox_asks import Wait, wait_of
from companion.services.push_state import Reached, current_key, phones_reached
from companion.services.remind import wishes_for
from companion.services.reminder_list import Line, left_out, lines_for
from companion.web.filters import language
from companion.web.patient.reminders_form import WishesForm
from companion.web.voice import PageVoice, voice_for

TOWNS = 100  # offered by name, the largest first; any other that is known can be typed
AHEAD = timedelta(days=3)
RECENT = 3


@dataclass(frozen=True)
class RemindersPage:
    """`phones`: those of this patient that are reached or were; `lines` in the order of time."""

    device_id: UUID
    phones: list[Reached]
    key: str | None
    courses: list[Course]
    row: ReminderWishes | None
    lines: list[Line]
    form: WishesForm
    wait: Wait | None
    now: datetime

    @cached_property
    def voice(self) -> PageVoice:
        """Its clock is the phone's, as far as that told where it is."""
        course = self.courses[0]
        voice = voice_for(course)
        return PageVoice(voice.audience, wishes_for(course, self.row).zone)

    @property
    def runs(self) -> bool:
        return any(course.runs_at(self.now) for course in self.courses)

    @property
    def here(self) -> Reached | None:
        """This phone, where a push service takes messages for it."""
        return next((one for one in self.phones if one.device_id == self.device_id and not one.gone_at), None)

    @property
    def known(self) -> str:
        """What the server knows of this phone: on, gone (its push service knows it no more) or none."""
        mine = next((one for one in self.phones if one.device_id == self.device_id), None)
        return "none" if mine is None else "gone" if mine.gone_at else "on"

    @property
    def others(self) -> list[Reached]:
        return [one for one in self.phones if one.device_id != self.device_id and not one.gone_at]

    @cached_property
    def coming(self) -> list[Line]:
        return [line for line in self.lines if line.end_at(self.now) is None] if self.runs else []

    @cached_property
    def sent(self) -> list[Line]:
        """Those that ended, the latest first."""
        return [line for line in reversed(self.lines) if line.end_at(self.now) is not None]

    @property
    def soon(self) -> int:
        """How many of the coming ones stand open: those of the next days, two at least."""
        return max(2, sum(line.row.due_at <= self.now + AHEAD for line in self.coming))

    @property
    def recent(self) -> int:
        return RECENT

    @property
    def comes_to_none(self) -> bool:
        """Whether no other phone and no letter brings what comes."""
        mail = self.form.mail
        is_mailed = bool(mail and self.can_mail and (mail.state == "confirmed" or mail.until_then))
        return not self.others and not is_mailed

    @cached_property
    def left_out(self) -> list[str]:
        """What falls into quiet hours as they are kept."""
        return left_out(self.courses, self.row, self.now, language())

    @property
    def wants_sun(self) -> bool:
        """As it is kept, whatever is ticked."""
        return self.form.was.get("sun") == "yes"

    @property
    def is_outdoors(self) -> bool:
        return bool(self.row and self.row.outdoors_until and self.row.outdoors_until > self.now)

    @cached_property
    def sun_ends_at(self) -> datetime | None:
        """When the last one of today comes to whoever is outdoors; None where none comes today any more."""
        return sun_ends_at(self.courses, self.row, self.now) if self.row and self.is_outdoors else None

    @property
    def is_in_doubt(self) -> bool:
        """A service takes messages for this phone, and it shows none."""
        return bool(self.here and self.here.way == "doubt")

    @property
    def can_mail(self) -> bool:
        return can_mail()

    @property
    def towns(self) -> list[str]:
        return [town.name for town in towns_of(wishes_for(self.courses[0], self.row).zone)[:TOWNS]]

    @property
    def example(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """(title, body) as a lock screen shows it: discreet, and naming what it is about."""
        known = self.courses[0].schedule.protocol.reminders
        one = next((one for one in known if one.kind == "check_in" and "{" not in say(one.body)), known[0])
        words = ((text.title, text.body) for text in (one.discreet, one))
        discreet, named = ((say(title, language()), say(body, language())) for title, body in words)
        return discreet, named

    @property
    def facts(self) -> tuple[object, ...]:
        """The same while the page says the same."""
        lines = [(line.row.id, line.row.due_at, line.end_at(self.now), *self._told(line)) for line in self.lines]
        phones = [(one.device_id, one.shown_at, one.gone_at, one.way) for one in self.phones]
        form = (sorted(self.form.kinds.items()), self.form.quiet_from, self.form.quiet_until, self.form.town)
        more = (self.form.names_it, self.form.email, self.form.mail, self.can_mail, self.key)
        sun = (self.is_outdoors, self.sun_ends_at)
        return (lines, phones, form, more, sun, self.form.nights, self.wait, self.left_out)

    def _told(self, line: Line) -> tuple[object, ...]:
        return (line.told, sorted(line.choices))


def page_of(phone: SignedIn, courses: list[Course], form: WishesForm, now: datetime) -> RemindersPage:
    """The page of the patient whose phone that is; `courses`: those that run, or the latest."""
    row, lines = wishes_of(phone.patient_id), lines_for(phone.owner, courses, now, language())
    reached, key = phones_reached(phone.owner, now), current_key()
    wait = wait_of(phone.owner, form.mail.address, now) if form.mail else None
    return RemindersPage(phone.device_id, reached, key.public if key else None, courses, row, lines, form, wait, now)
