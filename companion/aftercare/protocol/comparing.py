"""Two versions of a protocol -> what changed, rule by rule, with the value before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from companion.aftercare.protocol.document import Protocol
from companion.aftercare.protocol.flags import RedFlag
from companion.aftercare.protocol.rules import Rule

Kind = Literal["rule", "flag"]
FIELDS: dict[Kind, tuple[str, ...]] = {
    "rule": ("window", "hidden", "reason", "name", "title", "detail", "why", "say_yes", "category", "severity"),
    "flag": ("urgency", "title", "ask", "say", "also", "to"),
}


@dataclass(frozen=True)
class Difference:
    """One value of a rule or a red flag: None where there was, or is, nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """A rule or a red flag that is not what it was; `before` None: added, `after` None: removed."""

    kind: Kind
    before: Rule | RedFlag | None
    after: Rule | RedFlag | None
    differences: tuple[Difference, ...]

    @property
    def item(self) -> Rule | RedFlag:
        found = self.after or self.before
        assert found
        return found


@dataclass(frozen=True)
class Comparison:
    """`parts`: names of other parts of the file that are not what they were."""

    changes: tuple[Change, ...]
    parts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.changes) + len(self.parts)

    def of(self, item_id: str) -> Change | None:
        """What changed in that rule or red flag."""
        return next((change for change in self.changes if change.item.id == item_id), None)


def compare(old: Protocol, new: Protocol) -> Comparison:
    """What is different in `new`, in its own order, then what is gone."""
    changes = (
        *_changes("rule", old.rule, new.rule),
        *_changes("flag", old.flag, new.flag),
    )
    apart = {"meta", "rules", "red_flags", "now_view"}
    parts = [part for part in Protocol.model_fields if part not in apart and getattr(old, part) != getattr(new, part)]
    return Comparison(changes, tuple(parts))


def _changes(kind: Kind, old: Any, new: Any) -> Iterator[Change]:
    for name in (*new, *(name for name in old if name not in new)):
        before, after = old.get(name), new.get(name)
        if before != after:
            yield Change(kind, before, after, tuple(_differences(kind, before, after)))


def _differences(kind: Kind, before: Any, after: Any) -> Iterator[Difference]:
    for field in FIELDS[kind]:
        one, other = getattr(before, field, None), getattr(after, field, None)
        if one != other:
            yield Difference(field, one, other)
