"""Why an answer was not sent, in words for whoever wrote it."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _


@dataclass(frozen=True)
class Refused:
    """What was not sent of the line that begins with `first_id`; `typed` stays on the page."""

    first_id: UUID
    reason: str
    typed: str
    said: str


def said_of(reason: str, name: str | None) -> str:
    """What happened, and what to do next."""
    who = name or str(_("The patient"))
    words = {
        "kept": _("It is marked as seen. What you wrote was not sent."),
        "reread": _("This is how it is now. What you typed is still here, and nothing was sent."),
        "superseded": _("%(name)s changed this while you read it. This is how it is now. Look again.", name=who),
        "answered": _("You answered this before, and that answer stays. Your new text was not sent."),
        "other_answer": _("A colleague answered while you wrote, and that answer stays. Yours was not sent."),
        "flagged": _("There is a warning sign, so “normal” is not for this one. Ask them to call or to come in."),
        "times": _("Type the day and the time as in the picker, and in the time to come. Nothing was sent."),
        "empty": _("Write a few words first. Nothing was sent."),
        "too_long": _("That is too long. Use 2,000 letters or less, then send it again."),
    }
    return words.get(reason) or str(_("That was not sent. Try once more."))
