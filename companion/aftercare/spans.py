"""Spans of time as the protocol writes them: `PT24H` is elapsed time, `P14D` a calendar span."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Self

_ISO = re.compile(
    r"P(?:(?P<months>\d{1,3})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar months and days, and elapsed seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """The span of an ISO 8601 duration without years or fractions; ValueError for anything else."""
        return cls(*_parts(text))

    @property
    def is_elapsed(self) -> bool:
        return not (self.months or self.days)

    def elapsed(self) -> timedelta:
        """As elapsed time, each day 24 hours; ValueError for months, whose length is not known."""
        if self.months:
            raise ValueError("a month has no fixed length; write days, weeks or hours")
        return timedelta(days=self.days, seconds=self.seconds)

    def about(self) -> timedelta:
        """For comparing spans only: a month counts as 30 days."""
        return timedelta(days=30 * self.months + self.days, seconds=self.seconds)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[int, int, int]:
    found = _ISO.fullmatch(text)
    if not found or not any(found.groupdict().values()):
        raise ValueError(f"{text!r} is not a span such as PT24H, P14D, P2W or P3M")
    n = {unit: int(digits or 0) for unit, digits in found.groupdict().items()}
    return (
        n["months"],
        7 * n["weeks"] + n["days"],
        3600 * n["hours"] + 60 * n["minutes"] + n["seconds"],
    )


def iso(elapsed: timedelta) -> str:
    """Elapsed time in hours, minutes and seconds, zero parts left out: `PT22H10M`, `PT0S`."""
    minutes, seconds = divmod(int(elapsed.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0S")
