"""How often somebody may try: counted in the database, so that every process counts together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from companion.extensions import db
from companion.models.tally import count_of, count_up
from companion.services.keys import hash_of


@dataclass(frozen=True)
class Limit:
    kind: str
    many: int
    per: timedelta


TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
CODES = Limit("code", 10, TEN_MINUTES)  # 40 bits each: nobody types more than a few by hand
ALL_CODES = Limit("all codes", 2000, TEN_MINUTES)  # from however many addresses
LINKS = Limit("link", 60, TEN_MINUTES)  # a whole clinic may share one address
SELF_STARTS = Limit("self-start", 60, HOUR)
SIGN_INS = Limit("sign-in", 30, TEN_MINUTES)  # by address, and by account
CHALLENGES = Limit("challenge", 120, TEN_MINUTES)  # a whole clinic may share one address
SHEETS = Limit("recovery sheet", 10, TEN_MINUTES)  # by the four letters that all codes of an account begin with
CODES_MADE = Limit("code made", 200, HOUR)


def count_try(limit: Limit, who: str, now: datetime, by: int = 1) -> datetime | None:
    """Count one more try, or as much more; when it is one too many, the instant from which the next is welcome."""
    since = _since(limit, now)
    count = count_up(limit.kind, hash_of(who).hex(), since, by)
    db.session.commit()
    return since + limit.per if count > limit.many else None


def next_try(limit: Limit, who: str, now: datetime) -> datetime | None:
    """The instant from which a try is welcome, without one; None where it is welcome now."""
    since = _since(limit, now)
    return since + limit.per if count_of(limit.kind, hash_of(who).hex(), since) >= limit.many else None


def _since(limit: Limit, now: datetime) -> datetime:
    """Where the stretch of time began in which it is counted: one follows the other, alike for everybody."""
    seconds = limit.per.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
