"""A reminder -> what stands on the lock screen, and where a tap on it leads."""

from flask_babel import force_locale
from flask_babel import gettext as _

from companion.aftercare.protocol import say
from companion.aftercare.reminders import Planned, text_of
from companion.models.reminder import ANSWER, TEST, Due, Reminder
from companion.models.treatment import Course
from companion.services.waiting import replies_of

_LEADS_TO = {"check_in": "/check-in", "follow_up": "/plan", "return": "/plan", TEST: "/reminders", ANSWER: "/journal"}


def path_of(due: Due, *, is_of_latest: bool) -> str:
    """Where a tap leads; a check-in to the one of its own treatment."""
    path = _LEADS_TO.get(due.kind, "/now")
    return path if is_of_latest or due.kind != "check_in" else f"/treatments/{due.treatment_id}{path}"


def words_of(due: Due | Reminder, course: Course, language: str, *, names_it: bool) -> tuple[str, str]:
    """(title, body): discreet unless the patient chose that it names what it is about."""
    if due.kind == TEST:
        with force_locale(language):
            return _("It works"), _("Reminders reach this phone.")
    if due.kind == ANSWER:
        told = replies_of(course.schedule.protocol).told
        assert told
        words = told if names_it else told.discreet
        return say(words.title, language), say(words.body, language)
    reminder_id = due.key.partition(":")[0]
    one = Planned(due.key, reminder_id, due.kind, due.due_at, due.not_after, opt_in=False, unless=())
    return text_of(course.schedule, one, language, detail=names_it, follow_up_at=course.follow_up_at)
