"""A received photo made safe to keep: upright, without metadata, in two sizes, by a child process with bounds."""

from companion.adapters.images.darkroom import Darkroom
from companion.adapters.images.kinds import KINDS
from companion.adapters.images.limits import LARGEST
from companion.adapters.images.made import THUMB_TYPE, VIEW_TYPE, Busy, Made, Refused

__all__ = ["KINDS", "LARGEST", "THUMB_TYPE", "VIEW_TYPE", "Busy", "Made", "Refused", "prepare"]

_darkroom = Darkroom(at_once=1)


def prepare(photo: bytes) -> Made:
    """The view and the thumbnail of a photo, after seconds at most. Safe from threads.

    Raises Refused with its reason; Busy, which is a Refused too, where the same photo may be taken later.
    """
    made = _darkroom.develop(photo).made
    if isinstance(made, Refused):
        raise made
    return made
