"""Who signs a protocol, in what role, and what changed in their own words."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from companion.services.sign_off import Signature
from companion.web.treatment_form import Answers

LIMITS = {"name": 80, "role": 80, "said": 500}


@dataclass
class SignForm:
    """`edition`: the draft that was on the page."""

    name: str = ""
    role: str = ""
    said: str = ""
    edition: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, answers: Answers) -> None:
        """Take the answers; `errors` say what is missing."""
        self.edition = answers.get("edition", 0, type=int)
        for name, most in LIMITS.items():
            typed = " ".join(answers.get(name, "").split())
            setattr(self, name, typed)
            if len(typed) > most:
                self.errors[name] = _("That is too long. Use %(many)s letters or less.", many=most)
        missing = {
            "name": _("Type your name, as it is to stand under the protocol."),
            "role": _("Type your role, such as prescriber."),
            "said": _("Say in a line what changed."),
        }
        self.errors |= {name: words for name, words in missing.items() if not getattr(self, name)}
        if not answers.get("agrees"):
            self.errors["agrees"] = _("Tick that you have read the changes.")

    @property
    def signature(self) -> Signature:
        return Signature(self.name, self.role, self.said, self.edition)
