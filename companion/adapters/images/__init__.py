"""A received photo made safe to keep: upright, no metadata, two sizes, decoded in a bounded child process."""

from companion.adapters.images.darkroom import Darkroom
from companion.adapters.images.kinds import KINDS, kind_of
from companion.adapters.images.limits import LARGEST
from companion.adapters.images.made import THUMB_TYPE, VIEW_TYPE, Busy, Made, Refused

__all__ = ["KINDS", "LARGEST", "THUMB_TYPE", "VIEW_TYPE", "Busy", "Made", "Refused", "prepare"]

_darkroom = Darkroom(at_once=1)


def prepare(photo: bytes) -> Made:
    """The view and the thumbnail of a photo. Blocks for seconds at most; safe from threads.

    Raises Refused with its reason; Busy, which is a Refused too, where the same photo may be taken later.
    """
    if len(photo) > LARGEST:
        raise Refused("too_big")
    kind = kind_of(photo)
    if kind is None:
        raise Refused("not_a_photo")
    return _darkroom.develop(kind, photo).made
