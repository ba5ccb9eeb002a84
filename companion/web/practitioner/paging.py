"""Long lists in pages, with how many there are in all."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

PAGE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`first` and `last`: places from 1 on, 0 where there is nothing; `total`: how many there are."""

    number: int
    items: list[T]
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def has_next(self) -> bool:
        return self.last < self.total


def asked_page(total: int) -> int:
    """The page that the address names, or the nearest there is."""
    number = max(1, request.args.get("page", 1, type=int))
    return min(number, max(1, -(-total // PAGE)))


def page_of(items: list[T], number: int) -> Page[T]:
    """That page of a list which is here as a whole."""
    return Page(number, items[(number - 1) * PAGE : number * PAGE], len(items))
