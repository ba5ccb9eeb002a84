"""How large a made-up clinic is, and dice that fall the same way each time."""

from dataclasses import dataclass
from functools import cached_property
from random import Random
from uuid import UUID

BATCH = 5_000  # rows of one INSERT


@dataclass(frozen=True)
class Size:
    """`waiting`: lines that nobody saw; `days`: over how many the courses are spread; `most`: photos of one patient.

    `few_files`: the photos of that patient alone are stored, the others are rows.
    """

    patients: int
    entries: int
    photos: int
    waiting: int = 312
    days: int = 365
    most: int = 60
    number: int = 1
    few_files: bool = False

    @cached_property
    def dice(self) -> Random:
        return Random(self.number)  # noqa: S311 - the same each time; keys come from elsewhere

    def id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def chance(self, of: float) -> bool:
        return self.dice.random() < of
