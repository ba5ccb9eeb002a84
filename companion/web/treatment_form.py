"""What people answer about a treatment -> the treatment, or what to change; what was typed is kept."""

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
from companion.aftercare.zones import GapError, iso_instant, typed_instant, zone_named
from companion.models.treatment import Course

CLOCK_SLACK = timedelta(minutes=5)  # a phone's clock may run ahead of ours
UNKNOWN_PRODUCT = "other"
Answers = MultiDict[str, str]


@dataclass
class TreatmentForm:
    """What was answered, what is wrong with it by field, and the treatment when nothing is."""

    id: UUID = field(default_factory=uuid4)
    product: str = ""
    areas: list[str] = field(default_factory=list)
    treated_at: str = ""
    instant: str = ""  # what a chip such as "1 hour ago" meant, exact where a wall time comes twice
    zone: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    treated: Treated | None = None

    def read(self, answers: Answers, now: datetime, protocol: Protocol) -> None:
        """Take the answers; `treated` is there when nothing is wrong with them."""
        self.id = _id(answers.get("id", ""))
        self.product = answers.get("product", "").strip()
        self.areas = [area for area in dict.fromkeys(answers.getlist("area")) if area in protocol.areas]
        self.treated_at = answers.get("treated_at", "").strip()
        self.instant = answers.get("instant", "").strip()
        self.zone = answers.get("zone", "").strip()
        if self.product not in protocol.product:
            self.errors["product"] = _("Choose a product. If you do not know it, choose the last one.")
        if not self.areas:
            self.errors["area"] = _("Choose at least one place that was treated.")
        zone = self._zone()
        start = self._instant(zone, now) if zone else None
        if start:
            self._settle(start, now, protocol)

    def fill(self, course: Course) -> None:
        """Show what stands in the plan."""
        treated = course.schedule.treated
        self.id, self.product, self.areas, self.zone = course.id, treated.product, list(treated.areas), treated.zone
        self.treated_at = wall_time(treated.treated_at, course.schedule.zone)
        self.instant = iso_instant(treated.treated_at)

    def _zone(self) -> ZoneInfo | None:
        try:
            return zone_named(self.zone)
        except ValueError:
            self.errors["zone"] = _("Choose the town that has your time.")
            return None

    def _instant(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        try:
            start = self._chip(zone) or typed_instant(self.treated_at, zone)
        except GapError:
            self.errors["treated_at"] = _("The clocks went forward over that time. Type the time again.")
        except ValueError:
            self.errors["treated_at"] = _("Type the day and the time of the last injection.")
        else:
            if start <= now + CLOCK_SLACK:
                return min(start, now)
            self.errors["treated_at"] = _("That time is still to come. Check the day, the time and the town.")
        return None

    def _chip(self, zone: ZoneInfo) -> datetime | None:
        """The exact instant behind the field, while the field shows it: without script the old one stays."""
        try:
            start = typed_instant(self.instant, zone)
        except ValueError:
            return None
        return start if wall_time(start, zone) == self.treated_at else None

    def _settle(self, start: datetime, now: datetime, protocol: Protocol) -> None:
        """Name a plan that would be over even where other answers are missing: the longest it could be."""
        product = self.product if self.product in protocol.product else UNKNOWN_PRODUCT
        treated = Treated(product, tuple(self.areas or protocol.areas), start, self.zone)
        if schedule_of(protocol, treated).ends_at <= now:
            self.errors["treated_at"] = _("That was long ago, so the plan would be over. Check the day.")
        if not self.errors:
            self.treated = treated


def wall_time(instant: datetime, zone: ZoneInfo) -> str:
    """As a field for day and time takes it."""
    return instant.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


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
