"""A schedule and what a person wishes -> reminders with stable keys, and what they say."""

from companion.aftercare.reminders.plan import planned
from companion.aftercare.reminders.planned import Planned
from companion.aftercare.reminders.sun import next_sun
from companion.aftercare.reminders.texts import coming_of, text_of
from companion.aftercare.reminders.wishes import Wishes

__all__ = ["Planned", "Wishes", "coming_of", "next_sun", "planned", "text_of"]
