"""What comes back: the photo as it is kept, or why it is refused; and both as bytes between two processes."""

import struct
from dataclasses import dataclass

VIEW_TYPE = "image/webp"
THUMB_TYPE = "image/webp"
_HEAD = struct.Struct("!4I")


@dataclass(frozen=True)
class Made:
    """The photo as it is kept, upright and without metadata; width and height are those of the view in pixels."""

    view: bytes
    thumb: bytes
    width: int
    height: int


class Refused(Exception):
    """A photo that is not kept; the reason is one of the words in the contract of `prepare`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Busy(Refused):
    """Not the photo's fault: no turn came in time, or the child could not be started. It may be sent again."""

    def __init__(self) -> None:
        super().__init__("too_slow")


def packed(made: Made) -> bytes:
    return b"M" + _HEAD.pack(len(made.view), len(made.thumb), made.width, made.height) + made.view + made.thumb


def unpacked(answer: bytes) -> Made:
    """What `packed` packed. Raises Refused with the reason that came instead, "damaged" for half an answer."""
    if answer[:1] == b"R":
        raise Refused(answer[1:].decode())
    body = answer[1 + _HEAD.size :]
    if answer[:1] != b"M" or len(answer) < 1 + _HEAD.size:
        raise Refused("damaged")
    view, thumb, width, height = _HEAD.unpack_from(answer, 1)
    if len(body) != view + thumb:
        raise Refused("damaged")
    return Made(body[:view], body[view:], width, height)
