"""What a reminder says: discreet by default, the detail only for whoever asked for it."""

from datetime import datetime

from companion.aftercare.places import country_of, numbers_for
from companion.aftercare.protocol.course import Reminder
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.reminders.planned import Planned
from companion.aftercare.schedule import Schedule
from companion.aftercare.sentences import Voice, date_words, moment_words


def text_of(
    schedule: Schedule,
    one: Planned,
    language: str = "en",
    *,
    detail: bool = False,
    follow_up_at: datetime | None = None,
) -> tuple[str, str]:
    """(title, body) for a lock screen; with `detail` it names what it is about.

    The date of the follow-up is the one in the treatment's zone, where the visit is. KeyError: a gap nothing fills.
    """
    reminder = schedule.protocol.reminder[one.reminder_id]
    words = reminder if detail else reminder.discreet
    voice, rule = _voice(schedule, one, language, follow_up_at), _rule(schedule, reminder)
    return voice(words.title, rule=rule), voice(words.body, rule=rule)


def coming_of(schedule: Schedule, one: Planned, language: str = "en") -> str | None:
    """What it will be about, for the app alone; None where the protocol does not say."""
    reminder = schedule.protocol.reminder[one.reminder_id]
    voice, rule = _voice(schedule, one, language, None), _rule(schedule, reminder)
    return voice(reminder.coming, rule=rule) if reminder.coming else None


def _voice(schedule: Schedule, one: Planned, language: str, follow_up_at: datetime | None) -> Voice:
    protocol, zone = schedule.protocol, schedule.zone
    return Voice(
        protocol,
        numbers_for(protocol, country_of(zone.key), language),
        lambda at: moment_words(protocol, at, one.due_at, zone, language),
        language=language,
        follow_up_on=date_words(protocol, follow_up_at, zone, language) if follow_up_at else None,
    )


def _rule(schedule: Schedule, reminder: Reminder) -> Rule | None:
    return schedule.protocol.rule[reminder.text_rule] if reminder.text_rule else None
