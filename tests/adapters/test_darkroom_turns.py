"""Many photos at once take turns, and none waits for an answer that is not its own."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from companion.adapters.images import Busy, Made, limits
from companion.adapters.images.darkroom import Darkroom
from tests.adapters.darkroom import QUICK, SLOW, SLOWER, child_at_work, children_of


def test_an_answer_waits_for_no_other_photo(darkroom: Darkroom) -> None:
    """The later child is stopped: did it hold the earlier one's socket, that answer would never be done."""
    with ThreadPoolExecutor() as threads:
        first = threads.submit(darkroom.develop, SLOWER)
        earlier = child_at_work(darkroom)
        second = threads.submit(darkroom.develop, SLOW)
        while len(working := children_of(darkroom)) < 2:
            assert not first.done()
        later = max(set(working) - {earlier})
        while not re.search(r"Max open files +0 ", Path(f"/proc/{later}/limits").read_text()):
            time.sleep(0.01)  # until it is bound
        os.kill(later, signal.SIGSTOP)
        try:
            assert isinstance(first.result(timeout=15).made, Made)
        finally:
            os.kill(later, signal.SIGCONT)
        assert isinstance(second.result().made, Made)


def test_many_threads_share_the_turns(darkroom: Darkroom) -> None:
    most = 0
    with ThreadPoolExecutor(8) as threads:
        made = [threads.submit(darkroom.develop, SLOW) for _ in range(8)]
        while not all(one.done() for one in made):
            most = max(most, len(children_of(darkroom)))
    assert all(isinstance(one.result().made, Made) for one in made)
    assert most == 2


def test_no_turn_in_time_is_no_word_against_the_photo(darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUEUE_SECONDS", 0.01)
    with ThreadPoolExecutor() as threads:
        at_work = [threads.submit(darkroom.develop, SLOWER) for _ in range(2)]
        child_at_work(darkroom)
        with pytest.raises(Busy):
            darkroom.develop(QUICK)
        assert all(isinstance(one.result().made, Made) for one in at_work)
