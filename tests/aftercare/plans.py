"""Short words for plans of reminders."""

from datetime import datetime, time

from companion.aftercare.protocol import bundled
from companion.aftercare.reminders import Planned, Wishes, planned
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from tests.aftercare.alice import wall
from tests.aftercare.clocks import local

NO_QUIET = time(0)


def schedule(zone: str, treated: str, product: str = "daxxify", areas: str = "glabella") -> Schedule:
    return schedule_of(bundled(), Treated(product, tuple(areas.split(",")), wall(treated, zone), zone))


def usual(zone: str, town: str | None = None) -> Wishes:
    return Wishes.usual(bundled(), zone, town)


def never_quiet(zone: str, town: str | None = None) -> Wishes:
    return Wishes(NO_QUIET, NO_QUIET, zone, town)


def shown(plan: list[Planned], zone: str) -> list[str]:
    """`2026-03-07 18:30 rm-4h until 2026-03-08 00:30`, as a clock in `zone` shows it."""
    return [f"{clock(one.due_at, zone)} {one.key} until {clock(one.not_after, zone)}" for one in plan]


def keys(plan: list[Planned]) -> list[str]:
    return [one.key for one in plan]


def by_key(plan: list[Planned]) -> dict[str, Planned]:
    return {one.key: one for one in plan}


def clock(instant: datetime, zone: str) -> str:
    return local(instant, zone).strftime("%Y-%m-%d %H:%M")


def without_sun(plan: list[Planned]) -> list[Planned]:
    return [one for one in plan if one.kind != "sun"]


def plan_of(course: Schedule, follow_up: str | None = None, wishes: Wishes | None = None) -> list[Planned]:
    zone = course.treated.zone
    return planned(course, wall(follow_up, zone) if follow_up else None, wishes or usual(zone))
