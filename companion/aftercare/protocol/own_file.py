"""A clinic's own file as people keep it: YAML in, YAML out. What reads and writes it is loaded when it is needed."""

from companion.aftercare.protocol import bundled_values
from companion.aftercare.protocol.problems import Problem
from companion.lazily import Lazily

checking = Lazily("companion.aftercare.protocol.checking")
LONGEST_FILE = 600_000  # letters; the program's own has a third of it
writing = Lazily("companion.aftercare.protocol.writing")


def read_own(text: str) -> tuple[str | None, list[Problem]]:
    """The compiled protocol of a clinic's file, or None and everything that is wrong, in the order of its lines."""
    if len(text) > LONGEST_FILE:
        return None, [Problem(1, "", f"longer than {LONGEST_FILE:,} letters: no protocol is")]
    try:
        return checking.compile_own(text, bundled_values()), []
    except checking.ProtocolError as error:
        return None, error.problems


def write_own(body: str) -> str:
    """The YAML of a compiled protocol, which reads again to the same meaning."""
    written: str = writing.write_yaml(body)
    return written
