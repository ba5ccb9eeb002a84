"""How urgent Alice's answers are: every threshold from both sides, and nothing that ever lowers it."""

import itertools
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.aftercare.protocol import bundled, bundled_json
from companion.aftercare.symptoms import Report, Triage, triage
from tests.aftercare.alice import ALICE, BOBS_NUMBER, voice

PLAIN = json.loads(bundled_json())
FLAGS = {flag["id"]: flag for flag in PLAIN["red_flags"]["items"]}
RANGES = {scale["id"]: scale["range"] for scale in PLAIN["scales"]["items"]}
ORDER = ["emergency_now", "same_day", "follow_up", "none"]
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# score, from, to, rises by, after so many days, urgency, flag: the thresholds, written out once more by hand
THRESHOLDS: list[tuple[str, int, int, int, int, str, str | None]] = [
    ("pain", 7, 10, 0, 0, "same_day", None),
    ("headache", 3, 3, 0, 0, "same_day", "rf-bad-headache"),
    ("headache", 1, 3, 0, 3, "same_day", "rf-bad-headache"),
    ("swelling", 3, 3, 0, 0, "same_day", None),
    ("swelling", 1, 3, 1, 2, "same_day", None),
    ("redness_heat", 3, 3, 0, 0, "same_day", "rf-infection"),
    ("redness_heat", 1, 3, 1, 1, "same_day", None),
    ("asymmetry", 3, 3, 0, 0, "same_day", None),
    ("asymmetry", 1, 2, 0, 0, "follow_up", "rf-brow-uneven"),
    ("bruise", 1, 3, 0, 14, "follow_up", "rf-long-bruise"),
    ("bruise", 1, 3, 1, 3, "same_day", None),
]


def of(
    *flags: str, age: timedelta = timedelta(hours=2), previous: dict[str, int] | None = None, **scores: int
) -> Triage:
    return triage(bundled(), Report(age, scores, previous or {}, flags), voice(ALICE.treated_at, BOBS_NUMBER))


def expected(score: str, value: int, before: int | None, age: timedelta) -> str:
    held = [
        urgency
        for name, low, high, rise, days, urgency, _ in THRESHOLDS
        if name == score and low <= value <= high and (not days or age > days * DAY)
        if not rise or (before is not None and value - before >= rise)
    ]
    return min([*held, "none"], key=ORDER.index)


@pytest.mark.parametrize("score", RANGES)
def test_each_value_of_a_score_has_the_urgency_of_the_thresholds(score: str) -> None:
    low, high = RANGES[score]
    ages = [
        timedelta(),
        *(days * DAY + offset for days in (1, 2, 3, 14) for offset in (-SECOND, timedelta(), SECOND)),
    ]
    for value, before, age in itertools.product(range(low, high + 1), [None, *range(low, high + 1)], ages):
        previous = {} if before is None else {score: before}
        got = of(age=age, previous=previous, **{score: value}).urgency
        assert got == expected(score, value, before, age), (value, before, age)


def test_the_thresholds_written_here_are_all_that_the_protocol_has() -> None:
    assert len(PLAIN["scales"]["auto_triage"]) == len(THRESHOLDS)


@pytest.mark.parametrize(("score", "low", "days", "flag"), [(t[0], t[1], t[4], t[6]) for t in THRESHOLDS if not t[3]])
def test_because_names_the_score_and_its_flag(score: str, low: int, days: int, flag: str | None) -> None:
    got = of(age=days * DAY + SECOND, previous={}, **{score: low})
    assert got.because == ((score, flag) if flag else (score,))
    spoken = FLAGS[flag]["say"]["en"] if flag else PLAIN["answers"]["triage"]["same_day"]["en"]
    assert got.say == spoken.replace("{call_clinic}", "Call the clinic today.")


def test_equal_to_after_does_not_hold_and_a_second_later_does() -> None:
    assert of(age=3 * DAY, headache=1).urgency == "none"
    assert of(age=3 * DAY + SECOND, headache=1).urgency == "same_day"


def test_a_rise_needs_an_earlier_score() -> None:
    assert of(age=5 * DAY, swelling=2).urgency == "none"
    assert of(age=5 * DAY, swelling=2, previous={"swelling": 2}).urgency == "none"
    assert of(age=5 * DAY, swelling=2, previous={"pain": 0}).urgency == "none"
    assert of(age=5 * DAY, swelling=2, previous={"swelling": 1}).urgency == "same_day"


