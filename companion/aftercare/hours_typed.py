"""Opening hours as people type them, a line for each weekday, and back: `9-12, 13.00 to 17.30`."""

import re
from collections.abc import Sequence

from companion.aftercare.hours_text import DAYS, FULL_DAY, MONTHS, Hours, Times, read_hours

_STRETCH = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?(?:-|–|—|to|until) ?(\d{1,2})(?:[:.](\d\d))?", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})(?: ?[-–] ?(\d{1,2}))? ([a-z]{3,9})", re.I)
_MONTH_FIRST = re.compile(r"([a-z]{3,9}) (\d{1,2})(?: ?[-–] ?(\d{1,2}))?", re.I)


def typed_times(text: str) -> str:
    """The hours of one weekday, `09:00-12:00,13:00-17:00`, or `off`. ValueError: not understood."""
    said = " ".join(text.split())
    if said.lower() in ("", "off", "closed", "-"):
        return "off"
    found = [_STRETCH.fullmatch(part.strip()) for part in re.split(r"[,;]| and ", said)]
    times = ",".join(_stretch(one) for one in found)
    read_hours(f"Mo {times}")
    return times


def typed_days_off(text: str) -> list[str]:
    """Each stretch of days off in a year: `Dec 25-26 off`. ValueError: not understood."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n]", text)]
    days = [_days_off(part) for part in parts if part]
    for one in days:
        read_hours(one)
    return days


def hours_text(week: Sequence[str], days_off: Sequence[str]) -> str | None:
    """What `read_hours` reads, neighbours with the same times together; None where no weekday has hours."""
    rows: list[list[int]] = []
    for day, times in enumerate(week):
        if rows and week[rows[-1][0]] == times:
            rows[-1][1] = day
        else:
            rows.append([day, day])
    parts = [f"{_days(*row)} {week[row[0]]}" for row in rows if week[row[0]] != "off"]
    return "; ".join([*parts, *days_off]) if parts else None


def shown_week(hours: Hours) -> list[str]:
    """The times of each weekday as its field shows them, Monday first; empty where the clinic is closed."""
    return [_shown(times) for times in hours.week]


def shown_days_off(hours: Hours) -> str:
    """`25-26 Dec, 1 Jan`, in the order of the year."""
    runs: list[tuple[int, int, int]] = []
    for month, day in sorted(hours.off):
        if runs and runs[-1][0] == month and runs[-1][2] == day - 1:
            runs[-1] = (month, runs[-1][1], day)
        else:
            runs.append((month, day, day))
    return ", ".join(f"{first}{f'-{last}' if last > first else ''} {MONTHS[month - 1]}" for month, first, last in runs)


def _stretch(found: "re.Match[str] | None") -> str:
    if found is None:
        raise ValueError("not understood")
    hour, minute, until, until_minute = found.groups(default="00")
    return f"{hour:0>2}:{minute}-{until:0>2}:{until_minute}"


def _days_off(part: str) -> str:
    if found := _DAY_FIRST.fullmatch(part):
        first, last, month = found.groups()
    elif found := _MONTH_FIRST.fullmatch(part):
        month, first, last = found.groups()
    else:
        raise ValueError("not understood")
    return f"{month[:3].capitalize()} {first}{f'-{last}' if last else ''} off"


def _days(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _shown(times: Times) -> str:
    return ", ".join(f"{_clock(first)}-{_clock(last)}" for first, last in times)


def _clock(minutes: int) -> str:
    clock = minutes if minutes == FULL_DAY else minutes % FULL_DAY
    return f"{clock // 60:02}:{clock % 60:02}"
