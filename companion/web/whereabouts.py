"""A phone in another zone: every page says so by its cookie, and what goes by the clock on the wall moves along."""

from flask import request

from companion.aftercare.zones import zone_named
from companion.services.whereabouts import phone_is_in
from companion.web.access import asked


def hear_zone() -> None:
    """Keep the zone of the phone that asks; where it is the one that is known, this costs no look at the database."""
    (phone,) = asked().phone or (None,)
    zone = request.cookies.get("zone")
    if phone and zone and zone != phone.zone and _is_one(zone):
        phone_is_in(phone, zone, asked().now)


def _is_one(zone: str) -> bool:
    try:
        return bool(zone_named(zone))
    except ValueError:
        return False
