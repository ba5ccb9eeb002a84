"""What a protocol must hold beyond its shape. Every check reads the plain values, so that all errors show at once."""

from collections.abc import Iterator
from typing import Any

from companion.aftercare.protocol.answer_checks import topic_findings, triage_findings
from companion.aftercare.protocol.literals import literals_in, placeholders_in, without_placeholders
from companion.aftercare.protocol.problems import Finding, Path
from companion.aftercare.protocol.walking import at, entries, name_of, span_of, strings_in, texts_in, texts_of

TITLE_LIMIT = 40
LISTS_WITH_IDS: tuple[Path, ...] = (
    ("rules",),
    ("red_flags", "items"),
    ("scales", "items"),
    ("check_in", "sizes"),
    ("replies", "items"),
    ("reminders",),
    ("products",),
    ("before_next", "items"),
    ("over_time", "items"),
    ("can_i", "topics"),
)
PERSONAL = {"{first_name}", "{follow_up_date}"}  # known only when a reminder is sent
OWN = {"answers": {"{until_time}"}, "say_on_the_phone": {"{treated_on}"}, "replies": {"{day}"}}
SPOKEN = (
    "rules",
    "answers",
    "red_flags",
    "say_on_the_phone",
    "scales",
    "check_in",
    "replies",
    "timeline",
    "reminders",
    "before_next",
    "over_time",
    "clinic_checks",
    "can_i",
)


def findings(values: Any) -> Iterator[Finding]:
    """Every broken promise of the file, with its path."""
    for path in LISTS_WITH_IDS:
        yield from _duplicate_ids(values, path)
        yield from _long_titles(values, path)
    for path, rule in entries(values, ("rules",)):
        yield from _rule(path, rule)
    for path, colour in entries(values, ("bruise_colours",)):
        yield from _backwards(path, colour)
    for path, flag in entries(values, ("red_flags", "items")):
        if flag.get("escalate_with") and not flag.get("to"):
            yield (*path, "escalate_with"), "says with which flags, but not to which level: add `to`"
    yield from _placeholders(values)
    yield from triage_findings(values)
    yield from _timeline(values)
    yield from topic_findings(values)
    yield from _names(values)


def _duplicate_ids(values: Any, path: Path) -> Iterator[Finding]:
    seen = set()
    for where, entry in entries(values, path):
        name = name_of(entry)
        if name and name in seen:
            yield (*where, "id"), f"duplicate id {name!r}"
        seen.add(name)


def _long_titles(values: Any, path: Path) -> Iterator[Finding]:
    for where, entry in entries(values, path):
        for language, words in texts_of(entry.get("title")):
            if len(words) > TITLE_LIMIT:
                yield (
                    (*where, "title", language),
                    f"title of {len(words)} characters, the limit is {TITLE_LIMIT}",
                )


def _rule(path: Path, rule: dict[str, Any]) -> Iterator[Finding]:
    window = rule.get("window")
    window = window if isinstance(window, dict) else {}
    yield from _backwards((*path, "window"), window)
    yield from _outside(path, rule, window)
    if not rule.get("sources"):
        yield path, f"rule {rule.get('id')!r} without a source"
    if at(rule, ("recur", "every")) == "night" and not (at(rule, ("recur", "nights")) or window.get("until")):
        yield (*path, "recur"), "a nightly rule needs a number of nights or an end"
    for field in ("range", "differs"):
        if rule.get("disputed") is True and not rule.get(field):
            yield path, f"rule {rule.get('id')!r} is disputed: give its {field}"
    for field in ("name", "title", "detail", "why", "say_yes"):
        for language, words in texts_of(rule.get(field)):
            where = (*path, field, language)
            for literal in literals_in(words, window):
                yield where, f"the rule's own window is written out ({literal!r}): a clinic may change it"
            yield from _length_words(where, words, window)


