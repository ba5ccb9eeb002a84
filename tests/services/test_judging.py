"""What comes late changes what came before what is here: urgency may rise by it, and never falls."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from companion.aftercare.protocol import bundled
from companion.aftercare.symptoms import is_higher
from companion.extensions import db
from companion.models import Entry, Treatment
from tests.cast import Person, treat_again
from tests.journal import keep_entry

HOUR = timedelta(hours=1)


@pytest.fixture
def alice(alice: Person, now: datetime) -> Person:
    """Treated five days ago: a swelling or a bruise that grows is for today."""
    five_days_ago = now - timedelta(days=5)
    db.session.execute(update(Treatment).where(Treatment.id == alice.treatment_id).values(treated_at=five_days_ago))
    db.session.commit()
    return alice


def urgency(entry_id: UUID) -> tuple[str, list[str]]:
    entry = db.session.get_one(Entry, entry_id, populate_existing=True)
    return entry.urgency, entry.because


def test_one_that_comes_late_raises_the_next(alice: Person, now: datetime) -> None:
    entry = keep_entry(alice, now, scores={"swelling": 2})
    assert urgency(entry) == ("none", [])
    late = keep_entry(alice, now - 3 * HOUR, scores={"swelling": 1})
    assert urgency(entry) == ("same_day", ["swelling"])
    assert urgency(late) == ("none", [])


def test_it_never_lowers_the_next(alice: Person, now: datetime) -> None:
    keep_entry(alice, now - 9 * HOUR, scores={"swelling": 1})
    entry = keep_entry(alice, now, scores={"swelling": 2})
    assert urgency(entry) == ("same_day", ["swelling"])
    keep_entry(alice, now - 3 * HOUR, scores={"swelling": 2})
    assert urgency(entry) == ("same_day", ["swelling"])


def test_only_the_next_with_that_score_is_judged_again(alice: Person, now: datetime) -> None:
    first, between = (
        keep_entry(alice, now - hours * HOUR, scores=scores)
        for hours, scores in ((2, {"swelling": 2}), (3, {"pain": 1}))
    )
    last = keep_entry(alice, now, scores={"swelling": 2})
    keep_entry(alice, now - 9 * HOUR, scores={"swelling": 1})
    assert [urgency(one)[0] for one in (between, first, last)] == ["none", "same_day", "none"]


def test_each_score_has_a_next_one_of_its_own(alice: Person, now: datetime) -> None:
    swollen = keep_entry(alice, now - 2 * HOUR, scores={"swelling": 2})
    bruised = keep_entry(alice, now, scores={"bruise": 2})
    keep_entry(alice, now - 9 * HOUR, scores={"swelling": 1, "bruise": 1})
    assert [urgency(one)[0] for one in (swollen, bruised)] == ["same_day", "same_day"]


def test_a_correction_of_an_earlier_one_raises_the_next(alice: Person, now: datetime) -> None:
    before = keep_entry(alice, now - 3 * HOUR, scores={"swelling": 2})
    entry = keep_entry(alice, now, scores={"swelling": 2})
    keep_entry(alice, now - 3 * HOUR, scores={"swelling": 1}, supersedes_id=before)
    assert urgency(entry) == ("same_day", ["swelling"])


def test_a_score_that_is_taken_back_lets_the_one_before_it_count(alice: Person, now: datetime) -> None:
    keep_entry(alice, now - 9 * HOUR, scores={"swelling": 1})
    before = keep_entry(alice, now - 3 * HOUR, scores={"swelling": 2})
    entry = keep_entry(alice, now, scores={"swelling": 2})
    assert urgency(entry) == ("none", [])
    keep_entry(alice, now - 3 * HOUR, supersedes_id=before)
    assert urgency(entry) == ("same_day", ["swelling"])


def test_what_no_longer_stands_and_other_treatments_are_left_alone(alice: Person, carol: Person, now: datetime) -> None:
    old = keep_entry(alice, now - HOUR, scores={"swelling": 2})
    keep_entry(alice, now - HOUR, supersedes_id=old)
    other = Person(alice.patient, treat_again(alice, now - timedelta(days=5)), alice.session, alice.phone)
    elsewhere, hers = keep_entry(other, now, scores={"swelling": 2}), keep_entry(carol, now, scores={"swelling": 2})
    keep_entry(alice, now - 3 * HOUR, scores={"swelling": 1})
    assert [urgency(one)[0] for one in (old, elsewhere, hers)] == ["none"] * 3


def test_levels_stand_in_their_order() -> None:
    levels = ["emergency_now", "same_day", "follow_up", "none"]
    higher = [(one, other) for one in levels for other in levels if is_higher(bundled(), one, other)]
    assert higher == [(one, other) for place, one in enumerate(levels) for other in levels[place + 1 :]]
