"""What is spent goes: links, codes, sessions and counts that nobody can use, addresses that nobody confirmed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, or_

from companion.extensions import db
from companion.models import (
    Challenge,
    Device,
    Invite,
    Look,
    Mailbox,
    RecoveryCode,
    StaffInvite,
    StaffMailbox,
    StaffSession,
    Tally,
    Telling,
)

KEPT = timedelta(days=30)  # so that a person who asks "who opened it?" can still be told
TOLD = timedelta(days=400)  # as long as a phone may bring its cookie, so that it hears that it was revoked


def sweep(now: datetime) -> int:
    """How many rows went."""
    gone = 0
    for statement in _spent(now - KEPT, now - TOLD):
        result = db.session.execute(statement)
        gone += result.rowcount if isinstance(result, CursorResult) else 0
    db.session.commit()
    return gone


def _spent(before: datetime, long_before: datetime) -> Iterator[Any]:
    for invite in (Invite, StaffInvite):
        yield delete(invite).where(or_(invite.expires_at < before, invite.redeemed_at < before))
    yield delete(StaffSession).where(or_(StaffSession.expires_at < before, StaffSession.revoked_at < before))
    yield delete(Challenge).where(Challenge.expires_at < before)
    yield delete(RecoveryCode).where(or_(RecoveryCode.spent_at < before, RecoveryCode.withdrawn_at < before))
    yield delete(Device).where(Device.revoked_at.is_(None), Device.expires_at < before)
    yield delete(Device).where(Device.revoked_at < long_before)
    yield delete(Mailbox).where(Mailbox.confirmed_at.is_(None), Mailbox.given_at < before)
    yield delete(Telling).where(Telling.entry_id.is_(None), Telling.made_at < before)
    yield delete(StaffMailbox).where(StaffMailbox.confirmed_at.is_(None), StaffMailbox.given_at < before)
    yield delete(Look).where(Look.until_at < before + KEPT)
    yield delete(Tally).where(Tally.since < before)
