"""A file of the right shape can still harm: such a file is refused too."""

import pytest

from companion.aftercare.protocol.checking import check
from tests.aftercare.broken import SMALL

WINE = "{id: wine, words: [wine, glass of wine], rules: [no-wine]"
RANGE = 'range: ["PT2H", "PT6H"]'
PAIN = "{when: {score: pain, at_least: 7, after: P1D}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WINE, WINE.replace("[no-wine]", "[]"), "needs a rule of category avoid"),
        (WINE, WINE.replace("[no-wine]", "[keep-medicine]"), "needs a rule of category avoid"),
        ("window: {from: PT0H, until: P2D}", "window: {from: P1D, until: P2D}", "begins later than the treatment"),
        ("applies_to: {products: all, areas: all}", "applies_to: {products: [], areas: all}", "must not be empty"),
        ("Choose soft drinks {until}.", "Choose soft drinks {until.", "a brace stands alone"),
        ("Choose soft drinks {until}.", "Dear {first_name}, choose soft drinks.", "unknown placeholder {first_name}"),
        (PAIN, "{when: {score: pain}", "holds for every score"),
        (PAIN, "{when: {score: pain, at_least: 7, at_most: 3}", "never holds"),
        (PAIN, "{when: {score: pain, at_least: 7, after: P1M}", "a month has no fixed length"),
        ("window: {from: PT0H, until: P2D}", "window: {from: PT0H, until: P99999D}", "longer than five years"),
        (RANGE, f"{RANGE}\n    seen: [PT5H, PT6H]", "PT4H is outside what was seen (PT5H to PT6H): give the reason"),
        (RANGE, f"{RANGE}\n    seen: [PT6H, PT2H]", "the longest end is shorter than the shortest"),
        ("convention: {tag", "trial: {tag", "evidence 'convention' has no tag"),
    ],
)
def test_a_file_that_would_harm_is_refused(old: str, new: str, said: str) -> None:
    assert old in SMALL
    assert [problem for problem in check(SMALL.replace(old, new, 1)) if said in problem.message]


def test_a_file_that_is_nested_too_deeply_is_named_and_no_crash() -> None:
    assert "nested too deeply" in check("a: " + "[" * 3000)[0].message
