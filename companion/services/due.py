"""What is known of the reminders that are due, fetched for all of them together, and whether each still applies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from companion.aftercare.protocol.course import Reminder as Definition
from companion.aftercare.reminders import Wishes
from companion.extensions import db
from companion.models import Entry, Mailbox, Photo, ReminderWishes, Subscription, Treatment
from companion.models.columns import of_owners, told_owners
from companion.models.mailbox import open_mailboxes
from companion.models.reminder import ANSWER, CONFIRM, TEST, Due, End, rings_at_night, tests_device
from companion.models.treatment import Course, courses_by_id
from companion.models.tries import Settled, live_subscriptions, settled
from companion.services.keys import Owner
from companion.services.remind import is_wanted, wishes_for

# By clinic and patient, as the indexes go: by the treatment alone each would read its whole table.
_WISHES = select(ReminderWishes).where(*of_owners(ReminderWishes.clinic_id, ReminderWishes.patient_id))
_TOLD = select(Entry.treatment_id, Entry.noted_at).where(*of_owners(Entry.clinic_id, Entry.patient_id))
_PICTURED = select(Entry.treatment_id, Photo.received_at).join(Entry, Entry.id == Photo.entry_id)
_TREATED = select(Treatment.patient_id, Treatment.treated_at)
_ASKED: dict[str, Select[UUID, datetime]] = {
    "entry_today": _TOLD,
    "photo_today": _PICTURED.where(*of_owners(Photo.clinic_id, Photo.patient_id)),
    "treated_again": _TREATED.where(*of_owners(Treatment.clinic_id, Treatment.patient_id)),
}


@dataclass(frozen=True)
class Facts:
    """`courses`, `told` (entries) and `pictured` (photos) by treatment, `settled` by reminder, the rest by patient.

    `asked_at`: the instant at which they were looked up.
    """

    asked_at: datetime
    courses: dict[UUID, Course]
    wishes: dict[UUID, ReminderWishes]
    subscriptions: dict[UUID, list[Subscription]]
    boxes: dict[UUID, list[Mailbox]]
    settled: dict[UUID, list[Settled]]
    told: dict[UUID, list[datetime]]
    pictured: dict[UUID, list[datetime]]
    treated: dict[UUID, list[datetime]]

    def end_of(self, due: Due, now: datetime) -> End | None:
        """How it ends without being said; None where it is still to be said."""
        if now >= due.not_after:
            return self.end_late(due)
        if due.kind in (TEST, CONFIRM):
            return End.OVER if due.kind == CONFIRM and self._box_to_confirm(due) is None else None
        course, definition = self.courses.get(due.treatment_id), self._definition(due)
        if due.kind == ANSWER:
            return None if course else End.OVER
        if course is None or not course.runs_at(now):
            return End.OVER
        if definition is None or not is_wanted(due.kind, definition.opt_in, self.wishes.get(due.patient_id)):
            return End.OVER
        is_done = any(self._is_so(word, due, course, now) for word in definition.skip_if if isinstance(word, str))
        return End.DONE if is_done else None

    def rings_at(self, due: Due, at: datetime) -> datetime:
        """Then, or when the quiet hours end that it would fall into, as when a worker or a service was late."""
        wishes = self._wishes_of(due)
        return wishes.quiet_ends_at(at) if wishes else at

    def lives_until(self, due: Due, at: datetime) -> datetime:
        """For how long a push service may keep one that is sent then: what waits there would ring at night."""
        wishes = self._wishes_of(due)
        quiet_at = wishes.quiet_starts_after(at) if wishes else None
        return min(due.not_after, quiet_at) if quiet_at else due.not_after

    def places_of(self, due: Due) -> list[Subscription]:
        """Where it is to be sent: the phones that were not reached yet since it became due; a test to its own alone."""
        reached = {one.place for one in self._settled(due, "sent", "refused")}
        phones = [] if due.kind == CONFIRM else self.subscriptions.get(due.patient_id, [])
        if due.kind == TEST:
            phones = [place for place in phones if tests_device(due.key, place.device_id)]
        return [place for place in phones if place.id not in reached]

    def box_of(self, due: Due) -> Mailbox | None:
        """Where it is to go by e-mail: to a confirmed address, while no phone that is proven takes it; once."""
        if any(one.by_mail for one in self._settled(due, "sent", "refused")) or due.kind == TEST:
            return None
        if due.kind == CONFIRM:
            return self._box_to_confirm(due)
        refused = {one.place for one in self._settled(due, "refused", "barred")}
        places = [place for place in self.subscriptions.get(due.patient_id, []) if place.id not in refused]
        is_heard = any(place.is_proven_at(self.asked_at) for place in places)
        return None if is_heard else next((box for box in self._boxes(due) if box.confirmed_at), None)

    def end_after(self, due: Due) -> End:
        """What became of it by the tries of before, where there is nobody left to send it to."""
        outcomes = {one.outcome for one in self._settled(due, "sent", "refused", "barred")}
        return End.SENT if "sent" in outcomes else End.REFUSED if outcomes else End.UNREACHABLE

    def end_late(self, due: Due) -> End:
        """What became of it where it is too late to try again: one of their phones may have it."""
        return End.SENT if self.end_after(due) is End.SENT else End.EXPIRED

    def is_of_latest(self, due: Due) -> bool:
        """Whether the patient was not treated again since; known of what asks for an entry."""
        course = self.courses.get(due.treatment_id)
        return course is None or not self._is_treated_again(due, course)

    def _is_treated_again(self, due: Due, course: Course) -> bool:
        return any(at > course.schedule.treated.treated_at for at in self.treated.get(due.patient_id, []))

    def _settled(self, due: Due, *outcomes: str) -> list[Settled]:
        """Those of these outcomes since it became due, as it may have been sent for another instant before."""
        mine = self.settled.get(due.id, [])
        return [one for one in mine if one.tried_at >= due.due_at and one.outcome in outcomes]

    def _box_to_confirm(self, due: Due) -> Mailbox | None:
        """The address that the letter asks about, while it is the patient's and nobody said yes there."""
        asked = (box for box in self._boxes(due) if box.confirmed_at is None and str(box.id) in due.key)
        return next(asked, None)

    def _boxes(self, due: Due) -> list[Mailbox]:
        return self.boxes.get(due.patient_id, [])

    def _wishes_of(self, due: Due) -> Wishes | None:
        """None where no quiet hours count: the protocol says so, or it is a test that somebody waits for."""
        course, definition = self.courses.get(due.treatment_id), self._definition(due)
        heeds = not rings_at_night(due.key) if due.kind == ANSWER else definition and definition.quiet != "ignore"
        if course is None or not heeds:
            return None
        return wishes_for(course, self.wishes.get(due.patient_id))

    def _definition(self, due: Due) -> Definition | None:
        """What the protocol says of it; None for a test."""
        return _definition(due, self.courses)

    def _is_so(self, word: str, due: Due, course: Course, now: datetime) -> bool:
        there = wishes_for(course, self.wishes.get(due.patient_id)).there

        def is_today(instants: list[datetime]) -> bool:
            return now.astimezone(there).date() in {instant.astimezone(there).date() for instant in instants}

        match word:
            case "entry_today":
                return is_today(self.told.get(due.treatment_id, []))
            case "photo_today":
                return is_today(self.pictured.get(due.treatment_id, []))
            case "treated_again":
                return self._is_treated_again(due, course)
        return False


