"""The protocol at the desk, as rows: each rule with its time, what sources say, how sure they are, and what changed."""

from dataclasses import dataclass
from typing import Literal

from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.comparing import Comparison, compare
from companion.aftercare.protocol.flags import RedFlag
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import CATEGORIES
from companion.models.draft import Touch
from companion.services.draft import WHOLE, Desk, problems_in
from companion.web.practitioner.protocol_words import seen_words, window_words

Mark = Literal["", "changed", "added"]


@dataclass(frozen=True)
class Row:
    """A rule or a red flag; `problems` keep the draft from being signed."""

    item: Rule | RedFlag
    time: str
    seen: str
    mark: Mark
    touch: Touch | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Rules by list, the red flags, and what is wrong in no row of these."""

    rules: dict[str, list[Row]]
    flags: list[Row]
    others: tuple[str, ...]
    comparison: Comparison

    @property
    def problems(self) -> int:
        rows = [row for listed in self.rules.values() for row in listed] + self.flags
        return len(self.others) + sum(len(row.problems) for row in rows)


def rows_of(desk: Desk) -> Rows:
    """The whole protocol as it stands in the draft."""
    protocol, found = desk.protocol, compare(desk.base, desk.protocol)
    wrong = _problems(desk, protocol)
    rules: dict[str, list[Row]] = {
        category: [_row(desk, found, wrong, rule) for rule in protocol.rules if rule.category == category]
        for category in CATEGORIES
    }
    flags = [_row(desk, found, wrong, flag) for flag in protocol.red_flags.items]
    return Rows(rules, flags, tuple(wrong.get("", [])), found)


def _row(desk: Desk, found: Comparison, wrong: dict[str, list[str]], item: Rule | RedFlag) -> Row:
    change = found.of(item.id)
    mark: Mark = "" if change is None else "changed" if change.before else "added"
    touch = desk.touches.get(item.id) or desk.touches.get(WHOLE) if mark else None
    rule = item if isinstance(item, Rule) else None
    time = window_words(desk.protocol, rule.window) if rule else ""
    seen = seen_words(desk.protocol, rule) if rule else ""
    return Row(item, time, seen, mark, touch, tuple(wrong.get(item.id, [])))


def _problems(desk: Desk, protocol: Protocol) -> dict[str, list[str]]:
    """What is wrong, by the id of the row in which it is, "" for none of them."""
    found: dict[str, list[str]] = {}
    for path, said in problems_in(desk.body):
        match path:
            case ("rules", int(place), *_) if place < len(protocol.rules):
                name = protocol.rules[place].id
            case ("red_flags", "items", int(place), *_) if place < len(protocol.red_flags.items):
                name = protocol.red_flags.items[place].id
            case _:
                name = ""
        found.setdefault(name, []).append(said if name else f"{' '.join(map(str, path))}: {said}")
    return found
