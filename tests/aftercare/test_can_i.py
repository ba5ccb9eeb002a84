"""The question "Can I ... yet?" as Alice asks it: two hours after her treatment, and as her windows end."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.aftercare.can_i import LONGEST_QUESTION, can_i
from companion.aftercare.protocol import Protocol, bundled, bundled_json, parse
from companion.aftercare.schedule import Treated, schedule_of
from tests.aftercare.alice import ALICE, BOBS_NUMBER, NEW_YORK, TWO_HOURS, ask, voice, wall
from tests.aftercare.command import Companion

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
NECK_ONLY = Treated("botox_cosmetic", ("platysma",), ALICE.treated_at, NEW_YORK)
AT_HALF_PAST_FOUR = [
    *("--product", "daxxify", "--areas", "glabella,forehead", "--zone", NEW_YORK),
    *("--treated-at", "2026-03-07T14:30", "--at", "2026-03-07T16:30"),
]


class Row(NamedTuple):
    answer: str
    name: str
    question: str


def table() -> list[Row]:
    lines = Path(__file__).with_name("can_i_table.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ", 1) for line in lines if line and not line.startswith("#")]
    return [Row(*wanted.partition(" ")[::2], question) for wanted, question in rows]


TABLE = table()


@pytest.mark.parametrize("row", TABLE, ids=[row.question for row in TABLE])
def test_a_question_of_the_table(row: Row) -> None:
    answered = ask(row.question)
    assert answered.answer == row.answer
    assert (answered.flag or "") == (row.name if row.answer == "help" else "")
    if row.answer == "not_yet":
        [window] = schedule_of(bundled(), ALICE).windows_of(row.name)
        assert row.name in answered.rules
        assert answered.from_at == window.ends_at
    else:
        assert answered.from_at is None


def test_the_table_asks_three_hundred_questions_and_none_twice() -> None:
    assert len({row.question for row in TABLE}) == len(TABLE) >= 300


@pytest.mark.parametrize(
    "question", ["can't talk", "I can't walk properly", "I cannot eat", "can't work", "cannot laugh"]
)
def test_what_a_person_can_not_do_is_never_answered_with_a_yes(question: str) -> None:
    assert ask(question).answer in ("help", "ask", "unknown")


@pytest.mark.parametrize(
    ("question", "hours"),
    [
        ("lie down", 4),
        ("wine", 24),
        ("hot yoga", 24),
        ("makeup", 4),
        ("fish oil", 71),
        ("facial", 335),
        ("dentist", 335),
    ],
)
def test_hour_by_hour_the_answer_changes_at_the_end_of_the_window(question: str, hours: int) -> None:
    answers = [ask(question, HOUR * hour).answer for hour in range(340)]
    assert answers == ["not_yet"] * hours + ["yes"] * (340 - hours)
    assert ask(question, HOUR * hours - SECOND).answer == "not_yet"


def test_from_is_the_latest_end_of_all_that_block() -> None:
    assert ask("yoga").from_at == wall("2026-03-08T15:30")
    assert ask("yoga and a facial").from_at == wall("2026-03-21T14:30")
    assert ask("yoga", timedelta(hours=5)).from_at == wall("2026-03-08T15:30")


def test_rules_that_have_ended_are_named_for_reading_on_but_no_longer_block() -> None:
    answered = ask("yoga", timedelta(hours=25))
    assert (answered.answer, answered.rules) == ("yes", ("no-hard-exercise", "stay-upright"))


@pytest.mark.parametrize(("question", "answer"), [("hat", "yes"), ("bike helmet", "yes"), ("skiing", "not_yet")])
def test_a_rule_of_an_area_that_was_not_treated_does_not_count(question: str, answer: str) -> None:
    answered = ask(question, treated=NECK_ONLY)
    assert answered.answer == answer
    assert "no-tight-headwear" not in answered.rules


def test_a_rule_that_the_clinic_hides_does_not_count() -> None:
    values = json.loads(bundled_json())
    for rule in values["rules"]:
        rule["hidden"] = rule["id"] == "no-alcohol"
    schedule, now = schedule_of(parse(json.dumps(values)), ALICE), ALICE.treated_at + TWO_HOURS
    answered = can_i(schedule, "wine", now, voice(now))
    assert (answered.answer, answered.rules) == ("yes", ())


def test_a_typing_error_is_read_back_but_help_opens_at_once() -> None:
    assert ask("excercise").meant == ("exercise",)
    assert ask("exercise").meant == ()
    assert ask("I feel dizy").meant == ()


def test_stopping_a_medicine_is_asked_at_any_time() -> None:
    assert {ask("stop my inhaler", HOUR * hour).answer for hour in range(0, 5000, 100)} == {"ask"}


@pytest.mark.parametrize("phone", [BOBS_NUMBER, None])
def test_nothing_is_left_to_fill_in_any_sentence(phone: str | None, protocol: Protocol) -> None:
    topics = [topic.words[0] for topic in protocol.can_i.topics]
    for question, hours in product([*topics, *(row.question for row in TABLE)], (2, 48)):
        said = ask(question, HOUR * hours, phone=phone).say
        assert said.strip() == said != ""
        assert not {"{", "}", "None"} & {*said, *said.split()}, question


def test_the_clinic_is_named_by_its_number_where_there_is_one() -> None:
    for question in ("ibuprofen", "lip balm"):
        assert BOBS_NUMBER in ask(question).say
        assert "the clinic that treated you" in ask(question, phone=None).say


def test_the_wait_is_said_as_a_clock_shows_it_in_the_zone_of_the_treatment() -> None:
    assert ask("wine").say == "Not yet. You can from 15:30 tomorrow."
    assert ask("facial").say.startswith("Not yet. You can from 14:30 on Saturday 21 March.")


@given(st.text(max_size=LONGEST_QUESTION))
def test_any_text_gets_an_answer(text: str) -> None:
    assert ask(text).answer in bundled().can_i.precedence


@given(st.lists(st.sampled_from([word for row in TABLE for word in row.question.split()]), min_size=1, max_size=12))
def test_a_symptom_opens_help_among_any_other_words(words: list[str]) -> None:
    assert ask(" ".join(["gasping", *words])).answer == "help"


def test_the_same_question_gets_the_same_answer_in_every_process() -> None:
    questions = ["lazer", "suana", "my eyelid is dropy", "asprin", "brething problem"]
    script = f"from tests.aftercare.alice import ask\nprint([(ask(q).answer, ask(q).topics) for q in {questions!r}])"
    answers = set()
    for seed in "1234":
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        answers.add(done.stdout)
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("glass of wine", ("not_yet", ["no-alcohol"], None, "2026-03-08T19:30:00Z")),
        (
            "hot yoga",
            ("not_yet", ["no-hard-exercise", "no-heat", "stay-upright"], None, "2026-03-08T19:30:00Z"),
        ),
        ("ibuprofen", ("ask", ["pain-relief"], None, None)),
        ("my eyelid is droopy", ("help", [], "rf-ptosis", None)),
        ("repaint the fence", ("unknown", [], None, None)),
    ],
)
def test_the_command_answers_in_json(question: str, answer: tuple[object, ...], companion: Companion) -> None:
    said = companion("can-i", question, *AT_HALF_PAST_FOUR, "--json")
    given_ = json.loads(said.out)
    assert (said.code, said.err, given_["question"]) == (0, "", question)
    assert list(given_) == ["question", "answer", "rules", "flag", "from", "say"]
    assert (given_["answer"], given_["rules"], given_["flag"], given_["from"]) == answer


def test_the_command_answers_in_one_line_of_words(companion: Companion) -> None:
    said = companion("can-i", "lip balm", *AT_HALF_PAST_FOUR, "--clinic-phone", BOBS_NUMBER)
    assert said.out == f"unknown: We don't know that one. Ask your clinic: {BOBS_NUMBER}.\n"


@pytest.mark.parametrize("question", ["", "   ", "x" * (LONGEST_QUESTION + 1)])
def test_no_question_or_an_endless_one_exits_with_2(question: str, companion: Companion) -> None:
    said = companion("can-i", question, *AT_HALF_PAST_FOUR)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
