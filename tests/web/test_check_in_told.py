"""What Alice is told when she has said how she is: how urgent it is, what to look at next, and never a reproach."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from companion.aftercare.protocol import bundled, say
from tests.cast import Person, enrol_at
from tests.journal import keep_entry
from tests.web.check_in import entries, said, save, told


@pytest.mark.parametrize(
    ("days", "before", "answers", "urgency", "flag"),
    [
        (0, {}, {"pain": "6"}, "none", None),
        (0, {}, {"pain": "7"}, "same_day", None),
        (4, {"bruise": 1}, {"bruise": "2"}, "same_day", None),
        (4, {"bruise": 2}, {"bruise": "2"}, "none", None),
        (0, {}, {"asymmetry": "1"}, "follow_up", "rf-brow-uneven"),
        (0, {}, {"flag": "rf-breathing"}, "emergency_now", "rf-breathing"),
        (0, {}, {"flag": ["rf-ptosis", "rf-double-vision"]}, "emergency_now", None),
    ],
)
def test_the_answer_says_how_urgent_it_is(
    app: Flask,
    now: datetime,
    days: int,
    before: dict[str, int],
    answers: dict[str, Any],
    urgency: str,
    flag: str | None,
) -> None:
    alice = enrol_at(app, "Marlow Street Clinic", now - timedelta(days=days, hours=1), "Alice")
    if before:
        keep_entry(alice, now - timedelta(hours=1), scores=before)
    page = told(alice, save(alice, **answers))
    text = bundled().flag[flag].say if flag else getattr(bundled().answers.triage, urgency)
    filled = say(text).replace("{emergency_number}", "999").replace("{call_clinic}", "Call the clinic today.")
    assert said(page) == [urgency, filled]
    assert entries()[-1].urgency == urgency
    assert ("tel:999" in page) == (urgency == "emergency_now")
    assert ("tel:02079460142" in page) == (urgency == "same_day")


def test_the_answer_asks_what_has_to_be_looked_at_next(alice: Person) -> None:
    page = told(alice, save(alice, swelling="3"))
    assert all(say(bundled().flag[flag].ask) in page for flag in ("rf-allergy", "rf-infection", "rf-lump"))


def test_a_slip_is_answered_without_blame_and_kept(alice: Person) -> None:
    page = told(alice, save(alice, rule="no-alcohol", bruise="1"))
    (entry,) = entries()
    assert (entry.kind, entry.rule, entry.scores) == ("slip", "no-alcohol", {"bruise": 1})
    words, rule = bundled().check_in.slip, bundled().rule["no-alcohol"]
    assert words
    for text in (words.thanks, words.still, rule.why):
        assert say(text) in page
    assert "Your clinic asks this as a precaution." in page


def test_whoever_looks_often_hears_a_calm_word(alice: Person) -> None:
    often = bundled().check_in.often
    assert often
    pages = [told(alice, save(alice, bruise="1", note=str(n))) for n in range(often.more_than + 1)]
    assert [say(often.say) in page for page in pages] == [False] * often.more_than + [True]
    assert say(often.say) not in told(alice, save(alice, kind="fine"))
    assert say(often.say) not in told(alice, save(alice, flag="rf-ptosis"))  # a call is not put off
