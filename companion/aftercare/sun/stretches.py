"""The minutes at which something changes over a day, found with few looks at it."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")
STEP = 60


def knots(height: Callable[[int], float], minutes: int) -> list[int]:
    """Minutes between which `height` only rises or only falls: every hour, both ends, each top and bottom.

    `height` turns at most once within two hours, as the sun's elevation does.
    """
    coarse = [*range(0, minutes, STEP), minutes]
    turns = set()
    for n, minute in enumerate(coarse):
        low, high = coarse[max(n - 1, 0)], coarse[min(n + 1, len(coarse) - 1)]
        here, around = height(minute), (height(low), height(high))
        if here >= max(around):
            turns.add(_turn(height, low, high, 1))
        if here <= min(around):
            turns.add(_turn(height, low, high, -1))
    return sorted({*coarse, *turns})


def stretches(level: Callable[[int], T], at: list[int]) -> list[tuple[int, int, T]]:
    """(first minute, minute after the last, level) over the whole day; between knots the level only climbs or falls."""
    starts = [at[0], *(minute for low, high in pairwise(at) for minute in _changes(level, low, high))]
    ends = [*starts[1:], at[-1]]
    return [(start, end, level(start)) for start, end in zip(starts, ends, strict=True) if start < end]


def _changes(level: Callable[[int], T], low: int, high: int) -> Iterator[int]:
    """Each minute after `low` whose level is not that of the minute before."""
    if level(low) == level(high):
        return
    if high - low == 1:
        yield high
        return
    middle = (low + high) // 2
    yield from _changes(level, low, middle)
    yield from _changes(level, middle, high)


def _turn(height: Callable[[int], float], low: int, high: int, sign: int) -> int:
    """The minute of the top (sign 1) or the bottom (sign -1) between two minutes."""
    while low < high:
        middle = (low + high) // 2
        if sign * height(middle) < sign * height(middle + 1):
            low = middle + 1
        else:
            high = middle
    return low
