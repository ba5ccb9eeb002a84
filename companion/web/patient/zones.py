"""The zones of the face as a patient sees them, in a mirror: names, and which of them were treated."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from companion.aftercare.protocol import Protocol, say
from companion.aftercare.schedule import Treated
from companion.web.filters import language

ELSEWHERE = "not_on_the_face"


@dataclass(frozen=True)
class Zone:
    id: str
    name: str
    is_treated: bool
    is_on_the_face: bool


def zones_for(protocol: Protocol, treated: Treated) -> list[Zone]:
    """Every zone of the face from the top down, and a zone elsewhere that was treated."""
    return [zone for zone in _zones(protocol, treated) if zone.is_on_the_face or zone.is_treated]


def zone_name(protocol: Protocol, zone: str) -> str:
    """`Eye corner, your left`; the id where a protocol has no name for it."""
    stem, _dash, side = zone.partition("-")
    text = protocol.check_in.zones.get(stem)
    name = say(text, language()) if text else stem
    sided = {"left": _("%(place)s, your left", place=name), "right": _("%(place)s, your right", place=name)}
    return str(sided.get(side, name))


def _zones(protocol: Protocol, treated: Treated) -> Iterator[Zone]:
    for area, zones in protocol.face_zones.items():
        is_treated = area in treated.areas or (area == ELSEWHERE and bool(set(zones) & set(treated.areas)))
        for zone in zones:
            yield Zone(zone, zone_name(protocol, zone), is_treated, area != ELSEWHERE)
