"""The table that a phone looks up says what triage says, for every combination of answers."""

import itertools
import json
import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.aftercare.protocol import bundled
from companion.aftercare.symptoms import Report, Triage, triage
from companion.aftercare.triage_table import bands_of, pairs_of, tables_of
from tests.aftercare.alice import ALICE, BOBS_NUMBER, voice

VOICE = voice(ALICE.treated_at, BOBS_NUMBER)
TABLE: dict[str, Any] = json.loads(json.dumps(tables_of(bundled(), VOICE)))
FLAGS, PAIRS = tuple(bundled().flag), pairs_of(bundled())
RANGES = {scale.id: range(scale.range[0], scale.range[1] + 1) for scale in bundled().scales.items}
SECOND = timedelta(seconds=1)
AGES = [timedelta(), *(band + offset for band in bands_of(bundled()) for offset in (timedelta(), SECOND))]


def look_up(age: timedelta, scores: dict[str, int], before: dict[str, int], flags: tuple[str, ...]) -> Triage:
    """What a phone does with the table. It knows no rule."""
    band = sum(age.total_seconds() > start for start in TABLE["bands"])
    places = [
        cells[band][before[score] - low + 1 if score in before else 0][scores[score] - low]
        for score, (low, cells) in TABLE["scores"].items()
        if score in scores
    ]
    places += [TABLE["flags"][flag] for flag in flags]
    places += [place for one, other, place in TABLE["pairs"] if one in flags and other in flags]
    found = [TABLE["outcomes"][place] for place in (places or [0])]
    order = {urgency: order for urgency, (order, _) in TABLE["urgencies"].items()}
    urgency = min((row[0] for row in found), key=order.__getitem__)
    deciding = [row for row in found if row[0] == urgency]
    speaks = next((row[2] for row in deciding if row[2]), None)
    said = TABLE["words"][speaks][2] if speaks else TABLE["urgencies"][urgency][1]
    because = dict.fromkeys(name for row in deciding for name in row[1])
    asks = dict.fromkeys(flag for row in found for flag in row[3] if flag not in flags)
    return Triage(urgency, tuple(because), said, tuple(asks))


def same(age: timedelta, scores: dict[str, int], before: dict[str, int], flags: tuple[str, ...]) -> bool:
    looked = look_up(age, scores, before, flags)
    judged = triage(bundled(), Report(age, scores, before, flags), VOICE)
    facts = (looked.urgency, looked.say, set(looked.because), set(looked.then_ask))
    return facts == (judged.urgency, judged.say, set(judged.because), set(judged.then_ask))


@pytest.mark.parametrize("score", RANGES)
def test_each_value_with_each_flag_and_each_pair_says_the_same(score: str) -> None:
    pairs = list(itertools.combinations(FLAGS, 2)) if os.environ.get("TRUST") == "1" else PAIRS
    answered: list[tuple[str, ...]] = [(), *((flag,) for flag in FLAGS), *pairs]
    for age, before, now in itertools.product(AGES, [None, *RANGES[score]], RANGES[score]):
        previous = {} if before is None else {score: before}
        for flags in answered if age in AGES[::2] else answered[:1]:
            assert same(age, {score: now}, previous, flags), (age, before, now, flags)


def test_each_two_flags_say_the_same_in_both_orders() -> None:
    for pair in itertools.permutations(FLAGS, 2):
        assert same(timedelta(), {}, {}, pair), pair


def test_each_two_scores_say_the_same() -> None:
    for one, other in itertools.combinations(RANGES, 2):
        for a, b, age in itertools.product(RANGES[one], RANGES[other], AGES):
            assert same(age, {one: a, other: b}, {one: 0}, ()), (age, one, a, other, b)


values = st.fixed_dictionaries({}, optional={name: st.sampled_from(list(found)) for name, found in RANGES.items()})


@settings(max_examples=400)
@given(
    st.integers(-86400, 60 * 86400).map(lambda seconds: timedelta(seconds=seconds)),
    values,
    values,
    st.lists(st.sampled_from(FLAGS), unique=True, max_size=8).map(tuple),
)
def test_any_mixture_says_the_same(
    age: timedelta, scores: dict[str, int], before: dict[str, int], flags: tuple[str, ...]
) -> None:
    assert same(age, scores, before, flags)


def test_nothing_answered_is_nothing() -> None:
    assert same(timedelta(), {}, {}, ())
    assert TABLE["outcomes"][0] == ["none", [], None, []]


def test_a_bruise_that_grows_on_day_four_is_for_today() -> None:
    """Two entries in a row without a network: the phone takes its own newest one as the one before."""
    day = timedelta(days=4)
    assert look_up(day, {"bruise": 1}, {}, ()).urgency == "none"
    assert look_up(day, {"bruise": 2}, {"bruise": 1}, ()).urgency == "same_day"


def test_every_flag_has_its_question() -> None:
    assert set(TABLE["words"]) == set(FLAGS)
    assert all(text.strip() for texts in TABLE["words"].values() for text in texts)


def test_the_table_is_small() -> None:
    assert len(json.dumps(TABLE, separators=(",", ":"))) < 20_000
