"""The phone answers "Can I ... yet?" as the ground floor does: same verdict, rules, sign, time, sentences, markup."""

import json
import os
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from companion.aftercare.protocol import Protocol, bundled, bundled_json, parse
from companion.aftercare.schedule import Treated
from companion.models.treatment import Course
from tests.aftercare.test_can_i import TABLE
from tests.aftercare.test_doubts import HELP
from tests.browser.alice import ALICE
from tests.browser.both import Asked, Said, both, course
from tests.browser.house import House
from tests.browser.phone import untroubled

pytestmark = pytest.mark.browser

DOUBTS = [line.split(" -> ")[0] for line in HELP.strip().splitlines()]
INSTANTS = [timedelta(hours=2), timedelta(hours=30), timedelta(days=3), timedelta(days=15), timedelta(weeks=40)]
# Her second treatment, twenty hours after the first.
CHEWING = Treated("dysport", ("masseter", "chin"), ALICE.treated_at + timedelta(hours=20), "Europe/London")
MANY = 2000 if os.environ.get("TRUST") else 200


@pytest.fixture(scope="module")
def page(chromium: Browser, house: House) -> Iterator[Page]:
    with untroubled(chromium, house) as phones:
        yield phones().open("/")


def differing(house: House, page: Page, courses: list[Course], asked: list[Asked]) -> list[object]:
    """Where they differ: the question, and the parts of both that are not the same."""
    pairs = both(house, page, courses, asked)
    return [(one, *unlike(told, heard)) for one, told, heard in pairs if told != heard]


def unlike(told: Said, heard: Said) -> list[tuple[object, object]]:
    return [(a, b) for a, b in zip(told, heard, strict=True) if a != b]


def at_each_instant(questions: list[str]) -> list[Asked]:
    return [(question, ALICE.treated_at + after) for question in questions for after in INSTANTS]


@pytest.mark.parametrize("treated", [[ALICE], [CHEWING, ALICE]], ids=["one treatment", "two treatments"])
def test_every_question_of_the_tables(house: House, page: Page, treated: list[Treated]) -> None:
    asked = at_each_instant([*(row.question for row in TABLE), *DOUBTS])
    assert differing(house, page, [course(one) for one in treated], asked) == []


@pytest.mark.parametrize("treated", [[ALICE], [ALICE, CHEWING]], ids=["one treatment", "two treatments"])
def test_questions_that_nobody_wrote_down(house: House, page: Page, treated: list[Treated]) -> None:
    chance = random.Random(3)
    asked = [(question, ALICE.treated_at + chance.choice(INSTANTS)) for question in made_up(chance, MANY)]
    assert differing(house, page, [course(one) for one in treated], asked) == []


def test_the_made_up_questions_get_every_kind_of_answer(house: House, page: Page) -> None:
    asked = [(question, ALICE.treated_at + INSTANTS[0]) for question in made_up(random.Random(3), 200)]
    said = [heard for _, _, heard in both(house, page, [course(ALICE)], asked)]
    assert {one.answer for one in said} == set(bundled().can_i.precedence)
    assert any(one.meant for one in said)


@pytest.mark.parametrize("phone", ["020 7946 0142", None], ids=["clinic with a number", "no clinic"])
def test_a_clinic_that_has_another_protocol(house: House, page: Page, phone: str | None) -> None:
    courses = [course(CHEWING, changed_protocol(), phone), course(ALICE, phone=phone)]
    asked = at_each_instant([row.question for row in TABLE][::4])
    assert differing(house, page, courses, asked) == []


def test_letters_of_other_alphabets_and_none(house: House, page: Page) -> None:
    words = [
        "ŴINE",
        "ｗｉｎｅ",
        "Can I — wine?",
        "can’t breathe",
        "𝐰𝐢𝐧𝐞",
        "Straße",
        "İstanbul gym",
        "ΣΑΣ",
        "½ wine",
        "...",
        "👍 gym",
    ]
    asked = at_each_instant([*words, "can i " * 30 + "wine", "é" * 200, "wine" + "́" * 190, "①②③", "can i", "wine\tgym"])
    assert differing(house, page, [course(ALICE)], asked) == []


# Each lies on one side of a limit of the reading, and its neighbour on the other.
LIMITS = [
    *("weak is my the of arm", "weak is my the of his arm"),
    *("hydrqtoin", "champagen", "champaen", "sauan", "suaan", "gmy", "wnie", "ibuprofne", "paracetmol", "parcetmol"),
    *(
        "berries",
        "glasses",
        "lenses",
        "surgeries",
        "dishes",
        "pelvis",
        "tonight wine",
        "wine tonight",
        "have",
        "have a",
    ),
    *("suana with friends", "suana with new friends", "suana with new loud friends", "can't", "can't can't"),
]


def test_limits_of_the_reading(house: House, page: Page) -> None:
    asked = at_each_instant([*LIMITS, "ﷺ" * 30 + " wine"])  # one letter that is written out as eighteen
    asked.append(("wine", ALICE.treated_at - timedelta(hours=1)))  # by a clock that is slow
    said = {one[0]: heard for one, _, heard in both(house, page, [course(ALICE)], asked[:10])}
    assert (said["weak is my the of arm"].answer, said["weak is my the of his arm"].answer) == ("help", "unknown")
    assert differing(house, page, [course(CHEWING), course(ALICE)], asked) == []


def made_up(chance: random.Random, many: int) -> list[str]:
    """Questions with mistakes: letters swapped, lost, doubled; words in another order; topics mixed."""
    topics = bundled().can_i.topics
    phrases = [text for topic in topics for text in (*topic.words, *topic.alone)]
    reading = bundled().can_i.reading
    fillers = [*reading.cannot, *reading.doubts, *reading.stopping, *reading.medicines, *reading.fillers, "with", "my"]

    def question() -> str:
        parts = [chance.choice(phrases) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        words = " ".join([*parts, *chance.choices(fillers, k=chance.choice([0, 0, 1, 2]))]).split()
        if chance.random() < 0.3:
            chance.shuffle(words)
        words = [mistyped(word, chance) if chance.random() < 0.25 else word for word in words]
        return chance.choice(["", "", "Can I ", "when can i "]) + " ".join(words)

    return [question()[:200] for _ in range(many)]


def mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        [before + after, word + "s", before + letter * 2 + after, before + after[:1] + letter + after[1:]]
    )


def changed_protocol() -> Protocol:
    """Without the rule on alcohol, with other words for a few topics and one topic less."""
    values = json.loads(bundled_json())
    for rule in values["rules"]:
        rule["hidden"] = rule["id"] == "no-alcohol"
    topics = values["can_i"]["topics"]
    topics.remove(next(topic for topic in topics if topic["id"] == "gym"))
    for topic in topics:
        if topic["answer"] == "yes_if":
            topic["condition"] = {"en": f"Yes, if Carol says so: {topic['id']}."}
    return parse(json.dumps(values))
