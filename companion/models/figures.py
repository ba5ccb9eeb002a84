"""What a clinic's figures are counted from: everything in a handful of statements, no name and no sealed text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, Select, Text, and_, case, cast, exists, func, select, type_coerce
from sqlalchemy.orm import aliased

from companion.aftercare.entry import BASELINE
from companion.extensions import db
from companion.models.access import Device
from companion.models.adjustment import standing_of
from companion.models.grant import Grant, Purpose
from companion.models.journal import Entry, Review
from companion.models.journal_lines import stands
from companion.models.looking import WALKED_AWAY
from companion.models.mailbox import Mailbox
from companion.models.push import Subscription, proven_at
from companion.models.spread import Spread, epoch, spread_of
from companion.models.treatment import Treatment
from companion.models.waiting import Waiting

A_YEAR = timedelta(days=366)  # no plan asks later than that
_JOINED = (Grant.purpose == Purpose.JOIN, Grant.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Span:
    """Of which clinic, and [since, until)."""

    clinic_id: UUID
    since: datetime
    until: datetime

    def covers(self, instant: Any) -> ColumnElement[bool]:
        return and_(instant >= self.since, instant < self.until)


def count_handed_over(span: Span, now: datetime) -> dict[tuple[str, bool], int]:
    """Plans that somebody of the clinic handed over: by (what provably arrives, whether the patient opened it).

    push, email or none, as it is now; `ended` for a plan that somebody has ended.
    """
    theirs = (Device.clinic_id == Treatment.clinic_id, Device.patient_id == Treatment.patient_id)
    is_opened = exists().where(*theirs, Device.seen_at >= Treatment.opened_at)
    way = case(
        (Treatment.ended_at.is_not(None), "ended"), (_shows(now), "push"), (_reads_letters(), "email"), else_="none"
    )
    mine = (Treatment.clinic_id == span.clinic_id, Treatment.practitioner_id.is_not(None))
    rows = select(way.label("way"), cast(is_opened, Integer).label("opened"))
    plans = rows.where(*mine, span.covers(Treatment.opened_at)).subquery()
    counted = select(plans.c.way, plans.c.opened, func.count()).group_by(plans.c.way, plans.c.opened)
    return {(row[0], bool(row[1])): row[2] for row in db.session.execute(counted)}


def _shows(now: datetime) -> ColumnElement[bool]:
    """A phone of theirs that is signed in shows what is sent."""
    place = and_(Subscription.device_id == Device.id, Subscription.off_at.is_(None), Subscription.gone_at.is_(None))
    mine = (Subscription.clinic_id == Treatment.clinic_id, Subscription.patient_id == Treatment.patient_id)
    is_open = (Device.revoked_at.is_(None), Device.expires_at > now)
    return exists().where(*mine, place, *is_open, proven_at(now))


def _reads_letters() -> ColumnElement[bool]:
    """Somebody who reads there said yes to letters."""
    box = (Mailbox.patient_id == Treatment.patient_id, Mailbox.confirmed_at.is_not(None))
    return exists().where(*box, Mailbox.ended_at.is_(None))


def plans_that_may_ask(span: Span) -> list[Row[Any]]:
    """The plans of the clinic that may have asked in that time, the earliest treatment first.

    Columns of a Treatment; `raw`: its id as `told_in` has it; `joined_at`: None for one that began at the clinic;
    `adjusted`: as `adjusted_in` reads it.
    """
    joined = (Grant.patient_id == Treatment.patient_id, *_JOINED)
    rows = select(
        type_coerce(Treatment.id, Text).label("raw"),
        Treatment.patient_id,
        Treatment.protocol_version_id,
        Treatment.product,
        Treatment.areas,
        Treatment.treated_at,
        Treatment.zone,
        Treatment.follow_up_at,
        Treatment.opened_at,
        Treatment.ended_at,
        select(func.max(Grant.given_at)).where(*joined).scalar_subquery().label("joined_at"),
        standing_of(Treatment.id).label("adjusted"),
    )
    mine = (Treatment.clinic_id == span.clinic_id, Treatment.treated_at < span.until)
    may = rows.where(*mine, Treatment.treated_at > span.since - A_YEAR)
    return list(db.session.execute(may.order_by(Treatment.treated_at)))


def told_in(span: Span, margin: timedelta) -> Iterator[tuple[Any, int, str, str]]:
    """What patients sent and what stands, noted in that time or so near it, in no order.

    The treatment's id as it lies in the database, the epoch, the kind, and the scores as JSON: as cheap as it can be.
    """
    rows = select(type_coerce(Entry.treatment_id, Text), epoch(Entry.noted_at), Entry.kind, cast(Entry.scores, Text))
    near = (Entry.noted_at >= span.since - margin, Entry.noted_at < span.until + margin)
    mine = (Entry.clinic_id == span.clinic_id, Entry.kind != BASELINE, stands())
    return iter(db.session.execute(rows.where(*mine, *near)))


def first_looks(span: Span) -> Spread:
    """Minutes begun from the receipt of a line until somebody first saw or answered any version; `beyond`: nobody has.

    Whoever saw the first version did so before there was a newer one.
    """
    newer = aliased(Entry)
    seen = select(func.min(Review.seen_at)).where(Review.entry_id == Entry.id).scalar_subquery()
    later = select(func.min(Review.seen_at)).join(newer, newer.id == Review.entry_id)
    same = later.where(newer.clinic_id == Entry.clinic_id, newer.first_id == Entry.id).scalar_subquery()
    seconds = epoch(func.coalesce(seen, same)) - epoch(Entry.received_at)
    lines = (Entry.clinic_id == span.clinic_id, Entry.id == Entry.first_id, span.covers(Entry.received_at), _is_ours())
    return spread_of(select(((seconds + 59) // 60).label("took")).where(*lines))


def promises_kept(span: Span, now: datetime) -> tuple[int, int]:
    """(kept, all) of the waits that came to an end, or whose promise has run out; since when that is kept."""
    done = select(Review.due_at, Review.done_at.label("done_at")).join(Entry, Entry.id == Review.entry_id)
    over = select(Waiting.due_at, type_coerce(None, Review.done_at.type).label("done_at"))
    over = over.join(Entry, Entry.id == Waiting.entry_id).where(Waiting.clinic_id == span.clinic_id)
    done = done.where(
        Review.clinic_id == span.clinic_id, Review.due_at.is_not(None), span.covers(Entry.received_at), _is_ours()
    )
    waits = done.union_all(over.where(Waiting.due_at < now, span.covers(Entry.received_at), _is_ours())).subquery()
    counted = select(func.count().filter(waits.c.done_at <= waits.c.due_at), func.count()).select_from(waits)
    kept, total = db.session.execute(counted).one()
    return kept, total


def times_per_report(span: Span) -> Spread:
    """From opening a report until it was first seen to; `beyond`: whoever walked away."""
    took: Select[Any] = select((epoch(Review.seen_at) - epoch(Review.started_at)).label("took"))
    mine = (Review.clinic_id == span.clinic_id, Review.started_at.is_not(None), span.covers(Review.seen_at))
    return spread_of(took.where(*mine), int(WALKED_AWAY.total_seconds()))


def _is_ours() -> ColumnElement[bool]:
    """A patient sent it to this clinic, not before they joined it."""
    elsewhere = exists().where(Grant.patient_id == Entry.patient_id, *_JOINED, Grant.given_at > Entry.received_at)
    return and_(Entry.kind != BASELINE, ~elsewhere)
