"""When a reminder is due, before quiet hours: the forms of `due` in the protocol, all but the sun."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from companion.aftercare.protocol.course import Due, Reminder
from companion.aftercare.reminders.wishes import Wishes
from companion.aftercare.schedule import Schedule
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, before, instant_of, local_day


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that a due instant is counted from. Days and spans count in the treatment's zone."""

    schedule: Schedule
    follow_up_at: datetime | None
    wishes: Wishes

    def due_at(self, due: Due) -> datetime | None:
        """The instant; None where there is nothing to count from, such as no follow-up, or for the sun."""
        if due.relative_to:
            return self._before(due, self._anchor(due.relative_to))
        if due.day is not None and due.at_local:
            return self.at_local(self._day(self.schedule.treated.treated_at) + timedelta(days=due.day), due.at_local)
        return self._after(due)

    def not_after(self, reminder: Reminder, due_at: datetime) -> datetime | None:
        """When it is too late for a reminder that is due then, after any shift by quiet hours.

        A span counts from the shifted instant, as the protocol's `quiet` says: who sleeps long still gets the
        whole time in which the reminder is good. The follow-up does not shift.
        """
        if reminder.not_after == "follow_up":
            return self.follow_up_at
        return after(due_at, Span.parse(reminder.not_after), self.schedule.zone)

    def at_local(self, day: date, clock: str) -> datetime:
        """The instant at which the phone's clock shows that on that day: the first of two, a gap moves it on."""
        return instant_of(datetime.combine(day, time.fromisoformat(clock)), self.wishes.there)

    def _after(self, due: Due) -> datetime | None:
        """The span after the treatment, or what `after_from` names where there is such a thing."""
        named = self._end_of(due.after_from) if due.after_from else None
        if named or not due.after:
            return named
        return after(self.schedule.treated.treated_at, Span.parse(due.after), self.schedule.zone)

    def _end_of(self, name: str) -> datetime | None:
        """`product.min_interval`: the latest of its values; `stay-upright.until`: the last end of that rule."""
        if name == "product.min_interval":
            treated, protocol = self.schedule.treated, self.schedule.protocol
            values = protocol.product[treated.product].min_interval
            return max(after(treated.treated_at, Span.parse(value), self.schedule.zone) for value in values)
        windows = self.schedule.windows_of(name.removesuffix(".until"))
        return max((window.ends_at for window in windows if window.ends_at), default=None)

    def _anchor(self, name: str) -> datetime | None:
        return self.follow_up_at if name == "follow_up" else self._end_of(name)

    def _before(self, due: Due, anchor: datetime | None) -> datetime | None:
        if anchor is None:
            return None
        if due.at_local:
            return self.at_local(self._day(anchor), due.at_local)
        return before(anchor, Span.parse(due.before), self.schedule.zone) if due.before else anchor

    def _day(self, instant: datetime) -> date:
        return local_day(instant, self.schedule.zone)
