"""Which days a page of figures is about: as the address has it, on the clinic's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _

from companion.aftercare.zones import instant_of, local_day

CHOICES, USUAL = (7, 30, 90), 30
LONGEST = timedelta(days=731)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """`first` to `last`, both counted. `many`: the choice of so many last days, None where the days were typed.

    `wrong`: what cannot be counted and what to do; the days are the usual ones then. `typed`: what stood in the form.
    """

    first: date
    last: date
    zone: ZoneInfo
    many: int | None
    typed: tuple[str, str]
    wrong: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What stands in the form, each with the kind of field that can show it."""
        return [("date" if _is_day(text) else "text", text) for text in self.typed]

    @property
    def since(self) -> datetime:
        return instant_of(datetime.combine(self.first, time()), self.zone)

    @property
    def until(self) -> datetime:
        return instant_of(datetime.combine(self.last + ONE_DAY, time()), self.zone)

    @property
    def words(self) -> str:
        """`1 March 2026 to 30 March 2026`"""
        first, last = (format_date(day, "d MMMM yyyy") for day in (self.first, self.last))
        return str(_("%(first)s to %(last)s", first=first, last=last))

    @property
    def query(self) -> dict[str, Any]:
        """What goes into an address."""
        return {"days": self.many} if self.many else {"from": self.first, "to": self.last}


def days_asked(now: datetime, zone: ZoneInfo) -> Days:
    """The last 7, 30 or 90 days with today, or from one day to another."""
    today = local_day(now, zone)
    typed = request.args.get("from", "").strip()[:20], request.args.get("to", "").strip()[:20]
    many = request.args.get("days", USUAL, type=int)
    many = many if many in CHOICES else USUAL
    if not any(typed):
        first = today - timedelta(days=many - 1)
        return Days(first, today, zone, many, (str(first), str(today)))
    try:
        first, last = (date.fromisoformat(text) for text in typed)
    except ValueError:
        return Days(today, today, zone, None, typed, _("Type both days, such as 2026-03-01."))
    return Days(first, last, zone, None, typed, _wrong(first, last, today))


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wrong(first: date, last: date, today: date) -> str:
    if first > last:
        return str(_("The first day comes after the last. Check both days."))
    if last > today:
        return str(_("The last day is still to come. Choose today or a day before."))
    if last - first > LONGEST or first.year < 2000:
        return str(_("That is more than two years. Choose a later first day."))
    return ""
