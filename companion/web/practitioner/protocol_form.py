"""What somebody types of a rule -> the rule; what was typed is kept, and what is wrong stands at its field."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _

from companion.aftercare.protocol.edits import Values
from companion.aftercare.protocol.own import CLINIC, OWN_PREFIX, WORDS
from companion.aftercare.protocol.problems import Finding
from companion.aftercare.spans import Span
from companion.web.treatment_form import Answers

UNITS = {"minutes": "PT{}M", "hours": "PT{}H", "days": "P{}D", "weeks": "P{}W", "months": "P{}M"}
_SIMPLE = {unit: re.compile(pattern.replace("{}", r"(\d+)")) for unit, pattern in UNITS.items()}
WRITTEN = "written"
LONGEST_TEXT = 1000
OWN_WORDS = ("name", "title", "detail", "why")
_OWN_ID = re.compile(rf"{OWN_PREFIX}[0-9a-f]{{8}}")


@dataclass
class Length:
    """A number and a unit, as two fields take them."""

    number: str = ""
    unit: str = "hours"

    @classmethod
    def of(cls, span: str | None) -> "Length":
        for unit, pattern in _SIMPLE.items():
            if found := pattern.fullmatch(span or ""):
                return cls(found[1], unit)
        return cls(span or "", WRITTEN if span else "hours")

    def span(self) -> str:
        """ISO 8601; ValueError for what is no length."""
        text = self.number.strip()
        written = UNITS[self.unit].format(int(text)) if self.unit in UNITS else text.upper()
        Span.parse(written)
        return written


@dataclass
class RuleForm:
    """`words`: by `title-en`, the field and the language. `seen`: what the rule was when the form was shown."""

    rule: Values
    seen: str = ""
    words: dict[str, str] = field(default_factory=dict)
    starts: Length = field(default_factory=Length)
    until: Length = field(default_factory=Length)
    hidden: bool = False
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Values, seen: str) -> "RuleForm":
        """What stands in the draft."""
        window = rule["window"]
        words = {f"{name}-{tongue}": text for name, tongue, text in _texts(rule)}
        lengths = Length.of(window["from"]), Length.of(window["until"])
        return cls(rule, seen, words, *lengths, bool(rule.get("hidden")), rule.get("reason") or "")

    @property
    def is_own(self) -> bool:
        return bool(self.rule["evidence"] == CLINIC)

    @property
    def has_end(self) -> bool:
        """Whether its end can be typed."""
        return bool(self.rule["window"]["until"]) and not self.rule["window"].get("until_from")

    def read(self, answers: Answers) -> Values:
        """The rule as it was typed; `errors` say what cannot be read."""
        self.seen = answers.get("seen", self.seen)
        self.hidden = bool(answers.get("hidden"))
        self.reason = " ".join(answers.get("reason", "").split())[:LONGEST_TEXT]
        self._read_words(answers)
        rule = {key: value for key, value in self.rule.items() if key not in ("hidden", "reason")}
        rule |= {"hidden": True} if self.hidden else {}
        rule |= {"reason": self.reason} if self.reason else {}
        for name, tongue, _text in _texts(self.rule):
            rule[name] = rule[name] | {tongue: self.words[f"{name}-{tongue}"]}
        if self.has_end:
            self.starts, self.until = (
                Length(answers.get(f"{side}_number", was.number), answers.get(f"{side}_unit", was.unit))
                for side, was in (("from", self.starts), ("until", self.until))
            )
            rule["window"] = rule["window"] | {"from": self._span("from"), "until": self._span("until")}
        return rule

    def refuse(self, findings: list[Finding], rule_place: int) -> None:
        """Put what the floor found at the field that it is about."""
        for path, said in findings:
            name = _field(path, rule_place)
            if said.endswith("give the reason") or "give the reason for" in said:
                self.errors["reason"] = _("This goes beyond what sources say. Type your reason.")
            else:
                self.errors.setdefault(name, _plain(said) if name else f"{_place(path)}: {said}")

    def _read_words(self, answers: Answers) -> None:
        for key, was in self.words.items():
            typed = " ".join(answers.get(key, was).split())
            self.words[key] = typed[:LONGEST_TEXT]
            if not typed:
                self.errors[key] = _("Write a few words here.")
            elif len(typed) > LONGEST_TEXT:
                self.errors[key] = _("That is too long. Use %(many)s letters or less.", many=LONGEST_TEXT)

    def _span(self, side: str) -> str:
        length = self.starts if side == "from" else self.until
        try:
            return length.span()
        except ValueError:
            self.errors[side] = _("Type a whole number, such as 4, and choose its unit.")
            return "PT0H"


@dataclass
class OwnRuleForm(RuleForm):
    """A rule that a clinic adds; its id comes from the form, so that one sent twice adds one rule."""

    def read(self, answers: Answers) -> Values:
        own_id = answers.get("id", "")
        self.rule = fresh_rule(own_id if _OWN_ID.fullmatch(own_id) else None)
        category = answers.get("category", "avoid")
        self.rule["category"] = category if category in ("avoid", "do", "ok") else "avoid"
        return super().read(answers)


def fresh_rule(own_id: str | None = None) -> Values:
    """A rule without words yet."""
    empty: dict[str, Any] = {name: {"en": ""} for name in OWN_WORDS}
    return empty | {
        "id": own_id or f"{OWN_PREFIX}{uuid4().hex[:8]}",
        "category": "avoid",
        "window": {"from": "PT0H", "until": "PT24H"},
        "severity": "could",
        "evidence": CLINIC,
        "disputed": False,
        "applies_to": {"products": "all", "areas": "all"},
        "sources": [CLINIC],
    }


def _texts(rule: Values) -> list[tuple[str, str, str]]:
    """(field, language, words)"""
    return [(name, tongue, text) for name in WORDS if name in rule for tongue, text in rule[name].items()]


def _field(path: tuple[str | int, ...], rule_place: int) -> str:
    """`until`, `title-en`; empty for what is no part of this rule."""
    if path[:2] != ("rules", rule_place):
        return ""
    inside = [str(step) for step in path[2:]]
    if inside[:1] == ["window"]:
        return inside[1] if len(inside) > 1 else "until"
    return "-".join(inside[:2]) if inside and inside[0] in WORDS else "".join(inside[:1])


def _plain(said: str) -> str:
    if said.startswith("the rule's own window is written out"):
        return str(_("Leave the time out, as it may change. Write {until} or {length} in its place."))
    return f"{said[:1].upper()}{said[1:]}."


def _place(path: tuple[str | int, ...]) -> str:
    return " ".join(str(step) for step in path)
