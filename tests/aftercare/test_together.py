"""Alice has several treatments: a question is asked of all of them, and the most careful answer counts."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from companion.aftercare.can_i import Answered, can_i, can_i_in_all
from companion.aftercare.can_i.stretches import stretches
from companion.aftercare.protocol import Protocol, bundled, bundled_json, parse
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from tests.aftercare.alice import ALICE, BOBS_NUMBER, NEW_YORK, ask, voice

HOUR = timedelta(hours=1)
# Her jaw, twenty hours after her forehead.
JAW = Treated("dysport", ("masseter",), ALICE.treated_at + 20 * HOUR, NEW_YORK)


def ask_both(question: str, after: timedelta, protocol: Protocol | None = None) -> Answered:
    plans = [schedule_of(bundled(), ALICE), schedule_of(protocol or bundled(), JAW)]
    now = ALICE.treated_at + after
    return can_i_in_all([(plan, voice(now, BOBS_NUMBER)) for plan in plans], question, now)


def changed(topic_id: str, **values: Any) -> Protocol:
    """A clinic's own protocol, with other values for one topic."""
    protocol = json.loads(bundled_json())
    next(topic for topic in protocol["can_i"]["topics"] if topic["id"] == topic_id).update(values)
    return parse(json.dumps(protocol))


@pytest.mark.parametrize("question", ["wine", "ibuprofen", "bath", "walk", "my eyelid is droopy", "fence", "champange"])
def test_one_treatment_alone_is_answered_as_ever(question: str) -> None:
    now = ALICE.treated_at + 2 * HOUR
    plan = schedule_of(bundled(), ALICE)
    assert can_i_in_all([(plan, voice(now))], question, now) == can_i(plan, question, now, voice(now))


def test_not_yet_lasts_until_the_latest_end() -> None:
    answered = ask_both("wine", 23 * HOUR)
    assert answered.answer == "not_yet"
    assert answered.from_at == JAW.treated_at + 24 * HOUR
    assert answered.says == ("Not yet. You can from 11:30 tomorrow.",)
    assert [w.ends_at for w in answered.standing] == [answered.from_at]


def test_the_careful_answer_of_one_beats_the_yes_of_the_other() -> None:
    assert ask("wine", 30 * HOUR).answer == "yes"
    assert ask_both("wine", 30 * HOUR).answer == "not_yet"
    assert ask_both("wine", 45 * HOUR).answer == "yes"


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"answer": "help", "flag": "rf-fever", "rules": []}, "help"),
        ({"answer": "ask"}, "ask"),
        ({"answer": "yes_if", "condition": {"en": "Yes, if cold."}}, "not_yet"),
        ({"answer": "yes"}, "not_yet"),
        ({"words": ["xyzzy"]}, "not_yet"),
    ],
)
def test_two_protocols_give_the_more_careful_answer(values: dict[str, Any], answer: str) -> None:
    answered = ask_both("wine", 2 * HOUR, changed("wine", **values))
    assert answered.answer == answer
    assert (answered.flag, answered.urgency) == (("rf-fever", "same_day") if answer == "help" else (None, None))


def test_of_two_signs_the_more_urgent_one_opens() -> None:
    milder = changed("help-breathing", flag="rf-fever")
    assert ask_both("gasping", 2 * HOUR, milder).flag == "rf-breathing"


def test_what_both_say_is_said_once_and_what_one_adds_is_added() -> None:
    same, other = ask_both("bath", 30 * HOUR), changed("bath", condition={"en": "Yes, if cold."})
    assert same.says == ask("bath", 30 * HOUR).says
    assert ask_both("bath", 30 * HOUR, other).says == (*same.says, "Yes, if cold.")


def test_rules_of_both_are_named_for_reading_on() -> None:
    assert "masseter-soft-food" not in ask("eat").rules
    assert set(ask("yoga").rules) <= set(ask_both("yoga", 22 * HOUR).rules)


def test_a_clock_that_is_slow_does_not_say_yes() -> None:
    assert ask_both("wine", -HOUR).answer == "not_yet"


@pytest.mark.parametrize("topic_id", ["wine", "yoga", "sleep", "thinning-supplement", "ibuprofen", "bath"])
def test_the_stretches_of_a_topic_are_its_answers_at_every_hour(topic_id: str) -> None:
    plan = schedule_of(bundled(), ALICE)
    topic = next(topic for topic in plan.protocol.can_i.topics if topic.id == topic_id)
    laid = stretches(plan, topic)
    assert laid[0].from_at == ALICE.treated_at
    for hours in range(0, 24 * 40):
        now = ALICE.treated_at + HOUR * hours
        found = [stretch.finding for stretch in laid if stretch.from_at <= now][-1]
        assert found.answer == _answer(plan, topic.words[0], now)


def _answer(plan: Schedule, question: str, now: datetime) -> str:
    return can_i(plan, question, now, voice(now)).answer