def test_then_ask_names_flags_that_were_not_answered_and_never_changes_the_urgency() -> None:
    assert of(swelling=3).then_ask == ("rf-allergy", "rf-infection", "rf-lump")
    assert of("rf-lump", swelling=3).then_ask == ("rf-allergy", "rf-infection")
    assert of("rf-lump", swelling=3).urgency == of(swelling=3).urgency == "same_day"


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_alone_has_its_own_urgency_and_sentence(flag: str) -> None:
    got = of(flag)
    assert (got.urgency, got.because) == (FLAGS[flag]["urgency"], (flag,))
    number = FLAGS[flag]["say"]["en"].replace("{emergency_number}", "911")
    assert got.say == number.replace("{call_clinic}", "Call the clinic today.")


def test_two_flags_have_the_higher_urgency_or_that_of_the_pair_in_both_orders() -> None:
    for one, other in itertools.permutations(FLAGS, 2):
        levels = [FLAGS[one]["urgency"], FLAGS[other]["urgency"]]
        for first, second in ((one, other), (other, one)):
            if second in FLAGS[first].get("escalate_with", ()):
                levels.append(FLAGS[first]["to"])
        got = of(one, other)
        assert got.urgency == min(levels, key=ORDER.index), (one, other)
        assert set(got.because) <= {one, other} != set()


def test_a_pair_names_both_and_speaks_for_both() -> None:
    for pair in (("rf-ptosis", "rf-double-vision"), ("rf-double-vision", "rf-ptosis")):
        got = of(*pair)
        assert (got.urgency, got.because) == ("emergency_now", pair)
        assert got.say == "Call 911 now. Say you had a botulinum toxin injection."


def test_the_most_urgent_of_scores_and_flags_decides() -> None:
    got = of("rf-brow-uneven", "rf-chest", pain=8, asymmetry=1)
    assert (got.urgency, got.because, got.say) == ("emergency_now", ("rf-chest",), "Call 911 now.")


def test_without_a_reason_nothing_says_that_all_is_well() -> None:
    got = of()
    assert (got.urgency, got.because) == ("none", ())
    assert got.say == PLAIN["answers"]["triage"]["none"]["en"]


def test_no_text_of_the_protocol_says_all_clear() -> None:
    note = PLAIN["scales"]["triage_note"]
    assert bundled_json().lower().count("all clear") == note.lower().count("all clear")


scores = st.fixed_dictionaries({}, optional={name: st.integers(*limits) for name, limits in RANGES.items()})
flags = st.lists(st.sampled_from(sorted(FLAGS)), unique=True, max_size=6)
ages = st.integers(0, 60 * 86400).map(lambda seconds: timedelta(seconds=seconds))


def level(age: timedelta, given_scores: dict[str, int], before: dict[str, int], answered: list[str]) -> int:
    return ORDER.index(of(*answered, age=age, previous=before, **given_scores).urgency)


@given(ages, scores, scores, flags, st.data())
def test_one_more_answer_never_lowers_the_urgency(
    age: timedelta, now: dict[str, int], before: dict[str, int], answered: list[str], data: st.DataObject
) -> None:
    whole = level(age, now, before, answered)
    fewer_flags = data.draw(st.lists(st.sampled_from(answered), unique=True)) if answered else []
    fewer_scores = {name: value for name, value in now.items() if data.draw(st.booleans())}
    fewer_before = {name: value for name, value in before.items() if data.draw(st.booleans())}
    assert whole <= level(age, now, before, fewer_flags)
    assert whole <= level(age, fewer_scores, before, answered)
    assert whole <= level(age, now, fewer_before, answered)


@given(scores, flags)
def test_the_order_of_the_flags_does_not_matter(now: dict[str, int], answered: list[str]) -> None:
    assert level(DAY, now, {}, answered) == level(DAY, now, {}, answered[::-1])


@given(ages, scores, scores, flags)
def test_every_sentence_is_complete(
    age: timedelta, now: dict[str, int], before: dict[str, int], answered: list[str]
) -> None:
    for phone, country in ((BOBS_NUMBER, "US"), (None, "US"), (None, None), (None, "GG")):
        report = Report(age, now, before, tuple(answered))
        said = triage(bundled(), report, voice(ALICE.treated_at, phone, country)).say
        assert said.strip() and not {"{", "}"} & set(said)
