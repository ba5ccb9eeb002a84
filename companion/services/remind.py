"""Planning: what a treatment has due is written with its cause, and planned again it changes only what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zlib import crc32

from companion.aftercare.reminders import Planned, Wishes, planned
from companion.extensions import db
from companion.models import Entry, Reminder, ReminderWishes
from companion.models.reminder import APART, LATER_MARK, End, plain_key, reminders_by_key
from companion.models.treatment import Course, courses_of
from companion.models.upsert import insert_in
from companion.services.keys import Owner

SPREAD = timedelta(minutes=10)  # over which a whole zone's 10:00 is looked at
MARGIN = timedelta(minutes=1)  # a worker that looks a little later must find it neither quiet nor over
SUN = "sun"


def plan_again(owner: Owner, now: datetime) -> None:
    """Write what each treatment of that patient has due from now on; the sun of a day once for all. Not committed."""
    wishes, suns = db.session.get(ReminderWishes, owner[1]), set[str]()
    for course in reversed(courses_of(*owner)):
        _lay(owner, course, wishes, suns, now)


def wishes_for(course: Course, kept: ReminderWishes | None) -> Wishes:
    """Quiet hours, zone and town of that patient, the protocol's and the treatment's where they chose none."""
    usual = Wishes.usual(course.schedule.protocol, course.schedule.treated.zone)
    if kept is None:
        return usual
    return replace(
        usual,
        zone=kept.zone or usual.zone,
        town=kept.town,
        quiet_from=time.fromisoformat(kept.quiet_from) if kept.quiet_from else usual.quiet_from,
        quiet_until=time.fromisoformat(kept.quiet_until) if kept.quiet_until else usual.quiet_until,
    )


def is_wanted(kind: str, is_opt_in: bool, kept: ReminderWishes | None) -> bool:
    """Whether that patient gets reminders of that kind: as they chose, else as the protocol has it."""
    return bool((kept.kinds if kept else {}).get(kind, not is_opt_in))


def entry_came(entry: Entry, course: Course) -> None:
    """Nobody is asked how they are on a day on which they told it. Not committed."""
    there = wishes_for(course, db.session.get(ReminderWishes, entry.patient_id)).there
    day = entry.noted_at.astimezone(there).date()
    for row in reminders_by_key(course.id).values():
        definition = course.schedule.protocol.reminder.get(plain_key(row.key))
        is_that_day = row.due_at.astimezone(there).date() == day or LATER_MARK in row.key
        if row.next_at is not None and is_that_day and definition and "entry_today" in definition.skip_if:
            row.next_at, row.end, row.ended_at = None, End.DONE, entry.received_at


def _lay(owner: Owner, course: Course, kept: ReminderWishes | None, suns: set[str], now: datetime) -> None:
    """`suns`: the keys of the sun that treatments of before have; those of this one are added."""
    wishes, rows = wishes_for(course, kept), reminders_by_key(course.id)
    wanted = {one.key: one for one in _wanted(course, kept, wishes) if one.key not in suns}
    suns |= {key for key, one in wanted.items() if one.kind == SUN}
    for key, one in wanted.items():
        row = rows.get(key)
        if row is None:
            if one.due_at >= now:
                db.session.add(_new(owner, course, one, wishes))
        else:
            _move(row, course, one, wishes, now)
    _bring_back(rows, course, wanted, now)
    _withdraw((row for row in rows.values() if row.kind not in APART and _is_void(row, course, wanted)), now)


def _wanted(course: Course, kept: ReminderWishes | None, wishes: Wishes) -> Iterable[Planned]:
    if course.ended_at is not None:
        return []
    laid = planned(course.schedule, course.follow_up_at, wishes, lambda one: is_wanted(one.kind, one.opt_in, kept))
    return [one for one in laid if one.due_at < course.schedule.ends_at]


def _new(owner: Owner, course: Course, one: Planned, wishes: Wishes) -> Reminder:
    return Reminder(
        clinic_id=owner[0],
        patient_id=owner[1],
        treatment_id=course.id,
        key=one.key,
        kind=one.kind,
        due_at=one.due_at,
        not_after=one.not_after,
        about_at=_about(course, one),
        next_at=first_look(course, one, wishes),
    )


def _move(row: Reminder, course: Course, one: Planned, wishes: Wishes, now: datetime) -> None:
    """To its new instant. What was said is said again of another visit or injection alone, while that lies ahead.

    What was not wanted while it was good stays unsaid. What still waited is late at most: whether it is too late, the
    worker sees.
    """
    is_told, about_at = row.end not in (None, End.OVER), _about(course, one)
    if is_told and (row.about_at == about_at or one.due_at < now):
        return
    if row.end == End.OVER and one.not_after <= now:
        return
    is_same = (row.due_at, row.not_after, row.end) == (one.due_at, one.not_after, None)
    row.due_at, row.not_after, row.about_at = one.due_at, one.not_after, about_at
    if not is_same:
        row.next_at, row.claimed_by, row.end, row.ended_at = first_look(course, one, wishes), None, None, None


def _about(course: Course, one: Planned) -> datetime | None:
    """The visit, for what is told by it; else the injection."""
    is_by_visit = course.schedule.protocol.reminder[one.reminder_id].due.relative_to == "follow_up"
    return course.follow_up_at if is_by_visit else course.schedule.treated.treated_at


def _is_void(row: Reminder, course: Course, wanted: Mapping[str, Planned]) -> bool:
    """Whether its cause went, or what was put off speaks of another instant than its first one does now."""
    one = wanted.get(_plan_key(row.key))
    return one is None or (LATER_MARK in row.key and row.about_at != _about(course, one))


def _bring_back(rows: Mapping[str, Reminder], course: Course, wanted: Mapping[str, Planned], now: datetime) -> None:
    """What was put off to an instant that is still to come, withdrawn, and is wanted again."""
    for row in rows.values():
        first = rows.get(_plan_key(row.key))
        was_withdrawn = LATER_MARK in row.key and row.end == End.OVER and row.due_at >= now
        is_put_off = first is not None and first.end not in (None, End.OVER)
        if was_withdrawn and is_put_off and not _is_void(row, course, wanted):
            row.next_at, row.claimed_by, row.end, row.ended_at = row.due_at, None, None, None


def _withdraw(rows: Iterable[Reminder], now: datetime) -> None:
    """End those that have not ended: their cause went."""
    for row in rows:
        if row.next_at is not None:
            row.next_at, row.claimed_by, row.end, row.ended_at = None, None, End.OVER, now


def first_look(course: Course, one: Planned, wishes: Wishes) -> datetime:
    """When the worker looks at it: at its instant, or up to ten minutes after where the clock on the wall made it."""
    if not _is_by_the_wall(course, one, wishes):
        return one.due_at
    share = crc32(f"{course.id} {one.key}".encode()) / 2**32
    spread = one.due_at + SPREAD * share
    is_too_late = spread + MARGIN >= one.not_after or wishes.is_quiet(spread) or wishes.is_quiet(spread + MARGIN)
    return one.due_at if is_too_late else spread


def _is_by_the_wall(course: Course, one: Planned, wishes: Wishes) -> bool:
    due = course.schedule.protocol.reminder[one.reminder_id].due
    is_shifted = one.due_at.astimezone(wishes.there).time() == wishes.quiet_until
    return is_shifted or (due.after is None and due.after_from is None)


def _plan_key(key: str) -> str:
    """What it stands and falls with: `rm-sun:2026-07-02:2` with `rm-sun:2026-07-02`, one put off with its first."""
    return ":".join(plain_key(key).split(":")[:2])


def plan_of(treatment_id: UUID) -> list[Reminder]:
    """Every reminder of a treatment, by due instant."""
    return sorted(reminders_by_key(treatment_id).values(), key=lambda row: (row.due_at, row.key))


def kept_wishes(owner: Owner, now: datetime) -> ReminderWishes:
    """What that patient wishes, a fresh row where they said nothing yet; whoever else asks for it waits. Not committed.

    Of several that are first at once one makes it.
    """
    fresh = {"kinds": {}, "names_it": False, "changed_at": now}
    first = insert_in(db.engine.dialect, ReminderWishes).values(patient_id=owner[1], clinic_id=owner[0], **fresh)
    db.session.execute(first.on_conflict_do_nothing(index_elements=["patient_id"]))
    return db.session.get_one(ReminderWishes, owner[1], with_for_update=True, populate_existing=True)


def tell_zone(owner: Owner, zone: str | None, now: datetime) -> None:
    """Where the phone is now: another zone moves what goes by the clock on the wall. Not committed."""
    kept = db.session.get(ReminderWishes, owner[1])
    if zone and (kept is None or kept.zone != zone):
        kept_wishes(owner, now).zone = zone
        plan_again(owner, now)
