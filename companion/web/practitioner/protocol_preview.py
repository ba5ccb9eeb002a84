"""What a patient would see: the real Now of somebody who was treated so many hours ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Treated, schedule_of
from companion.extensions import db
from companion.models import Clinic
from companion.models.treatment import Course
from companion.web.access import asked, this_practitioner
from companion.web.patient.now_page import now_page
from companion.web.patient.parts import Part
from companion.web.patient.words import words_json
from companion.web.voice import desk_voice

LATEST = 24 * 400
NOBODY = UUID(int=0)
USUAL_AREAS = ("glabella", "forehead")


@dataclass(frozen=True, eq=False)
class Preview:
    part: Part
    product: str
    areas: tuple[str, ...]
    hour: int

    @property
    def words_json(self) -> str:
        return words_json(self.part.voice.protocol)

    @property
    def now(self) -> datetime:
        """The instant that is shown, which is this one."""
        return self.part.course.schedule.treated.treated_at + timedelta(hours=self.hour)

    def at(self, hour: int) -> str:
        """The address of another hour."""
        return f"{request.path}?{urlencode(self.chosen | {'hour': hour}, doseq=True)}#seen"

    @property
    def chosen(self) -> dict[str, object]:
        """What stands in the address."""
        return {"product": self.product, "area": list(self.areas), "hour": self.hour}


def hours_shown() -> list[tuple[int, str]]:
    """Moments to look at with one tap."""
    hours = [(number, str(_("Hour %(number)s", number=number))) for number in (3, 12)]
    return [*hours, *((24 * number, str(_("Day %(number)s", number=number))) for number in (3, 14))]


def preview_of(protocol: Protocol, usual_areas: tuple[str, ...] = USUAL_AREAS) -> Preview:
    """By the address: `product`, `area` and `hour`, each the usual one where it is none of the protocol."""
    products = list(protocol.product)
    product = request.args.get("product", "")
    product = product if product in products else products[0]
    areas = tuple(area for area in request.args.getlist("area") if area in protocol.areas) or usual_areas
    hour = min(LATEST, max(0, request.args.get("hour", 3, type=int)))
    return Preview(_part(protocol, product, areas, hour), product, areas, hour)


def _part(protocol: Protocol, product: str, areas: tuple[str, ...], hour: int) -> Part:
    now, clinic = asked().now, db.session.get_one(Clinic, this_practitioner().clinic_id)
    course = _course(protocol, Treated(product, areas, now - timedelta(hours=hour), clinic.zone or "UTC"), clinic)
    page = now_page.__wrapped__(course.schedule)  # nobody asks for it again
    return Part(course, page, page.frame_at(now), desk_voice(course), "-seen", course.runs_at(now))


def _course(protocol: Protocol, treated: Treated, clinic: Clinic) -> Course:
    return Course(
        NOBODY,
        NOBODY,
        schedule_of.__wrapped__(protocol, treated),
        None,
        None,
        None,
        this_practitioner().name,
        clinic.name,
        clinic.phone,
        clinic.zone,
        clinic.country,
        clinic.hours,
        clinic.is_house,
    )
