"""A practitioner has an entry before their eyes: colleagues see that, and it ends by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.extensions import db
from companion.models.looking import look_on
from companion.services.keys import Owner

LEASE = timedelta(seconds=45)  # three times as long as the page waits before it renews it


def look(owner: Owner, entry_id: UUID, practitioner_id: UUID, now: datetime) -> None:
    """They look at the line of that entry for a while, if it is there."""
    look_on(owner, entry_id, practitioner_id, now, now + LEASE)
    db.session.commit()
