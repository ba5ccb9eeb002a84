"""A YAML protocol -> every error named at once, or the JSON that is loaded. Starting the program needs none of this."""

import json
from typing import Any

from pydantic import ValidationError

from companion.aftercare.protocol.checks import findings
from companion.aftercare.protocol.document import Protocol
from companion.aftercare.protocol.own import own_findings
from companion.aftercare.protocol.problems import Problem
from companion.aftercare.protocol.reading import Reading, read_yaml
from companion.aftercare.protocol.sound import names_in, packed
from companion.aftercare.protocol.wording import plain_message

__all__ = ["Problem", "ProtocolError", "check", "compile_json", "compile_own"]


class ProtocolError(ValueError):
    """A protocol with problems, in the order of their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def compile_json(text: str | bytes) -> str:
    """Compact JSON of a YAML protocol; ProtocolError names everything that is wrong."""
    reading, problems = _examine(text)
    if problems:
        raise ProtocolError(problems)
    return packed(reading.values)


def compile_own(text: str, floor: dict[str, Any]) -> str:
    """The same of a clinic's own file, beside the program's file, whose red flags it may not weaken."""
    reading, problems = _examine(text)
    if reading.values is not None:
        told = own_findings(json.loads(json.dumps(reading.values, default=str)), floor)
        problems = sorted({*problems, *(reading.problem(path, said) for path, said in told)})
    if problems:
        raise ProtocolError(problems)
    return packed(reading.values)


def check(text: str | bytes) -> list[Problem]:
    """Everything wrong in a YAML protocol, in the order of its lines; empty when nothing is."""
    return _examine(text)[1]


def _examine(text: str | bytes) -> tuple[Reading, list[Problem]]:
    try:
        reading = read_yaml(text.decode() if isinstance(text, bytes) else text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Reading(), [Problem(line, "", f"not UTF-8 text: byte {error.start} cannot be read")]
    problems = set(reading.problems)
    if reading.values is not None:
        problems |= {reading.problem(path, said) for path, said in findings(reading.values)}
        problems |= set(_shape(reading))
    return reading, sorted(problems)


def _shape(reading: Reading) -> list[Problem]:
    try:
        Protocol.model_validate(reading.values, context=names_in(reading.values))
    except ValidationError as error:
        return [reading.problem(e["loc"], plain_message(e)) for e in error.errors(include_url=False)]
    return []
