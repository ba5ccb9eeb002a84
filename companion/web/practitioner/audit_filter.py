"""Which part of the audit a page is about: it stands in the address, by ids and dates, never by a name."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request

from companion.aftercare.zones import FIRST_YEAR, LAST_YEAR, instant_of
from companion.models.audit import By, Kind, Sought
from companion.services.refusal import Refusal

DAY = timedelta(days=1)


@dataclass(frozen=True)
class AuditFilter:
    """`who`: the id of somebody who works there, or a By; `since` and `until`: days, both of them within."""

    who: str = ""
    kind: str = ""
    patient: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def asked(cls) -> "AuditFilter":
        """As the address or the form has it."""
        return cls(**{field.name: request.values.get(field.name, "").strip()[:60] for field in fields(cls)})

    def sought(self, clinic_id: UUID, zone: ZoneInfo) -> Sought:
        """Refusal `day` for one that cannot be read, `backwards`, `unknown` for what no form of ours sends."""
        first, last = _day(self.since), _day(self.until)
        if first and last and last < first:
            raise Refusal("backwards")
        try:
            by = By(self.who) if self.who in set(By) else None
            return Sought(
                clinic_id,
                by,
                None if by else _id(self.who),
                _id(self.patient),
                Kind(self.kind) if self.kind else None,
                _midnight(first, zone) if first else None,
                _midnight(last + DAY, zone) if last else None,
            )
        except ValueError:
            raise Refusal("unknown") from None

    @property
    def patient_id(self) -> UUID | None:
        return _id(self.patient)

    @property
    def query(self) -> dict[str, Any]:
        """What goes into an address."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def turned(self, **change: str) -> dict[str, Any]:
        """The same with something else in it."""
        return replace(self, **change).query


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal("day") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise Refusal("day")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant_of(datetime.combine(day, time()), zone)