def facts_of(all_due: list[Due], now: datetime, *, by_mail: bool = False) -> Facts:
    """Eight statements at most, however many there are: what none of them asks for is not looked up.

    `by_mail`: letters can be sent.
    """
    courses = courses_by_id({due.treatment_id for due in all_due})
    owners = {(due.clinic_id, due.patient_id) for due in all_due}
    asked = {word for due in all_due for word in _words_of(due, courses)}
    found = {word: _instants(pairs, owners) for word, pairs in _ASKED.items() if word in asked}
    return Facts(
        now,
        courses,
        {row.patient_id: row for row in db.session.scalars(_WISHES, told_owners(owners))},
        live_subscriptions(owners, now),
        open_mailboxes(owners) if by_mail else {},
        _by_reminder(settled([due.id for due in all_due if due.attempt > 1])),
        told=found.get("entry_today", {}),
        pictured=found.get("photo_today", {}),
        treated=found.get("treated_again", {}),
    )


def _words_of(due: Due, courses: Mapping[UUID, Course]) -> Iterable[str]:
    """What is looked at before it is sent, and to which treatment a check-in leads."""
    definition = _definition(due, courses)
    words = [word for word in definition.skip_if if isinstance(word, str)] if definition else []
    return [*words, "treated_again"] if due.kind == "check_in" else words


def _definition(due: Due, courses: Mapping[UUID, Course]) -> Definition | None:
    course = courses.get(due.treatment_id)
    return course.schedule.protocol.reminder.get(due.key.partition(":")[0]) if course else None


def _instants(pairs: Select[UUID, datetime], owners: Iterable[Owner]) -> dict[UUID, list[datetime]]:
    found: dict[UUID, list[datetime]] = {}
    for of, instant in db.session.execute(pairs, told_owners(owners)):
        found.setdefault(of, []).append(instant)
    return found


def _by_reminder(tries: list[Settled]) -> dict[UUID, list[Settled]]:
    found: dict[UUID, list[Settled]] = {}
    for one in tries:
        found.setdefault(one.reminder, []).append(one)
    return found
