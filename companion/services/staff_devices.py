"""Somebody who works at a clinic is told on a phone or a computer: it is kept, tried, and taken away."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.extensions import db
from companion.models import StaffSubscription, Telling
from companion.models.staff import StaffSignedIn
from companion.models.telling import Why
from companion.services.limits import HOUR, Limit, count_try
from companion.services.refusal import Refusal
from companion.services.subscribe import Offered, endpoint_hash

TRIES = Limit("staff push test", 20, HOUR)
TEST_LASTS = timedelta(minutes=10)


def renew_device(who: StaffSignedIn, offered: Offered, name: str | None, now: datetime) -> None:
    """This browser is told still, in this session. Refusal `not_here` where it was taken away, and as below."""
    theirs = StaffSubscription.practitioner_id == who.practitioner_id
    is_same = StaffSubscription.endpoint_hash == endpoint_hash(offered.target.endpoint)
    here = is_same | (StaffSubscription.session_id == who.session_id)
    if db.session.scalar(select(StaffSubscription.id).where(theirs, here).limit(1)) is None:
        raise Refusal("not_here")
    keep_device(who, offered, name, now)


def keep_device(who: StaffSignedIn, offered: Offered, name: str | None, now: datetime) -> None:
    """This browser is told from now on.

    Refusal `gone` for one that its push service knows no more, `not_reachable` for one of somebody else's browser.
    """
    try:
        _keep(who, offered, name, now)
    except IntegrityError:  # two pages told it at once: the other one made the row
        db.session.rollback()
        _keep(who, offered, name, now)


def remove_device(who: StaffSignedIn, place_id: UUID) -> None:
    """It is told no more; again it changes nothing."""
    mine = (StaffSubscription.id == place_id, StaffSubscription.practitioner_id == who.practitioner_id)
    db.session.execute(delete(StaffSubscription).where(*mine))
    db.session.commit()


def send_test(who: StaffSignedIn, place_id: UUID, now: datetime) -> None:
    """A message to that device alone, due at once. Refusal `not_here` for somebody else's, `too_often`."""
    place = db.session.get(StaffSubscription, place_id)
    if place is None or place.practitioner_id != who.practitioner_id:
        raise Refusal("not_here")
    if until := count_try(TRIES, str(who.practitioner_id), now):
        raise Refusal("too_often", until=until)
    whose = {"clinic_id": who.clinic_id, "practitioner_id": who.practitioner_id}
    db.session.add(Telling(**whose, place_id=place_id, why=Why.TEST, made_at=now, next_at=now))
    db.session.commit()


def tests_of(practitioner_id: UUID, now: datetime) -> dict[UUID, Telling]:
    """By device: its last test, while it is worth a word."""
    mine = (Telling.practitioner_id == practitioner_id, Telling.why == Why.TEST, Telling.made_at > now - TEST_LASTS)
    rows = db.session.scalars(select(Telling).where(*mine).order_by(Telling.made_at))
    return {row.place_id: row for row in rows if row.place_id}


def _keep(who: StaffSignedIn, offered: Offered, name: str | None, now: datetime) -> None:
    target = offered.target
    found = StaffSubscription.endpoint_hash == endpoint_hash(target.endpoint)
    row = db.session.scalar(select(StaffSubscription).where(found))
    if row is not None:
        _may_have(row, who, (target.p256dh, target.auth))
    else:
        row = _new(who, now)
        row.endpoint_hash = endpoint_hash(target.endpoint)
    row.practitioner_id, row.session_id, row.name = who.practitioner_id, who.session_id, name
    row.endpoint, row.p256dh, row.auth = target.endpoint, target.p256dh, target.auth
    row.key_id, row.language, row.seen_at, row.gone_at = offered.key_id, offered.language, now, None
    db.session.flush()
    stale = (StaffSubscription.session_id == who.session_id, StaffSubscription.id != row.id)
    db.session.execute(delete(StaffSubscription).where(*stale))  # a browser has one
    db.session.commit()


def _may_have(row: StaffSubscription, who: StaffSignedIn, keys: tuple[bytes, bytes]) -> None:
    """Only the browser that has it knows its keys: to somebody else it moves with the same ones alone."""
    is_same = (row.p256dh, row.auth) == keys
    if not is_same and row.practitioner_id != who.practitioner_id:
        raise Refusal("not_reachable", where="endpoint")
    if is_same and row.gone_at:
        raise Refusal("gone")


def _new(who: StaffSignedIn, now: datetime) -> StaffSubscription:
    """The one of this session, which is another place from now on; a new one where it has none."""
    row = db.session.scalar(select(StaffSubscription).where(StaffSubscription.session_id == who.session_id))
    if row is None:
        row = StaffSubscription(id=uuid4(), made_at=now)
        db.session.add(row)
    return row
