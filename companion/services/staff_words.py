"""What staff are told, by push and by e-mail: that something waits, never of whom or what."""

from datetime import datetime
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from companion.adapters.mail.letter import Letter
from companion.adapters.web_push.message import Message, Urgency, payload_of, topic_of
from companion.adapters.web_push.target import Target
from companion.models import StaffMailbox, StaffSubscription
from companion.models.telling import Why
from companion.models.untold import Untold
from companion.services.keys import hash_of
from companion.services.staff_mailbox import link_token

URGENCY: dict[str, Urgency] = {Why.URGENT: "high", Why.TEST: "high"}


def message_to_staff(one: Untold, place: StaffSubscription, line_id: UUID | None, seconds: int) -> Message:
    """One telling to one device. A later one of the same line takes its place, at the service and on the screen."""
    with force_locale(place.language):
        title, body = _words(one.why)
    topic = topic_of(f"staff {one.practitioner_id} {line_id or one.why}")
    path = "/practitioner/account" if one.why == Why.TEST else f"/practitioner/told/{one.id}"
    payload = payload_of(title, body, _url() + path, topic, lang=place.language)
    target = Target(place.endpoint, place.p256dh, place.auth)
    return Message(target, payload, seconds, topic, URGENCY.get(one.why, "normal"), place.key_id)


def letter_to_staff(one: Untold, box: StaffMailbox, address: str, now: datetime) -> Letter:
    """One telling to one address. Sent again it is the same letter, and a mail program shows it once."""
    off = f"{_url()}/mail/staff/off/{link_token(box, 'staff mail off')}"
    with force_locale(box.language):
        subject, parts = _question(box) if one.why == Why.CONFIRM else _told(one)
        parts.append(_("No more e-mails: %(link)s", link=off))
        return Letter(
            to=address,
            by=_("Aftercare"),
            subject=subject,
            text="\n\n".join(parts) + "\n",
            id=hash_of(f"staff letter {one.id} {box.id}").hex()[:32],
            at=now,
            language=box.language,
            more=(("List-Unsubscribe", f"<{off}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
        )


def _words(why: str) -> tuple[str, str]:
    words = {
        Why.URGENT: (_("Please look now"), _("Something waits on your Today page.")),
        Why.LATE: (_("Please look"), _("Something still waits on your Today page.")),
        Why.TEST: (_("It works"), _("What waits for you reaches this device.")),
    }
    return words[Why(why)]


def _told(one: Untold) -> tuple[str, list[str]]:
    title, body = _words(one.why)
    return title, [
        body,
        _("Open Today: %(link)s", link=f"{_url()}/practitioner"),
        _("You asked for an e-mail when something waits for you. It never says what it is about."),
    ]


def _question(box: StaffMailbox) -> tuple[str, list[str]]:
    link = f"{_url()}/mail/staff/confirm/{link_token(box, 'staff mail confirm')}"
    return _("Is this your e-mail address?"), [
        _("This address was typed on the account page of somebody who works at a clinic."),
        _("Was it you? Open this page and tap the button: %(link)s", link=link),
        _("Was it not you? Then do nothing, or stop these e-mails with the last link."),
    ]


def _url() -> str:
    url: str = current_app.config["COMPANION"].public_url.rstrip("/")
    return url
