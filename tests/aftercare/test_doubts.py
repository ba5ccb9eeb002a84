"""Where a plain yes would be a guess, the answer is ask or help."""

import pytest

from tests.aftercare.alice import ask

HELP = """
water goes up my nose when i drink -> rf-swallow-speech
food going down the wrong way -> rf-swallow-speech
i am out of breath after running -> rf-breathing
face is droopy on one side -> rf-stroke
half closed eye -> rf-ptosis
red area spreading and hot -> rf-infection
my head hurts -> rf-bad-headache
i peed myself -> rf-bladder
pain 9 out of 10 -> all
help -> all
999 -> all
"""


@pytest.mark.parametrize("line", HELP.strip().splitlines())
def test_a_symptom_in_plain_words_opens_help(line: str) -> None:
    question, flag = line.split(" -> ")
    answered = ask(question)
    assert (answered.answer, answered.flag) == ("help", flag)


@pytest.mark.parametrize(
    "question",
    [
        "overdose of paracetamol",
        "i took too many paracetamol",
        "i'm allergic to paracetamol",
        "tylenol pm",
        "skip my blood pressure pill",
        "can i skip my heart medicine",
        "leave out my insulin",
        "stop my inhaler",
        "can't walk the dog",
    ],
)
def test_more_than_the_plain_thing_is_a_question_for_the_clinic(question: str) -> None:
    assert ask(question).answer in ("ask", "help")


@pytest.mark.parametrize("question", ["i feel like killing myself", "my boiler is suana coloured and broken today"])
def test_a_typing_error_is_not_assumed_where_much_stays_unexplained(question: str) -> None:
    assert ask(question).answer == "unknown"


@pytest.mark.parametrize("question", ["would ice help", "go for a walk with my kids", "coffee", "suana with friends"])
def test_plain_questions_keep_their_plain_answer(question: str) -> None:
    assert ask(question).answer in ("yes", "yes_if", "not_yet")
