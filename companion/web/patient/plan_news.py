"""What a patient is told when their plan was moved to another version of the clinic's protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from companion.aftercare.protocol.comparing import compare
from companion.aftercare.protocol.flags import RedFlag
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Window, schedule_of
from companion.models.plan_move import moves_since
from companion.models.protocol import protocol_of
from companion.models.treatment import Course
from companion.services.keys import Owner
from companion.services.move_plans import Moved, moved

TOLD_FOR = timedelta(days=14)  # longer than most go without a look
How = Literal["new", "gone", "moved", "words"]


@dataclass(frozen=True, eq=False)
class Line:
    """A rule or a red flag that is another one; `before` and `after`: its last windows, where they moved."""

    item: Rule | RedFlag
    how: How
    before: Window | None = None
    after: Window | None = None


@dataclass(frozen=True, eq=False)
class News:
    """`rules` are those of the patient's own plan; `signs` stand on Help."""

    moved_at: datetime
    rules: tuple[Line, ...]
    signs: tuple[Line, ...]


def news_of(owner: Owner, courses: list[Course], now: datetime) -> dict[UUID, News]:
    """By treatment; nothing is asked of plans that run on the program's own file, as none is moved to that."""
    signed = {course.id: course for course in courses if course.schedule.protocol.meta.signed_off}
    if not signed:
        return {}
    moves: dict[UUID, tuple[UUID, datetime]] = {}
    for move in moves_since(owner, signed, now - TOLD_FOR):
        from_id, _ = moves.get(move.treatment_id, (move.from_id, move.moved_at))
        moves[move.treatment_id] = (from_id, move.moved_at)
    found = {treatment_id: _news(signed[treatment_id], *move) for treatment_id, move in moves.items()}
    return {treatment_id: news for treatment_id, news in found.items() if news.rules or news.signs}


def _news(course: Course, from_id: UUID, moved_at: datetime) -> News:
    """From the first of those versions to the one that the plan has now."""
    protocol, old = course.schedule.protocol, protocol_of(from_id)
    times = list(moved(schedule_of(old, course.schedule.treated), course.schedule))
    timed = {one.rule.id for one in times}
    changes = compare(old, protocol).changes
    rules = [_line(one) for one in times if _matters(one, moved_at)]
    for change in changes:
        if change.kind == "rule" and change.item.id not in timed and course.schedule.windows_of(change.item.id):
            rules.append(Line(change.item, "words"))
    signs = [Line(change.item, "words" if change.before else "new") for change in changes if change.kind == "flag"]
    return News(moved_at, tuple(rules), tuple(signs))


def _matters(one: Moved, moved_at: datetime) -> bool:
    """Whether it holds at some time after the move, before or by it."""
    return any(window.ends_at is None or window.ends_at > moved_at for window in (*one.before, *one.after))


def _line(one: Moved) -> Line:
    how: How = "moved" if one.before and one.after else "new" if one.after else "gone"
    return Line(one.rule, how, _last(one.before), _last(one.after))


def _last(windows: tuple[Window, ...]) -> Window | None:
    return windows[-1] if windows else None


def facts_of_news(news: dict[UUID, News]) -> Iterator[object]:
    """The same while the page tells the same of it."""
    return ((treatment_id, one.moved_at) for treatment_id, one in sorted(news.items(), key=str))
