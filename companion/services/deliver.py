"""The worker's step: what is due is claimed, the try is written down, it is sent, and then what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from companion.adapters.mail.letter import Letter
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Gone, Outcome, Refused, Sent, TryLater
from companion.extensions import db
from companion.models import Delivery, Subscription
from companion.models.queue import claim, finish, put_off
from companion.models.reminder import Due, End
from companion.models.tries import place_accepted, place_gone, write_outcome
from companion.services.due import Facts, facts_of
from companion.services.later_sun import add_later_sun
from companion.services.letters import letter_of
from companion.services.mailbox import address_in
from companion.services.messages import message_of
from companion.services.post import Post, back_off

Carried = TypeVar("Carried", Message, Letter)
BATCH = 500
OUTCOMES: dict[type[Outcome], str] = {Sent: "sent", Gone: "gone", TryLater: "later", Refused: "refused"}


@dataclass
class Try:
    """A message on its way, the row that tells of it, and what is still unknown of it. No `place_id`: by e-mail."""

    due: Due
    delivery_id: UUID
    place_id: UUID | None
    message: Message | Letter
    outcome: Outcome | None = None


def deliver(post: Post, clock: Callable[[], datetime], many: int = BATCH) -> int:
    """How many reminders were looked at; as many as `many` means: go again at once."""
    now = clock()
    claimed = claim(post.worker, now, now + post.lease, many)
    db.session.commit()
    if not claimed:
        return 0
    known, facts = _known(post, claimed, now)
    made = [(due, tries) for due in known if (tries := _made(post, due, facts, now)) is not None]
    db.session.commit()  # every try is written down before it is made
    _send(post, [one for _, tries in made for one in tries], facts, now, clock)
    for due, tries in made:
        _settle(due, tries, facts, clock())
    db.session.commit()
    return len(claimed)


def _known(post: Post, claimed: list[Due], now: datetime) -> tuple[list[Due], Facts]:
    """Those of which everything could be looked up, and that. One that breaks waits, and holds up no other."""
    by_mail = post.mail is not None
    try:
        return claimed, facts_of(claimed, now, by_mail=by_mail)
    except SQLAlchemyError:
        raise
    except Exception:
        if len(claimed) == 1:
            _wait_broken(post, claimed[0], now)
            return [], facts_of([], now)
    known = [due for due in claimed if _known(post, [due], now)[0]]
    return known, facts_of(known, now, by_mail=by_mail)


def _made(post: Post, due: Due, facts: Facts, now: datetime) -> list[Try] | None:
    """What is to be sent; None for one that ended or waits. One that breaks waits too, and holds up no other."""
    try:
        return None if _ended(due, facts, now) else list(_tries(due, facts, now))
    except SQLAlchemyError:
        raise
    except Exception:
        _wait_broken(post, due, now)
        return None


def _wait_broken(post: Post, due: Due, now: datetime) -> None:
    """Written down, and tried again later; called where one was raised."""
    current_app.logger.exception("a reminder of the kind %s cannot be made", due.kind)
    post.trouble.failed("making", now, due.id)
    put_off(due, now + back_off(due.attempt))


def _ended(due: Due, facts: Facts, now: datetime) -> bool:
    """Whether it ended without being sent, or waits for the end of quiet hours."""
    end, rings_at = facts.end_of(due, now), facts.rings_at(due, now)
    if end is None and rings_at >= due.not_after:
        end = facts.end_late(due)
    elif end is None and rings_at > now:
        return put_off(due, rings_at) or True
    if end is None and not facts.places_of(due) and not facts.box_of(due):
        end = facts.end_after(due)
    return end is not None and (finish(due, end, now) or True)


def _tries(due: Due, facts: Facts, now: datetime) -> Iterator[Try]:
    for place in facts.places_of(due):
        delivery = _delivery(due, place, now)
        yield Try(due, delivery.id, place.id, message_of(delivery, place, due, facts))
    box = facts.box_of(due)
    address = address_in(box) if box else None
    if box and address:
        yield Try(due, _delivery(due, None, now).id, None, letter_of(due, box, address, facts, now))


def _delivery(due: Due, place: Subscription | None, now: datetime) -> Delivery:
    delivery = Delivery(
        id=uuid4(),
        clinic_id=due.clinic_id,
        patient_id=due.patient_id,
        reminder_id=due.id,
        subscription_id=place.id if place else None,
        by_mail=place is None,
        attempt=due.attempt,
        tried_at=now,
    )
    db.session.add(delivery)
    return delivery


def _send(post: Post, tries: list[Try], facts: Facts, since: datetime, clock: Callable[[], datetime]) -> None:
    """Everything that may still be sent when its turn comes; the rest is looked at again."""
    of = {id(one.message): one for one in tries}
    until = since + post.lease * 3 / 4  # the rest is for those on their way: another worker may take them then

    def fit(kind: type[Carried]) -> Iterator[Carried]:
        for one in tries:
            now = clock()  # which may have been moved, and the worker may have slept
            is_good = since <= now < min(until, one.due.not_after) and facts.rings_at(one.due, now) == now
            if isinstance(one.message, kind) and is_good and post.breaker(one.message).lets_through(now):
                yield one.message

    for message, outcome in post.carry(fit(Message), fit(Letter)):
        of[id(message)].outcome = outcome
        post.heard(message, outcome, clock(), of[id(message)].due.id)
        _write(of[id(message)], since, clock())
        db.session.commit()  # at once: whatever is not written down when the worker dies is sent again


def _write(one: Try, tried_at: datetime, now: datetime) -> None:
    outcome, message = one.outcome, one.message
    why, is_alarm = getattr(outcome, "why", None), getattr(outcome, "alarm", False)
    is_barred = isinstance(outcome, TryLater) and is_alarm
    write_outcome(one.delivery_id, "barred" if is_barred else OUTCOMES[type(outcome)] if outcome else None, why)
    if isinstance(outcome, Sent) and one.place_id and isinstance(message, Message):
        place_accepted(one.place_id, message.target.endpoint, tried_at, now)
    elif isinstance(outcome, Gone) and one.place_id and isinstance(message, Message):
        place_gone(one.place_id, message.target.endpoint, now)
    elif is_alarm:
        current_app.logger.error("%s refused us: %s", "a push service" if one.place_id else "the mail server", why)


def _settle(due: Due, tries: list[Try], facts: Facts, now: datetime) -> None:
    """Sent when every place that can be reached has it; again later while one says so; else it found nobody."""
    outcomes = [one.outcome for one in tries]
    waits = [outcome for outcome in outcomes if outcome is None or isinstance(outcome, TryLater)]
    if waits:
        asked = [outcome.after for outcome in waits if outcome and outcome.after]
        again = facts.rings_at(due, max(due.due_at, now + max(back_off(due.attempt), *asked, timedelta(0))))
        if again < due.not_after:
            put_off(due, again)
            return
    end = _end(outcomes, facts.end_after(due))
    if end is not End.SENT and facts.boxes.get(due.patient_id) and any(one.place_id for one in tries) and not waits:
        put_off(due, now)  # no phone has it: looked at once more, whether it can go by e-mail
    elif finish(due, end, now) and end is End.SENT:
        add_later_sun(due, facts, now)


def _end(outcomes: list[Outcome | None], before: End) -> End:
    kinds = {type(outcome) for outcome in outcomes}
    if Sent in kinds or before is End.SENT:
        return End.SENT
    is_late = TryLater in kinds or type(None) in kinds
    return End.EXPIRED if is_late else End.REFUSED if Refused in kinds else before