def _outside(path: Path, rule: dict[str, Any], window: dict[str, Any]) -> Iterator[Finding]:
    """An end that no source names, without a reason."""
    seen, end = [span_of(value) for value in texts_in(rule.get("seen"))], span_of(window.get("until"))
    least, most = seen if len(seen) == 2 else (None, None)
    if least and most and most.about() < least.about():
        yield (*path, "seen"), "the longest end is shorter than the shortest"
    elif least and most and end and not least.about() <= end.about() <= most.about() and not rule.get("reason"):
        span = " to ".join(texts_in(rule.get("seen")))
        yield (*path, "window", "until"), f"{window['until']} is outside what was seen ({span}): give the reason"


def _length_words(where: Path, words: str, window: dict[str, Any]) -> Iterator[Finding]:
    if "{length}" in words and (window.get("from") != "PT0H" or not window.get("until")):
        yield where, "{length} needs a window that starts at PT0H and has an end"
    if "{until}" in words and not (window.get("until") or window.get("until_from")):
        yield where, "{until} needs a window with an end"


def _backwards(path: Path, window: dict[str, Any]) -> Iterator[Finding]:
    start, end = span_of(window.get("from")), span_of(window.get("until"))
    if start and end and end.about() <= start.about():
        yield (*path, "until"), f"the window ends ({window['until']}) before it starts ({window['from']})"


def _placeholders(values: Any) -> Iterator[Finding]:
    declared = set(texts_in(at(values, ("meta", "placeholders"))))
    for part in SPOKEN:
        allowed = (declared - PERSONAL if part != "reminders" else declared) | OWN.get(part, set())
        for path, words in strings_in(at(values, (part,)), (part,)):
            for name in sorted(placeholders_in(words) - allowed):
                yield (
                    path,
                    f"unknown placeholder {name}" if name not in declared else f"{name} stands in reminders only",
                )
            if set("{}") & set(without_placeholders(words)):
                yield path, "a brace stands alone: a placeholder is written {like_this}"


def _timeline(values: Any) -> Iterator[Finding]:
    expected = 0
    for path, days in entries(values, ("timeline",)):
        words = str(days.get("day"))
        first, _, last = words.rstrip("+").partition("-")
        if first.isdigit() and int(first) != expected:
            yield (*path, "day"), f"day {words} leaves a gap or overlaps: day {expected} comes next"
        if (last or first).isdigit():
            expected = int(last or first) + 1


def _names(values: Any) -> Iterator[Finding]:
    named = texts_in(at(values, ("area_names",)))
    for area in texts_in(at(values, ("areas",))):
        if area not in named:
            yield ("area_names",), f"area {area!r} has no name"
    yield from _zones(values)
    tags = texts_in(at(values, ("words", "evidence")))
    used = {str(rule.get("evidence")) for _, rule in entries(values, ("rules",))}
    for evidence in sorted(used - set(tags)):
        yield ("words", "evidence"), f"evidence {evidence!r} has no tag"
    rules = {name_of(rule) for _, rule in entries(values, ("rules",))}
    for path, reminder in entries(values, ("reminders",)):
        rule = str(at(reminder, ("due", "after_from")) or "").removesuffix(".until")
        if rule not in ("", "product.min_interval") and rule not in rules:
            yield (*path, "due", "after_from"), f"unknown rule {rule!r}"
        if reminder.get("not_after") == "sunset" and not at(reminder, ("due", "sun")):
            yield (*path, "not_after"), "only a reminder of the sun ends at sunset"
        yield from _length_owner(path, reminder, "text_rule")
    for path, advice in entries(values, ("before_next", "items")):
        yield from _length_owner(path, advice, "lead")


def _zones(values: Any) -> Iterator[Finding]:
    """A zone of the face without a name; a file without a check-in names none."""
    named = texts_in(at(values, ("check_in", "zones")))
    for path, zone in strings_in(at(values, ("face_zones",)), ("face_zones",)):
        if named and zone.partition("-")[0] not in named:
            yield path, f"zone {zone!r} has no name in check_in.zones"


def _length_owner(path: Path, entry: dict[str, Any], owner: str) -> Iterator[Finding]:
    for where, words in strings_in(entry, path):
        if "{length}" in words and not entry.get(owner):
            yield where, f"{{length}} needs a {owner} here"
