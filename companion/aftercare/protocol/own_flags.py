"""Red flags may be added to, never weakened: none goes, none is less urgent, no word of them is taken away."""

from collections.abc import Iterator
from typing import Any

from companion.aftercare.protocol.problems import Finding, Path
from companion.aftercare.protocol.straying import OURS, strayed
from companion.aftercare.protocol.walking import at, entries, name_of, texts_in

OPEN = {"urgency", "to", "title", "ask", "say", "also", "escalate_with"}
OWN_PREFIX = "own-"


def flag_findings(values: dict[str, Any], floor: dict[str, Any]) -> Iterator[Finding]:
    """Where the red flags of a clinic's file are less than the program's."""
    ours, seen = {flag["id"]: flag for flag in floor["red_flags"]["items"]}, set[str]()
    levels = {name: level["order"] for name, level in floor["red_flags"]["urgency_levels"].items()}
    for path, flag in entries(values, ("red_flags", "items")):
        seen.add(name_of(flag))
        base = ours.get(name_of(flag))
        yield from _weakened(path, flag, base, levels) if base else _added(path, flag)
    for missing in sorted(ours.keys() - seen):
        yield ("red_flags", "items"), f"red flag {missing!r} is missing: it cannot be removed"
    around = at(values, ("red_flags",))
    around = {key: value for key, value in around.items() if key != "items"} if isinstance(around, dict) else around
    theirs = {key: value for key, value in floor["red_flags"].items() if key != "items"}
    yield from ((path, OURS) for path in strayed(theirs, around, ("red_flags",)))


def _added(path: Path, flag: dict[str, Any]) -> Iterator[Finding]:
    if not name_of(flag).startswith(OWN_PREFIX):
        yield (*path, "id"), f"the id of a red flag that a clinic adds begins with {OWN_PREFIX!r}"
    if flag.get("sources") != ["clinic"]:
        yield (*path, "sources"), "a red flag that a clinic adds has the sources [clinic]"


def _weakened(path: Path, flag: dict[str, Any], base: dict[str, Any], levels: dict[str, int]) -> Iterator[Finding]:
    for field in ("urgency", "to"):
        if field in base and levels.get(str(flag.get(field)), len(levels) + 1) > levels[base[field]]:
            yield (*path, field), f"may be more urgent than {base[field]!r}, never less"
    for field in ("title", "ask", "say"):
        for language, words in base[field].items():
            if not str(at(flag, (field, language))).startswith(words):
                yield (*path, field, language), f"words may be added behind {words!r}, none taken away"
    for place, words in enumerate(base.get("also", [])):
        mine = flag.get("also")
        if not isinstance(mine, list) or len(mine) <= place or next(strayed(words, mine[place], ()), None) is not None:
            yield (*path, "also"), f"{words['en']!r} cannot be taken away"
    for name in base.get("escalate_with", []):
        if name not in texts_in(flag.get("escalate_with")):
            yield (*path, "escalate_with"), f"{name!r} cannot be taken away"
    for field in sorted((base.keys() | flag.keys()) - OPEN, key=str):
        yield from ((found, OURS) for found in strayed(base.get(field), flag.get(field), (*path, field)))
