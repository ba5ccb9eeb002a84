"""The words that the phone's clock is spelled with, for the script."""

import json
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol, say
from companion.web.filters import language


def mood_words() -> dict[str, str]:
    """The heading of the page by its mood."""
    return {"busy": _("Right now"), "quiet": _("A quiet day"), "ended": _("Your plan has ended")}


def words_json(protocol: Protocol) -> str:
    """Sentence patterns by name; `{n}` and `{time}` are filled by the script."""
    return _words_json(protocol, language())


@lru_cache(maxsize=64)
def _words_json(protocol: Protocol, tongue: str) -> str:
    moment = protocol.words.moment
    words: dict[str, Any] = {
        **mood_words(),
        "today": say(moment.today, tongue),
        "tomorrow": say(moment.tomorrow, tongue),
        "on_date": say(moment.on_date, tongue),
        "weekdays": [say(day, tongue) for day in protocol.words.weekdays],
        "months": [say(month, tongue) for month in protocol.words.months],
        "days": _("{n} days"),
        "hours": _("{h} h {m} min"),
        "full_hours": _("{h} h"),
        "minutes": _("{m} min"),
        "soon": _("under 1 min"),
        "left": _("{left} left"),
        "ago": _("({left} ago)"),
        "in": _("in {left}"),
        "zone": _("Times are for {zone}, where this phone is now."),
        "ahead": _("This phone’s clock is {off} ahead."),
        "behind": _("This phone’s clock is {off} behind."),
        "set": _("Times here are off by as much. In its settings, let the phone set date and time."),
    }
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
