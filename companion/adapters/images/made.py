"""What comes back: the photo as it is kept, or why it is refused; and both as bytes between two processes."""

import struct
from dataclasses import dataclass

VIEW_TYPE = THUMB_TYPE = "image/webp"
END = struct.Struct("!iQ")  # behind each answer: how the child ended, as waitpid says it, and its peak in bytes
_HEAD = struct.Struct("!c4I")


@dataclass(frozen=True)
class Made:
    """The photo as it is kept, upright and without metadata; width and height are those of the view in pixels."""

    view: bytes
    thumb: bytes
    width: int
    height: int


class Refused(Exception):
    """A photo that is not kept, and in one word why.

    too_big (bytes), not_a_photo (of the kinds taken), too_many_pixels, too_detailed (a large progressive JPEG),
    unreadable_heic, damaged, too_slow.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Busy(Refused):
    """Not the photo's fault: no turn came in time, or no child could be had. The same photo may be taken later."""

    def __init__(self) -> None:
        super().__init__("too_slow")


def packed(made: Made) -> bytes:
    return _HEAD.pack(b"M", len(made.view), len(made.thumb), made.width, made.height) + made.view + made.thumb


def unpacked(answer: bytes) -> Made:
    """What `packed` packed. Raises Refused with the reason that came instead, "damaged" for half an answer."""
    if answer[:1] == b"R":
        raise Refused(answer[1:].decode())
    if len(answer) < _HEAD.size:
        raise Refused("damaged")
    _, view, thumb, width, height = _HEAD.unpack_from(answer)
    pictures = answer[_HEAD.size :]
    if len(pictures) != view + thumb:
        raise Refused("damaged")
    return Made(pictures[:view], pictures[view:], width, height)
