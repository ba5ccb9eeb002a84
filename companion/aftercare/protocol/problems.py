"""What is wrong in a protocol, and where."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
Finding = tuple[Path, str]  # where, and what is wrong


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, in which line (from 1), at which path."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.message}" if self.path else f"line {self.line}: {self.message}"


def dotted(path: Path) -> str:
    """`rules[3].window.until`"""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
