"""The sun without a network: a zone or a town and a local day -> clear-sky UV, and when the sun sets."""

from companion.aftercare.sun.day import SunDay, SunWindow, sun_day
from companion.aftercare.sun.places import Place, place_of, town_named, towns_near, towns_of

__all__ = ["Place", "SunDay", "SunWindow", "place_of", "sun_day", "town_named", "towns_near", "towns_of"]
