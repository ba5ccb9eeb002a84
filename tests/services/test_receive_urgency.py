"""An entry is judged as it comes: against the newest of the same score, and by our clock where the phone's is wrong."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from companion.services.receive import receive_entry
from tests.cast import Person, treat_again
from tests.journal import keep_entry, noted
from tests.services.kept import entry

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_it_is_judged_when_it_comes(alice: Person, now: datetime) -> None:
    kept = entry(keep_entry(alice, now, flags=["rf-dry-eye"], scores={"pain": 8}))
    assert (kept.urgency, kept.because) == ("same_day", ["pain", "rf-dry-eye"])


def test_a_rise_is_seen_against_the_newest_earlier_value_of_that_score(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    keep_entry(alice, day_five - 3 * HOUR, scores={"bruise": 1})
    keep_entry(alice, day_five - 2 * HOUR, scores={"pain": 1})
    assert entry(keep_entry(alice, day_five - HOUR, scores={"bruise": 1})).urgency == "none"
    assert entry(keep_entry(alice, day_five, scores={"bruise": 2})).urgency == "same_day"


def test_a_correction_is_no_rise_over_what_it_corrects(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    first = keep_entry(alice, day_five, scores={"bruise": 1})
    assert entry(keep_entry(alice, day_five, scores={"bruise": 2}, supersedes_id=first)).urgency == "none"


def test_what_was_corrected_does_not_count_any_more(alice: Person, now: datetime) -> None:
    day_five = now + 5 * DAY
    first = keep_entry(alice, day_five, scores={"bruise": 1})
    keep_entry(alice, day_five - HOUR, scores={"bruise": 2}, supersedes_id=first)
    assert entry(keep_entry(alice, day_five + HOUR, scores={"bruise": 2})).urgency == "none"


def test_another_treatment_is_another_story(alice: Person, now: datetime) -> None:
    keep_entry(alice, now + 5 * DAY - HOUR, scores={"bruise": 1})
    again = treat_again(alice, now - DAY)
    kept = entry(keep_entry(alice, now + 5 * DAY, scores={"bruise": 2}, treatment_id=again))
    assert kept.urgency == "none"


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(days=400)])
def test_a_phone_with_a_wrong_clock_is_not_less_urgent(alice: Person, now: datetime, wrong: timedelta) -> None:
    """A headache on day four is for today, whatever year the phone thinks it is."""
    later = now + 4 * DAY
    told = noted(alice, later + wrong, scores={"headache": 1})
    kept = receive_entry(alice.owner, uuid4(), told, later).entry
    assert (kept.urgency, kept.noted_at) == ("same_day", later + wrong)
