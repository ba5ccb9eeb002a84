"""Alice was treated on the eve of a clock change. These are the short words for her."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.can_i import Answered, can_i
from companion.aftercare.places import numbers_for
from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.sentences import Voice, moment_words

NEW_YORK = "America/New_York"
BOBS_NUMBER = "+1 212 555 0100"


def wall(text: str, zone: str = NEW_YORK) -> datetime:
    """The instant at which a clock in `zone` shows that."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


ALICE = Treated("daxxify", ("glabella", "forehead"), wall("2026-03-07T14:30"), NEW_YORK)
TWO_HOURS = timedelta(hours=2)


def voice(now: datetime, phone: str | None = None, country: str | None = "US", zone: str = NEW_YORK) -> Voice:
    protocol = bundled()
    there = ZoneInfo(zone)
    return Voice(protocol, numbers_for(protocol, country), lambda at: moment_words(protocol, at, now, there), phone)


def ask(
    question: str, after: timedelta = TWO_HOURS, treated: Treated = ALICE, phone: str | None = BOBS_NUMBER
) -> Answered:
    """What "Can I ...?" answers that long after the treatment."""
    now = treated.treated_at + after
    return can_i(schedule_of(bundled(), treated), question, now, voice(now, phone, zone=treated.zone))
