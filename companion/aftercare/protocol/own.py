"""A clinic's own file against the program's: what may differ, and what never is less. Plain values in, findings out.

Whatever makes a clinic's file, a form, an import or an upgrade, passes here: `own_findings` is part of the check.
"""

from collections.abc import Iterator
from typing import Any

from companion.aftercare.protocol.own_flags import flag_findings
from companion.aftercare.protocol.problems import Finding, Path
from companion.aftercare.protocol.straying import OURS, is_text, strayed
from companion.aftercare.protocol.walking import at, entries, name_of, texts_in

CLINIC = "clinic"  # the evidence and the source of what a clinic added itself
OWN_PREFIX = "own-"
WORDS = ("name", "title", "detail", "why", "say_yes")
NOBODY = "no rule with an end is left that every patient sees: a plan would be empty"
OPEN = {"window", "hidden", "reason"}
OPEN_META = {"version", "signed_off", "based_on", "languages"}


def own_findings(values: Any, floor: Any) -> Iterator[Finding]:
    """Where a clinic's file is more, or less, than it may be beside the program's file."""
    if not isinstance(values, dict):
        return
    yield from _meta(values.get("meta"), floor["meta"])
    yield from _rules(values, floor)
    yield from flag_findings(values, floor)
    yield from _order(values, floor)
    for part in sorted(floor.keys() | values.keys(), key=str):
        if part not in ("meta", "rules", "red_flags", "now_view"):
            yield from ((path, OURS) for path in strayed(floor.get(part), values.get(part), (part,)))


def _meta(meta: Any, floor: dict[str, Any]) -> Iterator[Finding]:
    for field, value in floor.items():
        if field not in OPEN_META:
            yield from ((path, OURS) for path in strayed(value, at(meta, (field,)), ("meta", field)))


def _rules(values: dict[str, Any], floor: dict[str, Any]) -> Iterator[Finding]:
    ours, seen = {rule["id"]: rule for rule in floor["rules"]}, set[str]()
    for path, rule in entries(values, ("rules",)):
        seen.add(name_of(rule))
        base = ours.get(name_of(rule))
        yield from _changed(path, rule, base) if base else _added(path, rule)
    if not any(_is_for_everybody(rule) for _, rule in entries(values, ("rules",))):
        yield ("rules",), NOBODY
    for missing in sorted(ours.keys() - seen):
        yield ("rules",), f"rule {missing!r} is missing: hide it instead (hidden: true)"


def _is_for_everybody(rule: dict[str, Any]) -> bool:
    applies = rule.get("applies_to") == {"products": "all", "areas": "all"}
    return applies and not rule.get("hidden") and bool(at(rule, ("window", "until")))


def _added(path: Path, rule: dict[str, Any]) -> Iterator[Finding]:
    if not name_of(rule).startswith(OWN_PREFIX):
        yield (*path, "id"), f"the id of a rule that a clinic adds begins with {OWN_PREFIX!r}"
    if rule.get("evidence") != CLINIC or rule.get("sources") != [CLINIC]:
        yield (*path, "evidence"), f"a rule that a clinic adds has the evidence {CLINIC!r} and the sources [{CLINIC}]"


def _changed(path: Path, rule: dict[str, Any], base: dict[str, Any]) -> Iterator[Finding]:
    for field in sorted((base.keys() | rule.keys()) - OPEN, key=str):
        where = (*path, field)
        if field in WORDS and field in base:
            yield from _words(where, rule.get(field), base[field])
        else:
            yield from ((found, OURS) for found in strayed(base.get(field), rule.get(field), where))
    yield from _window((*path, "window"), rule, base)
    if rule.get("hidden") and base["severity"] == "must" and not rule.get("reason"):
        yield (*path, "hidden"), "this rule is for safety or stands on the label: give the reason for hiding it"


def _words(where: Path, words: Any, base: dict[str, str]) -> Iterator[Finding]:
    for language in base:
        if not is_text(words) or language not in words:
            yield where, f"these words are missing in {language!r}"


def _window(where: Path, rule: dict[str, Any], base: dict[str, Any]) -> Iterator[Finding]:
    mine, theirs = rule.get("window"), base["window"]
    if not isinstance(mine, dict) or mine == theirs:
        return
    if theirs.get("until_from") or mine.get("until_from"):
        yield where, "the end comes from the product's own interval: it cannot be changed here"
    elif bool(mine.get("until")) != bool(theirs["until"]):
        yield (*where, "until"), "needs an end" if theirs["until"] else "this rule has no end"
    elif not rule.get("reason") and (not base.get("seen") or mine.get("from") != theirs["from"]):
        side = "from" if mine.get("from") != theirs["from"] else "until"
        yield (*where, side), f"no source gives {mine.get(side)}: give the reason"


def _order(values: dict[str, Any], floor: dict[str, Any]) -> Iterator[Finding]:
    """A clinic's own rules may stand anywhere in the order; the others stay as they are."""
    added = {name_of(rule) for _, rule in entries(values, ("rules",))} - {rule["id"] for rule in floor["rules"]}
    view = values.get("now_view")
    if isinstance(view, dict):
        view = view | {"order": [name for name in texts_in(view.get("order")) if name not in added]}
    yield from ((path, OURS) for path in strayed(floor["now_view"], view, ("now_view",)))
