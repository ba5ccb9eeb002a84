"""A reminder -> what stands on the lock screen, and where a tap on it leads."""

from flask_babel import force_locale
from flask_babel import gettext as _

from companion.aftercare.protocol import say
from companion.aftercare.reminders import Planned, coming_of, text_of
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
    return text_of(course.schedule, _planned(due), language, detail=names_it, follow_up_at=course.follow_up_at)


def coming_words(ahead: Reminder | Planned, course: Course, language: str) -> str:
    """What it will be about, while it is ahead: by its kind, where its protocol does not say."""
    with force_locale(language):
        kinds = {
            "milestone": _("When a limit is over"),
            "care": _("A tip for the night"),
            "check_in": _("A short check-in"),
            "follow_up": _("About your follow-up visit"),
            "sun": _("When the sun may be strong"),
            "return": _("When you may plan your next visit"),
        }
    one = ahead if isinstance(ahead, Planned) else _planned(ahead)
    return coming_of(course.schedule, one, language) or kinds[ahead.kind]


def _planned(due: Due | Reminder) -> Planned:
    reminder_id = due.key.partition(":")[0]
    return Planned(due.key, reminder_id, due.kind, due.due_at, due.not_after, opt_in=False, unless=())
