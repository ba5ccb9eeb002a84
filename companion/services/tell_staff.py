"""The worker's step for staff: what they must be told is claimed, sent by push and e-mail, and what became of it kept.

Where a worker dies it is told again, rather twice than never: the lease ends, and what left under the same topic or
letter id takes the place of the one before. Whoever cannot be told is passed over for the next person.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from companion.adapters.mail.letter import Letter
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Gone, Outcome, Sent, TryLater
from companion.extensions import db
from companion.models import Entry
from companion.models.staff_reach import device_accepted, device_gone
from companion.models.untold import Untold, claim_untold, end_untold, is_held, note_failed, note_told, put_off_untold
from companion.services.escalate import pass_on
from companion.services.post import Post, back_off
from companion.services.staff_facts import Facts, facts_of
from companion.services.staff_mailbox import address_in
from companion.services.staff_words import letter_to_staff, message_to_staff

Carried = TypeVar("Carried", Message, Letter)
BATCH = 100
PATIENT = 4  # tries in vain, within four minutes, until somebody else is told too


@dataclass
class Try:
    """A message on its way. No `place_id`: by e-mail."""

    one: Untold
    place_id: UUID | None
    message: Message | Letter
    outcome: Outcome | None = None


def tell_staff(post: Post, clock: Callable[[], datetime], many: int = BATCH) -> int:
    """How many tellings were looked at; as many as `many` means: go again at once."""
    now = clock()
    held = claim_untold(post.worker, now, now + post.lease, many)
    db.session.commit()
    if not held:
        return 0
    facts = facts_of(held, by_mail=post.mail is not None)
    made = [(one, tries) for one in held if (tries := _made(post, one, facts, now)) is not None]
    db.session.commit()
    _send(post, [one for _, tries in made for one in tries], now, clock)
    for one, tries in made:
        _end(post, one, tries, clock(), facts.until(one))
    return len(held)


def _made(post: Post, one: Untold, facts: Facts, now: datetime) -> list[Try] | None:
    """What is to be sent; None for one that waits. One that breaks waits too, and holds up no other."""
    try:
        rings_at = facts.rings_at(one, now)
        if rings_at > now:
            put_off_untold(one, rings_at)
            db.session.commit()
            return None
        return list(_tries(one, facts, now)) if now < facts.until(one) else []
    except SQLAlchemyError:
        raise
    except Exception:
        current_app.logger.exception("a telling cannot be made")
        post.trouble.failed("making", now, one.id)
        db.session.rollback()
        _wait(one, now, timedelta(0))
        db.session.commit()
        return None


def _tries(one: Untold, facts: Facts, now: datetime) -> Iterator[Try]:
    seconds = int((facts.until(one) - now).total_seconds())
    for place in facts.places_of(one):
        line = facts.lines.get(one.entry_id) if one.entry_id else place.id
        yield Try(one, place.id, message_to_staff(one, place, line, seconds))
    box = facts.box_of(one)
    address = address_in(box) if box else None
    if box and address:
        yield Try(one, None, letter_to_staff(one, box, address, now))


def _send(post: Post, tries: list[Try], since: datetime, clock: Callable[[], datetime]) -> None:
    """Everything that is still to be told when its turn comes: an answer or a correction may have come meanwhile."""
    of = {id(one.message): one for one in tries}
    until = since + post.lease * 3 / 4  # the rest is for those on their way: another worker may take them then

    def fit(kind: type[Carried]) -> Iterator[Carried]:
        for one in tries:
            now = clock()
            is_good = isinstance(one.message, kind) and since <= now < until and is_held(one.one)
            if is_good and isinstance(one.message, kind) and post.breaker(one.message).lets_through(now):
                yield one.message

    for message, outcome in post.carry(fit(Message), fit(Letter)):
        of[id(message)].outcome = outcome
        post.heard(message, outcome, clock(), of[id(message)].one.id)
        _write(of[id(message)], clock())
        db.session.commit()  # at once: whatever is not written down when the worker dies is sent again


def _write(one: Try, now: datetime) -> None:
    outcome, message = one.outcome, one.message
    if isinstance(outcome, Sent):
        note_told(one.one, by_push=one.place_id is not None, now=now)
    if one.place_id and isinstance(message, Message) and isinstance(outcome, Sent | Gone):
        note = device_accepted if isinstance(outcome, Sent) else device_gone
        note(one.place_id, message.target.endpoint, now)
    elif getattr(outcome, "alarm", False):
        kind = "a push service" if one.place_id else "the mail server"
        current_app.logger.error("%s refused us: %s", kind, getattr(outcome, "why", ""))


def _end(post: Post, one: Untold, tries: list[Try], now: datetime, until: datetime) -> None:
    """What became of it; one that breaks is looked at again when its lease ends, and holds up no other."""
    try:
        _settle(one, tries, now, until)
        db.session.commit()
    except SQLAlchemyError:
        raise
    except Exception:
        current_app.logger.exception("a telling cannot be ended")
        post.trouble.failed("making", now, one.id)
        db.session.rollback()


def _settle(one: Untold, tries: list[Try], now: datetime, until: datetime) -> None:
    """Ended when every way that can be gone was; again later while one says so; else they could not be told."""
    sent = {try_.place_id is not None for try_ in tries if isinstance(try_.outcome, Sent)}
    left = [try_ for try_ in tries if (try_.place_id is not None) not in sent]
    waits = [try_.outcome for try_ in left if try_.outcome is None or isinstance(try_.outcome, TryLater)]
    is_told = bool(sent or one.pushed_at or one.mailed_at)
    if not is_told and not waits:
        _give_up(one, now)
    if not waits or now >= until:
        end_untold(one)
        return
    asked = max((outcome.after for outcome in waits if outcome and outcome.after), default=timedelta(0))
    _wait(one, now, asked, is_told=is_told)


def _wait(one: Untold, now: datetime, at_least: timedelta, *, is_told: bool = False) -> None:
    """It is tried again; where it was in vain for long, somebody else is told too."""
    if not is_told and one.attempt >= PATIENT:
        _give_up(one, now)
    put_off_untold(one, now + max(back_off(one.attempt), at_least))


def _give_up(one: Untold, now: datetime) -> None:
    """They count as not told, once. Of two workers that give up at once the later one sees what the other wrote."""
    if one.failed_at is None:
        db.session.execute(select(Entry.id).where(Entry.id == one.entry_id).with_for_update())
        if note_failed(one, now):
            pass_on(one, now)
