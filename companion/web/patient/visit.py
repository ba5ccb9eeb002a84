"""The follow-up visit as a calendar file. A calendar is seen by others, so its words say nothing of what it is for."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from companion.lazily import Lazily

icalendar = Lazily("icalendar")


def visit(treatment_id: UUID, starts_at: datetime, now: datetime) -> bytes:
    """One event in UTC; its name stays the same, so that a changed date replaces the old one."""
    event = icalendar.Event()
    event.add("uid", f"{uuid5(treatment_id, 'follow-up')}@aftercare-companion")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("summary", _("Aftercare: your date"))
    event.add("description", _("Open the app to see more."))
    event.add("class", "PRIVATE")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Aftercare companion//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
