"""On which days a plan asked its patient how they are: what every figure about check-ins divides by.

The plan asks by its protocol's table of reminders, whatever became of the reminder itself: nobody who switched theirs
off, or whose phone was lost, makes a clinic look better.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from companion.aftercare.adjusting import Adjusted
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.course import Reminder
from companion.aftercare.reminders import Planned, Wishes, planned
from companion.aftercare.reminders.planned import AT_SENDING
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.aftercare.zones import day_number, instant_of, local_day, start_of_day, zone_named

KIND, SOME_DAY = "check_in", datetime(2026, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=8)  # by so much at most two plans of one kind differ in length: months, nights, clocks


@dataclass(frozen=True, slots=True)
class AskedDay:
    """One day in the treatment's zone, [starts_at, ends_at), `number` days after that of the treatment."""

    number: int
    due_at: datetime
    starts_at: datetime
    ends_at: datetime
    is_for_the_latest: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Since when the plan is there to ask, when somebody ended it, when the patient was treated again."""

    since: datetime
    ended_at: datetime | None = None
    again_at: datetime | None = None


def asked_days(
    protocol: Protocol, treated: Treated, stay: Stay, now: datetime, follow_up_at: datetime | None = None
) -> list[AskedDay]:
    """The days that are over and on which that plan asked, each once, in order.

    It did not ask before it was there, after it ended or closed by itself, or of an earlier treatment where the
    protocol asks of the latest alone. A plan that was put right counts as it stands.
    """
    found = {day.number: day for day in reversed(_laid(protocol, treated, follow_up_at))}
    return [
        day
        for _number, day in sorted(found.items())
        if day.ends_at <= now and _is_there(stay, day) and not _is_closed(protocol, treated, day.due_at)
    ]


def _is_there(stay: Stay, day: AskedDay) -> bool:
    is_left = stay.ended_at is not None and stay.ended_at <= day.due_at
    is_past = day.is_for_the_latest and stay.again_at is not None and stay.again_at <= day.due_at
    return stay.since <= day.due_at and not is_left and not is_past


def _laid(protocol: Protocol, treated: Treated, follow_up_at: datetime | None) -> list[AskedDay]:
    if not _is_by_calendar(protocol):
        return list(_days(schedule_of(protocol, treated), follow_up_at))
    first = local_day(treated.treated_at, zone_named(treated.zone))
    return [day for day in _by_calendar(protocol, treated.zone, first) if day.due_at >= treated.treated_at]


@lru_cache(maxsize=256)
def _is_by_calendar(protocol: Protocol) -> bool:
    """Whether everybody treated on one day in one zone is asked at the same instants."""
    asking = [one for one in protocol.reminders if _asks(one)]
    return all(one.due.day is not None and set(map(str, one.skip_if)) <= set(AT_SENDING) for one in asking)


@lru_cache(maxsize=4096)
def _by_calendar(protocol: Protocol, zone: str, first: date) -> tuple[AskedDay, ...]:
    midnight = instant_of(datetime.combine(first, time()), zone_named(zone))
    return tuple(_days(Schedule(protocol, Treated("", (), midnight, zone), ()), None))


def _days(schedule: Schedule, follow_up_at: datetime | None) -> Iterator[AskedDay]:
    usual = Wishes.usual(schedule.protocol, schedule.treated.zone)
    return (_day(schedule, one) for one in planned(schedule, follow_up_at, usual, _asks))


def _asks(reminder: Reminder) -> bool:
    return reminder.kind == KIND and not reminder.opt_in


def _day(schedule: Schedule, one: Planned) -> AskedDay:
    treated_at, zone = schedule.treated.treated_at, schedule.zone
    number = day_number(treated_at, one.due_at, zone)
    edges = start_of_day(treated_at, number, zone), start_of_day(treated_at, number + 1, zone)
    return AskedDay(number, one.due_at, *edges, "treated_again" in one.unless)


def _is_closed(protocol: Protocol, treated: Treated, at: datetime) -> bool:
    """Whether the plan has closed by itself; the windows are laid only where that is near."""
    length = _length(protocol, treated.product, treated.areas, treated.adjusted)
    return at >= treated.treated_at + length - SLACK and at >= schedule_of(protocol, treated).ends_at


@lru_cache(maxsize=4096)
def _length(protocol: Protocol, product: str, areas: tuple[str, ...], changes: tuple[Adjusted, ...]) -> timedelta:
    """About how long such a plan lasts."""
    some = schedule_of(protocol, Treated(product, areas, SOME_DAY, "UTC", changes))
    return some.ends_at - SOME_DAY
