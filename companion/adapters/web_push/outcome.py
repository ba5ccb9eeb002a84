"""What became of a message. Only Gone deletes a subscription; Sent is not yet seen by anybody."""

from dataclasses import dataclass
from datetime import timedelta

LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """The service has taken it."""


@dataclass(frozen=True)
class Gone:
    """The subscription is no more."""


@dataclass(frozen=True)
class TryLater:
    """`after` is how long the service asks to wait, None where it does not say.

    `alarm`: somebody has to look, as it takes nothing of ours: a wrong clock, a wrong contact or a wrong key.
    """

    after: timedelta | None
    why: str
    alarm: bool = False


@dataclass(frozen=True)
class Refused:
    """The same message again would fare no better. `alarm`: somebody has to look, the fault is ours or an attack."""

    status: int | None
    why: str
    alarm: bool = False


Outcome = Sent | Gone | TryLater | Refused
_WHY = {400: "bad_request", 413: "too_large"}
_BARRED = {401: "not_signed", 403: "forbidden"}


def outcome_of(status: int, body: str = "", retry_after: int = 0) -> Outcome:
    """What a service's answer means. `retry_after` in seconds, 0 where it does not say."""
    if 200 <= status < 300:
        return Sent()
    if status in (404, 410) or (status in (400, 403) and "VapidPkHashMismatch" in body):
        return Gone()
    if status in (406, 408, 425, 429) or status >= 500:  # 406 is how WNS throttles
        after = min(timedelta(seconds=retry_after), LONGEST_WAIT) if retry_after > 0 else None
        return TryLater(after, f"status {status}")
    if status in _BARRED:  # no fault of the message: it goes once somebody has mended ours
        return TryLater(None, _BARRED[status], alarm=True)
    why = "redirect" if 300 <= status < 400 else _WHY.get(status, f"status {status}")
    return Refused(status, why)
