"""The three answers -> a treatment, or what to change; what was typed is kept."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from companion.aftercare.places import placed_zones
from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.zones import GapError, typed_instant, zone_named

CLOCK_SLACK = timedelta(minutes=5)  # a phone's clock may run ahead of ours


@dataclass
class StartForm:
    """What was answered, what is wrong with it by field, and the treatment when nothing is."""

    id: UUID = field(default_factory=uuid4)
    product: str = ""
    areas: list[str] = field(default_factory=list)
    treated_at: str = ""
    instant: str = ""  # what a chip such as "1 hour ago" meant, exact where a wall time comes twice
    zone: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    treated: Treated | None = None

    @classmethod
    def read(cls, answers: "MultiDict[str, str]", now: datetime, protocol: Protocol) -> "StartForm":
        form = cls(
            _id(answers.get("id", "")),
            answers.get("product", "").strip(),
            [area for area in dict.fromkeys(answers.getlist("area")) if area in protocol.areas],
            answers.get("treated_at", "").strip(),
            answers.get("instant", "").strip(),
            answers.get("zone", "").strip(),
        )
        if form.product not in protocol.product:
            form.errors["product"] = _("Choose a product. If you do not know it, choose the last one.")
        if not form.areas:
            form.errors["area"] = _("Choose at least one place that was treated.")
        zone = form._zone()
        start = form._instant(zone, now) if zone else None
        if start and not form.errors:
            form._settle(Treated(form.product, tuple(form.areas), start, form.zone), now, protocol)
        return form

    def _zone(self) -> ZoneInfo | None:
        try:
            return zone_named(self.zone)
        except ValueError:
            self.errors["zone"] = _("Choose the town that has your time.")
            return None

    def _instant(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        try:
            start = typed_instant(self.instant or self.treated_at, zone)
        except GapError:
            self.errors["treated_at"] = _("The clocks went forward over that time. Type the time again.")
        except ValueError:
            self.errors["treated_at"] = _("Type the day and the time of the last injection.")
        else:
            if start <= now + CLOCK_SLACK:
                return min(start, now)
            self.errors["treated_at"] = _("That time is still to come. Check the day, the time and the town.")
        return None

    def _settle(self, treated: Treated, now: datetime, protocol: Protocol) -> None:
        if schedule_of(protocol, treated).changes[-1] <= now:
            self.errors["treated_at"] = _("That was long ago, so the plan would be over. Check the day.")
        else:
            self.treated = treated


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


@cache
def zones_by_region() -> Mapping[str, list[tuple[str, str]]]:
    """Region -> (zone, town) of every zone with a place."""
    regions = defaultdict(list)
    for zone in sorted(placed_zones()):
        region, _slash, town = zone.partition("/")
        regions[region].append((zone, town.replace("_", " ").replace("/", ", ")))
    return dict(regions)
