"""How somebody wants to be reminded, as the form says it: what was typed is kept, and what is wrong is said plainly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from companion.aftercare.protocol import Protocol
from companion.aftercare.reminders import Wishes
from companion.aftercare.sun import town_named
from companion.models import ReminderWishes
from companion.services.mailbox import Standing, can_mail, checked_address
from companion.services.refusal import Refusal
from companion.services.remind import is_wanted
from companion.services.wishes import Chosen
from companion.web.filters import language

DAY, LOUD_AT_LEAST = 24 * 60, 2 * 60  # minutes of a day in which a reminder may come
TOGETHER = {"care": "milestone"}  # one line of the form, which speaks for both


@dataclass
class WishesForm:
    """`kinds`: what is ticked. Quiet hours, town, e-mail as typed; `mail`: the address as kept; `errors` by field."""

    kinds: dict[str, bool]
    quiet_from: str
    quiet_until: str
    town: str
    names_it: bool
    email: str
    mail: Standing | None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def kept(
        cls, protocol: Protocol, wishes: Wishes, row: ReminderWishes | None, mail: Standing | None
    ) -> "WishesForm":
        """As it stands now, by the protocol where they chose nothing."""
        kinds: dict[str, bool] = {one.kind: is_wanted(one.kind, one.opt_in, row) for one in protocol.reminders}
        starts, until = (f"{clock:%H:%M}" for clock in (wishes.quiet_from, wishes.quiet_until))
        names_it, address = bool(row and row.names_it), mail.address if mail else ""
        return cls(_together(kinds), starts, until, wishes.town or "", names_it, address, mail)

    def read(self, answers: "MultiDict[str, str]", usual: Wishes) -> Chosen | None:
        """What is to be kept; None where something is wrong."""
        ticked = set(answers.getlist("kind"))
        self.kinds = {kind: kind in ticked for kind in self.kinds}
        self.quiet_from, self.quiet_until = (answers.get(name, "").strip() for name in ("quiet_from", "quiet_until"))
        kept_town = self.town
        self.town, self.email = answers.get("town", "").strip(), answers.get("email", "").strip()
        self.names_it = "names_it" in answers
        quiet, town, email = self._quiet(usual), self._town(usual.zone, kept_town), self._address()
        if self.errors:
            return None
        kinds = self.kinds | {kind: self.kinds[like] for kind, like in TOGETHER.items() if like in self.kinds}
        return Chosen(kinds, *quiet, town, names_it=self.names_it, email=email, language=language())

    @staticmethod
    def kind_of(typed: str) -> str:
        """The type of a field that can show it: what is no time of day needs a plain one."""
        try:
            return "time" if not typed or _clock(typed) is not None else "text"
        except ValueError:
            return "text"

    def _quiet(self, usual: Wishes) -> tuple[str | None, str | None]:
        """None for both where they are the protocol's, so that another version of it may change them."""
        if not self.quiet_from and not self.quiet_until:
            return None, None
        try:
            starts, until = (_clock(text) for text in (self.quiet_from, self.quiet_until))
        except ValueError:
            self.errors["quiet"] = _("Type both times, such as 21:30 and 08:00.")
            return None, None
        if (_minutes(starts) - _minutes(until)) % DAY < LOUD_AT_LEAST and starts != until:
            self.errors["quiet"] = _("That leaves no time for a reminder. Choose a shorter time, or untick reminders.")
            return None, None
        is_usual = (starts, until) == (usual.quiet_from, usual.quiet_until)
        return (None, None) if is_usual else (f"{starts:%H:%M}", f"{until:%H:%M}")

    def _town(self, zone: str, kept: str) -> str | None:
        """One that was kept stays, though the phone is in another zone now: it counts again when they are back."""
        if self.town == kept:
            return kept or None
        try:
            return town_named(self.town, zone).name if self.town else None
        except ValueError:
            self.errors["town"] = _("We do not know that town. Pick one from the list, or leave it empty.")
            return None

    def _address(self) -> str | None:
        try:
            return checked_address(self.email) if self.email and can_mail() else None
        except Refusal:
            self.errors["email"] = _("That does not look like an e-mail address. Check it, or leave it empty.")
            return None


def _together(kinds: Mapping[str, bool]) -> dict[str, bool]:
    """One line for what goes together; on while one of them is."""
    found = dict.fromkeys((TOGETHER.get(kind, kind) for kind in kinds), False)
    for kind, is_on in kinds.items():
        found[TOGETHER.get(kind, kind)] |= is_on
    return found


def _minutes(clock: time) -> int:
    """Since midnight."""
    return clock.hour * 60 + clock.minute


def _clock(text: str) -> time:
    """`21:30`, also with seconds, as some browsers send it. ValueError for anything else."""
    if not re.fullmatch(r"\d\d:\d\d(:\d\d)?", text, re.ASCII):
        raise ValueError(text)
    return time.fromisoformat(text).replace(second=0)
