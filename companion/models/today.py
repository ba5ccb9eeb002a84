"""What Today asks: how it stands, in one statement, which is all that a page asks while nothing changed."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, select

from companion.models.columns import CLINIC, NOW, Instant
from companion.models.cover import team_questions
from companion.models.grant import Grant
from companion.models.journal import Entry, Photo
from companion.models.journal_lines import photos_seen
from companion.models.looking import lookers
from companion.models.people import Patient
from companion.models.push import Subscription, phones_reached
from companion.models.staff_reach import staff_reached
from companion.models.telling import Telling, tellings
from companion.models.together import Answers, Together
from companion.models.treatment import Treatment, all_courses
from companion.models.waiting import Waiting, lines_waiting, tallies

_LINES, _ENTRIES = (bindparam(name, type_=Uuid(), expanding=True) for name in ("lines", "entries"))
_SINCE, _UNTIL = (bindparam(name, type_=Instant()) for name in ("since", "until"))
_MANY = bindparam("many", type_=Integer())
_CHANGES = (Telling.made_at, Telling.pushed_at, Telling.mailed_at, Telling.failed_at, Telling.over_at)


@cache
def visits_asked() -> Together:
    """`visits`: the first `many` courses with a check in [since, until) that nobody ended, the first one first, with
    the first name as it is kept and how `many` there are; `phones`: by which their patients are reached."""
    return Together(**_of_visits())


@cache
def today_asked() -> Together:
    """The same, and the team with its `ways`; `tallies` of the queue; `lookers`; and what changes with what waits."""
    return Together(
        **team_questions(),
        tallies=tallies(),
        lookers=lookers(),
        lines=lines_waiting(),
        pictures=_pictures_waiting(),
        grants=_grants_waiting(),
        tellings=_tellings_waiting(),
        ways=staff_reached(),
        **_of_visits(),
    )


def told_and_photos(clinic_id: UUID, lines: list[UUID], entries: list[UUID], now: datetime) -> Answers:
    """`photos` of those lines that the clinic may see; who is `told` of those entries."""
    return _of_lines().ask({"clinic": clinic_id, "lines": lines, "entries": entries, "now": now})


@cache
def _of_lines() -> Together:
    photos = photos_seen().where(Photo.clinic_id == CLINIC, Photo.entry_id.in_(_versions_of(_LINES)))
    return Together(photos=photos, told=tellings().where(Telling.entry_id.in_(_ENTRIES)))


def _versions_of(lines: Any) -> Select[*tuple[Any, ...]]:
    """The entries of those lines. Asked for within, so that no engine begins with all photos of the clinic."""
    return select(Entry.id).where(Entry.clinic_id == CLINIC, Entry.first_id.in_(lines))


def _of_visits() -> dict[str, Select[*tuple[Any, ...]]]:
    then = (Treatment.follow_up_at >= _SINCE, Treatment.follow_up_at < _UNTIL, Treatment.ended_at.is_(None))
    mine, order = (Treatment.clinic_id == CLINIC, *then), (Treatment.follow_up_at, Treatment.id)
    visits = all_courses().add_columns(Patient.first_name, func.count().over().label("many"))
    shown = select(Treatment.patient_id).where(*mine).order_by(*order).limit(_MANY)
    phones = phones_reached(NOW).add_columns(Subscription.patient_id).order_by(Subscription.seen_at.desc())
    return {
        "visits": visits.join(Patient, Patient.id == Treatment.patient_id).where(*mine).order_by(*order).limit(_MANY),
        "phones": phones.where(Subscription.clinic_id == CLINIC, Subscription.patient_id.in_(shown)),
    }


def _pictures_waiting() -> Select[*tuple[Any, ...]]:
    versions = _versions_of(select(Waiting.first_id).where(Waiting.clinic_id == CLINIC))
    return select(func.count()).where(Photo.clinic_id == CLINIC, Photo.entry_id.in_(versions))


def _grants_waiting() -> Select[*tuple[Any, ...]]:
    """A yes to photos that came or went."""
    theirs = Grant.patient_id.in_(select(Waiting.patient_id).where(Waiting.clinic_id == CLINIC))
    facts = (func.count(Grant.withdrawn_at), func.max(Grant.withdrawn_at), func.max(Grant.given_at))
    return select(*facts).where(Grant.clinic_id == CLINIC, theirs)


def _tellings_waiting() -> Select[*tuple[Any, ...]]:
    facts = (func.max(column) for column in _CHANGES)
    rows = select(func.count(), *facts).join(Waiting, Waiting.entry_id == Telling.entry_id)
    return rows.where(Waiting.clinic_id == CLINIC)
