"""A practitioner has an entry before their eyes: colleagues see that, and it ends by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.extensions import db
from companion.models.looking import look_on, lookers_at
from companion.services.keys import Owner

LEASE = timedelta(seconds=45)  # three times as long as the page waits before it renews it


def look(owner: Owner, first_id: UUID, practitioner_id: UUID, now: datetime) -> list[str]:
    """They look at that line for a while; the names of those who look at it too."""
    look_on(owner, first_id, practitioner_id, now, now + LEASE)
    db.session.commit()
    return lookers_at([first_id], practitioner_id, now).get(first_id, [])
