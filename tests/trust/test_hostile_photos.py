"""Damaged and hostile photos: each is made or refused, the child keeps its bounds, the process that asked lives on."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

import pytest
from PIL import Image

from companion.adapters.images import Refused
from companion.adapters.images.darkroom import Darkroom
from tests.adapters.photos import CANARY, grainy, saved
from tests.trust.conftest import WHOLE, Say
from tests.trust.mutants import mutants

MANY = 100_000 if WHOLE else 2_000
PEAK = 200_000_000
REASONS = {"not_a_photo", "too_many_pixels", "too_detailed", "unreadable_heic", "damaged", "too_slow"}


class Outcome(NamedTuple):
    word: str  # made, or why not
    tells: bool  # the canary is in what would be kept
    peak: int
    seconds: float


@pytest.fixture
def darkroom() -> Iterator[Darkroom]:
    darkroom = Darkroom(at_once=2)
    darkroom.develop(saved(grainy(64, 64)))
    yield darkroom
    darkroom.stop()


def outcome(darkroom: Darkroom, photo: bytes) -> Outcome:
    """Busy is raised: the server was lost or slow, and that must not come from any photo."""
    started = time.monotonic()
    try:
        made, peak = darkroom.develop(photo)
    except Refused as refusal:
        if type(refusal) is not Refused:
            raise
        made, peak = refusal, 0
    seconds = time.monotonic() - started
    if isinstance(made, Refused):
        return Outcome(made.reason, False, peak, seconds)
    return Outcome("made", CANARY.encode() in made.view + made.thumb, peak, seconds)


def test_a_damaged_photo_is_made_or_refused(darkroom: Darkroom, say: Say) -> None:
    photos, words, worst = islice(mutants(random.Random(20261122)), MANY), Counter[str](), Outcome("", False, 0, 0)
    began, server = time.monotonic(), darkroom.server.pid
    with ThreadPoolExecutor(2) as threads:
        while some := list(islice(photos, 500)):
            for one in threads.map(lambda photo: outcome(darkroom, photo), some):
                words[one.word] += 1
                peak, seconds = max(worst.peak, one.peak), max(worst.seconds, one.seconds)
                worst = Outcome("", worst.tells or one.tells, peak, seconds)
    assert words.total() == MANY
    assert set(words) <= {"made"} | REASONS
    assert min(words["made"], words["damaged"], words["unreadable_heic"]) > MANY // 50
    assert not worst.tells
    assert worst.peak <= PEAK
    assert darkroom.server.pid == server
    say(
        f"{MANY} damaged photos in {time.monotonic() - began:.0f} s: {dict(words)}; at most "
        f"{worst.peak / 1e6:.0f} MB and {worst.seconds:.1f} s each, no server lost, the canary in none"
    )


@pytest.mark.skipif(not WHOLE, reason="takes the ten seconds of CPU that a photo may take")
def test_a_photo_that_would_take_for_ever_is_stopped(darkroom: Darkroom, say: Say) -> None:
    """A progressive JPEG of 36 MP whose last scan comes 20,000 times: small as a file, hours as work."""
    photo = saved(Image.new("L", (6000, 6000), 90), progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    bomb = photo[:-2] + scan * 20_000 + b"\xff\xd9"
    stopped = outcome(darkroom, bomb)
    assert stopped.word == "too_slow"
    say(f"a JPEG of {len(bomb)} bytes with 20,000 scans: stopped after {stopped.seconds:.1f} s")
