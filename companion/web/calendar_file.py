"""Dates as a calendar file. A calendar is seen by others, so its words say nothing of what a date is for."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Response
from flask_babel import gettext as _

from companion.lazily import Lazily
from companion.services.calendar import Date

icalendar = Lazily("icalendar")


def calendar_file(dates: Iterable[Date], now: datetime, name: str = "dates.ics") -> Response:
    """The file, as a calendar takes it: instants in UTC, each date under a name that stays the same."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Aftercare companion//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Aftercare"))
    calendar.add("refresh-interval;value=duration", "PT6H")
    for date in dates:
        calendar.add_component(_event(date, now))
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _event(date: Date, now: datetime) -> object:
    event = icalendar.Event()
    event.add("uid", f"{date.id}@aftercare-companion")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)  # a later answer takes the place of the one before
    event.add("dtstart", date.starts_at.astimezone(UTC))
    event.add("summary", date.title)
    event.add("description", date.body)
    event.add("class", "PRIVATE")
    for before in date.alarms:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", date.title)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
