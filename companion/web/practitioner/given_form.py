"""What was given, as it is typed: units in all or by area, and the lot. Both may stay empty."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from companion.models.lots import Given, lot_key
from companion.web.treatment_form import Answers

LONGEST_LOT, MOST_UNITS = 40, 2000
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


@dataclass
class GivenForm:
    """`units` and `by_area` as they were typed. `errors`: what to change, by field."""

    lot: str = ""
    units: str = ""
    by_area: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, answers: Answers, areas: Iterable[str]) -> None:
        """Take the answers; units of an area that was not ticked are left out."""
        self.lot = " ".join(answers.get("lot", "").split())
        self.units = answers.get("units", "").strip()
        typed = {area: answers.get(f"units-{area}", "").strip() for area in areas}
        self.by_area = {area: text for area, text in typed.items() if text}
        if len(self.lot) > LONGEST_LOT or (self.lot and not lot_key(self.lot)):
            self.errors["lot"] = _("Type the lot as it stands on the box, or leave it empty.")
        if any(_number(text) is None for text in (self.units or "1", *self.by_area.values())):
            self.errors["units"] = _("Type units as a number, such as 20 or 2.5, or leave them empty.")
        elif self.units and self.by_area and self._sum() != _number(self.units):
            words = _("By area that makes %(sum)s units, and in all %(all)s. Correct one of them.")
            self.errors["units"] = words % {"sum": plain_number(self._sum()), "all": self.units}

    def fill(self, units: dict[str, float] | None, lot: str | None) -> None:
        """Show what stands in the plan."""
        typed = {area: plain_number(number) for area, number in (units or {}).items()}
        self.units, self.lot, self.by_area = typed.pop("", ""), lot or "", typed

    @property
    def given(self) -> Given:
        texts = self.by_area or ({"": self.units} if self.units else {})
        units = {area: number for area, text in texts.items() if (number := _number(text))}
        return Given(units or None, self.lot or None)

    def _sum(self) -> float:
        return round(sum(_number(text) or 0 for text in self.by_area.values()), 2)


def plain_number(number: float) -> str:
    """`20`, `2.5`"""
    return f"{number:g}"


def _number(text: str) -> float | None:
    """None for what is no number of units."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return number if 0 < number <= MOST_UNITS else None
