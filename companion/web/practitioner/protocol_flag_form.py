"""What somebody adds to a red flag, or types of one of the clinic's own -> the flag. Nothing can be taken away here."""

import re
from dataclasses import dataclass, field
from uuid import uuid4

from flask_babel import gettext as _

from companion.aftercare.protocol.edits import Values
from companion.aftercare.protocol.own import CLINIC, OWN_PREFIX
from companion.aftercare.protocol.problems import Finding
from companion.web.treatment_form import Answers

URGENCIES = ("emergency_now", "same_day", "follow_up")  # the most urgent first
TEXTS = ("title", "ask", "say")
LONGEST = 600
_OWN_ID = re.compile(rf"{OWN_PREFIX}[0-9a-f]{{8}}")


@dataclass
class FlagForm:
    """`ours`: the program's flag, None for the clinic's own. `typed`: what is the clinic's of each text."""

    flag: Values
    ours: Values | None
    seen: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    urgency: str = "same_day"
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, flag: Values, ours: Values | None, seen: str) -> "FlagForm":
        """What stands in the draft."""
        base = ours or {}
        typed = {name: flag[name]["en"].removeprefix(base.get(name, {}).get("en", "")).strip() for name in TEXTS}
        typed["also"] = "\n".join(text["en"] for text in flag.get("also", [])[len(base.get("also", [])) :])
        return cls(flag, ours, seen, typed, flag["urgency"])

    @property
    def urgencies(self) -> tuple[str, ...]:
        """As urgent as the program's, or more."""
        return URGENCIES[: URGENCIES.index(self.ours["urgency"]) + 1] if self.ours else URGENCIES

    def read(self, answers: Answers) -> Values:
        """The flag as it was typed; `errors` say what is missing."""
        self.seen = answers.get("seen", self.seen)
        self.urgency = answers.get("urgency", self.urgency)
        if not self.ours and _OWN_ID.fullmatch(answers.get("id", "")):
            self.flag = self.flag | {"id": answers["id"]}
        for name in (*TEXTS, "also"):
            self.typed[name] = answers.get(name, self.typed[name]).strip()
            if len(self.typed[name]) > LONGEST:
                self.errors[name] = _("That is too long. Use %(many)s letters or less.", many=LONGEST)
            elif name in TEXTS and not self.ours and not self.typed[name]:
                self.errors[name] = _("Write a few words here.")
        return self.flag | {name: self._text(name) for name in TEXTS} | self._also() | {"urgency": self.urgency}

    def refuse(self, findings: list[Finding], place: int) -> None:
        """Put what the floor found at the field that it is about."""
        for path, said in findings:
            mine = path[:3] == ("red_flags", "items", place) and len(path) > 3
            self.errors.setdefault(str(path[3]) if mine else "", f"{said[:1].upper()}{said[1:]}.")

    def _text(self, name: str) -> Values:
        added = " ".join(self.typed[name].split())
        if not self.ours:
            return {"en": added}
        words = self.ours[name]["en"]
        return {**self.flag[name], "en": f"{words} {added}" if added else words}

    def _also(self) -> Values:
        theirs = self.ours.get("also", []) if self.ours else []
        kept = self.flag.get("also", [])[: len(theirs)]
        lines = [*kept, *({"en": line.strip()} for line in self.typed["also"].splitlines() if line.strip())]
        return {"also": lines} if lines else {}


def fresh_flag() -> Values:
    """A red flag without words yet."""
    texts = {name: {"en": ""} for name in TEXTS}
    return {"id": f"{OWN_PREFIX}{uuid4().hex[:8]}", "urgency": "same_day", "sources": [CLINIC]} | texts
