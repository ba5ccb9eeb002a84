"""How a patient wants to be reminded is kept, and the plan follows at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from companion.extensions import db
from companion.models import ReminderWishes
from companion.models.missed import forget_missed
from companion.services.keys import Owner
from companion.services.later_sun import begin_outdoors, end_outdoors
from companion.services.mailbox import give_address
from companion.services.remind import kept_wishes, plan_again

OUTDOORS = timedelta(hours=12)  # nobody stays outdoors for ever because they forgot to say that they are home


@dataclass(frozen=True)
class Chosen:
    """What the form says: kinds that are on, quiet hours as `21:30`, a town or None, whether the screen may name it.

    `email`: an address, or None for none; `language`: of the letters.
    """

    kinds: dict[str, bool]
    quiet_from: str | None
    quiet_until: str | None
    town: str | None
    names_it: bool
    email: str | None
    language: str = "en"


def choose(owner: Owner, chosen: Chosen, now: datetime) -> ReminderWishes:
    """Keep it, and plan again."""
    row = kept_wishes(owner, now)
    row.kinds, row.names_it, row.town = dict(chosen.kinds), chosen.names_it, chosen.town
    row.quiet_from, row.quiet_until, row.changed_at = chosen.quiet_from, chosen.quiet_until, now
    plan_again(owner, now)
    db.session.commit()
    give_address(owner, chosen.email, chosen.language, now)
    return row


def go_outdoors(owner: Owner, now: datetime, *, outdoors: bool) -> None:
    """From now on the sun's reminders come again until the day's end, or no more."""
    row = kept_wishes(owner, now)
    row.outdoors_until = now + OUTDOORS if outdoors else None
    if outdoors:
        begin_outdoors(owner, row, now)
    else:
        end_outdoors(owner, now)
    db.session.commit()


def know_missed(owner: Owner) -> None:
    """They know of the reminders that came to no phone."""
    forget_missed(*owner)
    db.session.commit()
