"""A phone can be reached: its push subscription is kept, renewed at every start of the app, and dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from companion.adapters.web_push.target import Target, TargetError
from companion.extensions import db
from companion.models import Delivery, Reminder, Subscription
from companion.models.access import SignedIn, note_installed
from companion.models.push import leave_deliveries, unshown_since
from companion.models.reminder import TEST, test_key
from companion.models.treatment import courses_of, running_courses
from companion.services.channel import settle_by_proof
from companion.services.keys import Owner, hash_of
from companion.services.limits import HOUR, Limit, count_try
from companion.services.push_state import push_hosts
from companion.services.refusal import Refusal
from companion.services.remind import tell_zone

TRIES = Limit("push test", 20, HOUR)
TEST_LASTS = timedelta(minutes=10)
AT_ONCE = timedelta(minutes=1)  # a phone that is awake shows it within that


@dataclass(frozen=True)
class Offered:
    """What a browser offers: where it is reached, by which VAPID key, its language, and its zone if it tells."""

    target: Target
    key_id: str
    language: str
    zone: str | None


def target_of(endpoint: str, p256dh: str, auth: str) -> Target:
    """Where a browser says it is reached. Refusal `not_reachable` where that is no push service that we know."""
    try:
        return Target.checked(endpoint, p256dh, auth, push_hosts())
    except TargetError as error:
        raise Refusal("not_reachable", where=error.reason) from None


def subscribe(phone: SignedIn, offered: Offered, now: datetime) -> UUID:
    """Keep it under its endpoint, whoever had it before in that browser.

    Refusal `gone` for one that its push service knows no more, `not_reachable` for one of somebody else's browser.
    """
    try:
        return _subscribed(phone, offered, now)
    except IntegrityError:  # two pages told it at once: the other one made the row
        db.session.rollback()
        return _subscribed(phone, offered, now)


def _subscribed(phone: SignedIn, offered: Offered, now: datetime) -> UUID:
    row = db.session.scalar(
        select(Subscription).where(Subscription.endpoint_hash == endpoint_hash(offered.target.endpoint))
    )
    if row is not None:
        _take_over(row, phone, offered.target)
    else:
        row = _moved(phone, now)
        row.endpoint_hash = endpoint_hash(offered.target.endpoint)
    row.clinic_id, row.patient_id, row.device_id = phone.clinic_id, phone.patient_id, phone.device_id
    row.endpoint, row.p256dh, row.auth = offered.target.endpoint, offered.target.p256dh, offered.target.auth
    row.key_id, row.language, row.seen_at = offered.key_id, offered.language, now
    row.gone_at = row.off_at = None
    _drop_others(phone, row.id)
    tell_zone(phone.owner, offered.zone, now)
    db.session.commit()
    return row.id


def unsubscribe(phone: SignedIn, now: datetime) -> None:
    """This phone is reached no more; where it was is forgotten, what it showed is not."""
    for row in _of(phone):
        row.endpoint, row.endpoint_hash, row.p256dh, row.auth = "", endpoint_hash(f"none {row.id}"), b"", b""
        row.off_at, row.awaited_at = row.off_at or now, None
    db.session.commit()


def note_installation(phone: SignedIn, now: datetime) -> None:
    """This phone says that it runs from the home screen."""
    note_installed(phone.device_id, now)
    db.session.commit()


def send_test(phone: SignedIn, now: datetime) -> UUID:
    """The reminder that tries this phone alone, due at once. Refusal `not_here` without a plan, `too_often`."""
    course = next(iter(running_courses(courses_of(*phone.owner), now)), None)
    if course is None:
        raise Refusal("not_here")
    if until := count_try(TRIES, str(phone.patient_id), now):
        raise Refusal("too_often", until=until)
    reminder = Reminder(
        id=uuid4(),
        clinic_id=phone.clinic_id,
        patient_id=phone.patient_id,
        treatment_id=course.id,
        key=test_key(phone.device_id),
        kind=TEST,
        due_at=now,
        not_after=now + TEST_LASTS,
        next_at=now,
    )
    db.session.add(reminder)
    db.session.commit()
    return reminder.id


def was_shown(owner: Owner, delivery_id: UUID, now: datetime) -> bool:
    """The phone's own word that it stood on the screen; False for a delivery of somebody else."""
    return _note(owner, delivery_id, now, "shown_at")


def was_opened(owner: Owner, delivery_id: UUID, now: datetime) -> bool:
    """The phone's own word that it was tapped, and so was shown."""
    return _note(owner, delivery_id, now, "shown_at", "opened_at")


def _note(owner: Owner, delivery_id: UUID, now: datetime, *instants: str) -> bool:
    """The first time counts. A receipt may come days late: the phone is then known to show what was sent then."""
    mine = (Delivery.id == delivery_id, Delivery.clinic_id == owner[0], Delivery.patient_id == owner[1])
    row = db.session.scalar(select(Delivery).where(*mine))
    if row is None:
        return False
    place = db.session.get(Subscription, row.subscription_id) if row.subscription_id else None
    for name in [name for name in instants if getattr(row, name) is None]:
        setattr(row, name, now)
        if place:
            before, told_at = getattr(place, name), min(now, row.tried_at + AT_ONCE)
            setattr(place, name, max(before, told_at) if before else told_at)
    if place:
        db.session.flush()
        place.awaited_at = unshown_since(place.id)
    if place and place.is_proven_at(now):
        settle_by_proof(owner, now)
    db.session.commit()
    return True


def _take_over(row: Subscription, phone: SignedIn, target: Target) -> None:
    """Only the browser that has it knows its keys: to another patient it moves with the same ones alone."""
    is_same, is_theirs = (row.p256dh, row.auth) == (target.p256dh, target.auth), row.patient_id == phone.patient_id
    if not (is_same or is_theirs):
        raise Refusal("not_reachable", where="endpoint")
    if is_same and row.gone_at:
        raise Refusal("gone")
    if not is_theirs:
        leave_deliveries(row.id)  # somebody else's
        row.accepted_at = row.shown_at = row.awaited_at = row.opened_at = None


def _moved(phone: SignedIn, now: datetime) -> Subscription:
    """The one that this phone has, which is another place from now on; a new one where it has none."""
    row = next(iter(_of(phone)), None)
    if row is None:
        row = Subscription(id=uuid4())
        db.session.add(row)
    row.made_at, row.awaited_at = now, None
    return row


def _of(phone: SignedIn) -> list[Subscription]:
    """The latest first."""
    mine = select(Subscription).where(Subscription.device_id == phone.device_id)
    return list(db.session.scalars(mine.order_by(Subscription.seen_at.desc())))


def _drop_others(phone: SignedIn, keep: UUID) -> None:
    """A browser has one: what this phone offered before is stale."""
    stale = (Subscription.device_id == phone.device_id, Subscription.id != keep)
    db.session.execute(delete(Subscription).where(*stale))


def endpoint_hash(endpoint: str) -> bytes:
    """Under which an endpoint is found; nobody reads it from that."""
    return hash_of(f"endpoint {endpoint}")
