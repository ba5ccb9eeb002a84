"""Dates and times of day as absolute words on the clock of a zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup

from companion.aftercare.protocol import Protocol, say
from companion.aftercare.zones import iso_instant
from companion.web.filters import language


@dataclass(frozen=True)
class Dates:
    protocol: Protocol
    zone: ZoneInfo

    def weekday(self, at: datetime) -> Markup:
        """`Sunday 22 November`"""
        return self._date(_("{weekday} {day} {month}"), at)

    def short(self, at: datetime) -> Markup:
        """`22 November`"""
        return self._date(_("{day} {month}"), at)

    def plain(self, at: datetime) -> str:
        """`22 November` without markup, where none can stand."""
        return str(self.short(at).striptags())

    def full(self, at: datetime) -> Markup:
        """`22 November 2026`"""
        return self._date(_("{day} {month} {year}"), at)

    def range(self, first: datetime, end: datetime) -> Markup:
        """`24 to 26 November`, `30 November to 6 December`; both are midnights, `end` the first day after."""
        last = end - timedelta(seconds=1)
        is_one_month = first.astimezone(self.zone).month == last.astimezone(self.zone).month
        starts = self._date(_("{day}"), first) if is_one_month else self.short(first)
        return Markup(_("{} to {}")).format(starts, self.short(last))  # noqa: S704  a pattern of ours

    def clock(self, at: datetime) -> Markup:
        """`16:40`, for a place that says the date; script says the date too where the phone's is another one."""
        there = at.astimezone(self.zone)
        tag = Markup('<time datetime="{}" data-clock="{}">{}</time>')
        return tag.format(iso_instant(at), there.date().isoformat(), there.strftime("%H:%M"))

    def _date(self, pattern: str, at: datetime) -> Markup:
        there, words = at.astimezone(self.zone), self.protocol.words
        text = pattern.format(
            weekday=say(words.weekdays[there.weekday()], language()),
            day=there.day,
            month=say(words.months[there.month - 1], language()),
            year=there.year,
        )
        return Markup('<time datetime="{}">{}</time>').format(there.date().isoformat(), text)
