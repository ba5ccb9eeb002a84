"""A darkroom of a test's own, gone when the test is over."""

from collections.abc import Iterator

import pytest

from companion.adapters.images.darkroom import Darkroom
from tests.adapters.photos import saved, scene


@pytest.fixture
def darkroom() -> Iterator[Darkroom]:
    darkroom = Darkroom(at_once=2)
    darkroom.develop(saved(scene(), "PNG"))
    yield darkroom
    darkroom.stop()
