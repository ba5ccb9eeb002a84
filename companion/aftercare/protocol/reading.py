"""A YAML text -> plain values, the line of every path, and what cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from companion.aftercare.protocol.problems import Path, Problem, dotted

DEEPEST = 30  # a protocol has 9


@dataclass
class Reading:
    values: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    aliases: list[Path] = field(default_factory=list)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the nearest path that stands in the file; steps that are not there are left out."""
        real: Path = ()
        for step in path:
            real = (*real, step) if (*real, step) in self.lines else real
        return Problem(self.lines.get(real, 1), dotted(real), message)


class _Shallow(Composer):
    """Refuses what is nested deeper than any protocol, before it costs anything."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise MarkedYAMLError(problem="nested too deeply", problem_mark=self.parser.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_yaml(text: str) -> Reading:
    """Everything readable in a YAML 1.2 text; duplicate keys and aliases are problems."""
    reading, yaml = Reading(), YAML(typ="safe", pure=True)
    yaml.Composer = _Shallow
    try:
        node = yaml.compose(text)
        reading.values = _value(node, (), yaml, reading, set()) if node else None
        reading.problems += _aliases(text, reading)
        if reading.values is None:
            raise YAMLError("the file is empty")
    except RecursionError:
        reading.problems.append(Problem(1, "", "not readable as YAML: nested too deeply"))
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        said = error.problem if isinstance(error, MarkedYAMLError) else str(error)
        reading.problems.append(Problem(mark.line + 1 if mark else 1, "", f"not readable as YAML: {said}"))
    return reading


def _aliases(text: str, reading: Reading) -> list[Problem]:
    """A problem for each alias, at the line that uses it: a node knows only the line of its anchor."""
    if not reading.aliases:
        return []
    events = [event for event in YAML(typ="safe", pure=True).parse(text) if isinstance(event, AliasEvent)]
    return [
        Problem(event.start_mark.line + 1, dotted(path), "write it out: aliases are not read")
        for event, path in zip(events, reading.aliases, strict=False)
    ]


def _value(node: Node, path: Path, yaml: YAML, reading: Reading, seen: set[int]) -> Any:
    reading.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in seen:
        reading.aliases.append(path)  # not followed: that could take for ever
        return None
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return _scalar(node, path, yaml, reading)
    if isinstance(node, MappingNode):
        return dict(_members(node, path, yaml, reading, seen))
    return [_value(item, (*path, i), yaml, reading, seen) for i, item in enumerate(node.value)]


def _scalar(node: ScalarNode, path: Path, yaml: YAML, reading: Reading) -> Any:
    try:
        return yaml.constructor.construct_object(node)
    except ValueError:  # such as 2026-13-45, or a number of thousands of digits
        line = node.start_mark.line + 1
        reading.problems.append(Problem(line, dotted(path), "looks like a date or a number, and is none: quote it"))
        return None


def _members(node: MappingNode, path: Path, yaml: YAML, reading: Reading, seen: set[int]) -> Iterator[tuple[Any, Any]]:
    keys = set()
    for key_node, value_node in node.value:
        key, line = yaml.constructor.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if not isinstance(key, str | int):
            reading.problems.append(Problem(line, dotted(path), "a key must be a plain word"))
        elif key in keys:
            reading.problems.append(Problem(line, dotted((*path, key)), "this key stands here twice"))
        else:
            keys.add(key)
            reading.lines[(*path, key)] = line
            yield key, _value(value_node, (*path, key), yaml, reading, seen)
