"""Ways to break the small protocol, each with the one problem that must be named for it."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from companion.aftercare.protocol.checking import Problem

HERE = Path(__file__).parent
SMALL = (HERE / "small-protocol.yaml").read_text(encoding="utf-8")
FORTY = "Not one letter more than the forty given"


@dataclass(frozen=True)
class Break:
    """`mark` is text of the line that must be named, where it is not the first line of `new`."""

    name: str
    old: str
    new: str
    path: str
    says: str
    mark: str = ""

    def apply(self, text: str) -> str:
        assert text.count(self.old) == 1, self.name
        return text.replace(self.old, self.new)

    def problem(self, text: str) -> Problem:
        mark = self.mark or self.new.splitlines()[0]
        assert text.count(mark) == 1, self.name
        return Problem(line_of(text, mark), self.path, self.says)


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n") + 1


BREAKS = {row["name"]: Break(**row) for row in YAML(typ="safe", pure=True).load(HERE / "breaks.yaml")}
