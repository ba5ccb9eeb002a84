"""A reminder -> a letter: as discreet as on a lock screen, with one link to the app and one that ends it."""

from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from companion.adapters.mail.letter import Letter
from companion.models import Mailbox
from companion.models.reminder import CONFIRM, Due
from companion.services.due import Facts
from companion.services.keys import hash_of
from companion.services.mailbox import link_token
from companion.services.reminder_words import path_of, words_of


def letter_of(due: Due, box: Mailbox, address: str, facts: Facts, now: datetime) -> Letter:
    """One reminder to one address. Sent again it is the same letter, and a mail program shows it once."""
    url = current_app.config["COMPANION"].public_url.rstrip("/")
    off = f"{url}/mail/off/{link_token(box, 'mail off')}"
    with force_locale(box.language):
        subject, parts = _question(box, url) if due.kind == CONFIRM else _reminder(due, box, facts, url)
        parts.append(_("No more e-mails: %(link)s", link=off))
        return Letter(
            to=address,
            by=_("Aftercare"),
            subject=subject,
            text="\n\n".join(parts) + "\n",
            id=hash_of(f"letter {due.id} {due.due_at.isoformat()} {box.id}").hex()[:32],
            at=now,
            language=box.language,
            more=(("List-Unsubscribe", f"<{off}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
        )


def _question(box: Mailbox, url: str) -> tuple[str, list[str]]:
    link = f"{url}/mail/confirm/{link_token(box, 'mail confirm')}"
    return _("Is this your e-mail address?"), [
        _("This address was typed in our app, to get reminders."),
        _("Was it you? Open this page and tap the button: %(link)s", link=link),
        _("Was it not you? Then do nothing, or stop these e-mails with the last link."),
    ]


def _reminder(due: Due, box: Mailbox, facts: Facts, url: str) -> tuple[str, list[str]]:
    title, body = words_of(due, facts.courses[due.treatment_id], box.language, names_it=False)
    return title, [
        body,
        _("Open the app: %(link)s", link=url + path_of(due, is_of_latest=facts.is_of_latest(due))),
        _("You asked for an e-mail when your phone may not show a reminder."),
    ]
