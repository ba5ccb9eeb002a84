"""The phone looks up what the ground floor judges: every combination, in a real browser."""

import itertools
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from companion.aftercare.protocol import bundled
from companion.aftercare.symptoms import Report, triage
from companion.aftercare.triage_table import bands_of, pairs_of, tables_of
from tests.aftercare.alice import ALICE, BOBS_NUMBER, voice
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

VOICE = voice(ALICE.treated_at, BOBS_NUMBER)
FLAGS, PAIRS = tuple(bundled().flag), pairs_of(bundled())
RANGES = {scale.id: range(scale.range[0], scale.range[1] + 1) for scale in bundled().scales.items}
SECOND = timedelta(seconds=1)
AGES = [timedelta(), *(band + offset for band in bands_of(bundled()) for offset in (timedelta(), SECOND))]
LOOK_UP = """async ([table, cases]) => {
  const { src } = document.querySelector('script[src*="/js/app.js"]');
  const { lookUp } = await import(src.replace("app.js", "triage.js"));
  return cases.map(([age, scores, before, flags]) => {
    const { urgency, because, say, asks } = lookUp(table, { age, scores, before, flags });
    return [urgency, because.sort(), say, asks.sort()];
  });
}"""
Answers = tuple[timedelta, dict[str, int], dict[str, int], tuple[str, ...]]


def with_one_score(score: str) -> Iterator[Answers]:
    """Each value after each before, at each age; with each flag and each pair too, where TRUST=1 all of it."""
    answered: list[tuple[str, ...]] = [*((flag,) for flag in FLAGS), *PAIRS]
    for age, before, now in itertools.product(AGES, [None, *RANGES[score]], RANGES[score]):
        earlier = {} if before is None else {score: before}
        yield age, {score: now}, earlier, ()
        if os.environ.get("TRUST") == "1" or (before is None and age in AGES[::4]):
            yield from ((age, {score: now}, earlier, flags) for flags in answered)


def of_two() -> Iterator[Answers]:
    """Each two flags in both orders, and each two scores that rose."""
    yield from ((timedelta(), {}, {}, pair) for pair in itertools.permutations(FLAGS, 2))
    for one, other in itertools.combinations(RANGES, 2):
        for a, b, age in itertools.product(RANGES[one], RANGES[other], AGES[2::2]):
            yield age, {one: a, other: b}, {one: 0}, ()


def check(phone: Phone, cases: list[Answers]) -> None:
    sent = [(age.total_seconds(), scores, before, flags) for age, scores, before, flags in cases]
    looked = phone.page.evaluate(LOOK_UP, [tables_of(bundled(), VOICE), sent])
    for answers, heard in zip(cases, looked, strict=True):
        assert heard == judged(*answers), answers


def judged(age: timedelta, scores: dict[str, int], before: dict[str, int], flags: tuple[str, ...]) -> list[Any]:
    said = triage(bundled(), Report(age, scores, before, flags), VOICE)
    return [said.urgency, sorted(said.because), said.say, sorted(said.then_ask)]


@pytest.mark.parametrize("score", RANGES)
def test_each_value_is_as_urgent_as_it_is_judged(phone: Phone, score: str) -> None:
    phone.open("/help")
    check(phone, list(with_one_score(score)))


def test_two_together_are_as_urgent_as_they_are_judged(phone: Phone) -> None:
    phone.open("/help")
    check(phone, list(of_two()))


def test_nothing_answered_is_nothing(phone: Phone) -> None:
    phone.open("/help")
    check(phone, [(timedelta(), {}, {}, ())])
