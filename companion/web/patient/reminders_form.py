"""How somebody wants to be reminded, as the form says it: what was typed is kept, and what is wrong is said plainly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from companion.aftercare.protocol import Protocol
from companion.aftercare.reminders import Wishes
from companion.aftercare.sun import town_named, towns_near
from companion.models import ReminderWishes
from companion.services.mailbox import Standing, can_mail, checked_address
from companion.services.refusal import Refusal
from companion.services.remind import is_wanted
from companion.services.wishes import Chosen
from companion.web.filters import language

DAY, LOUD_AT_LEAST = 24 * 60, 2 * 60  # minutes of a day in which a reminder may come
NONE = ("00:00", "00:00")  # equal times: no quiet hours
TOGETHER = {"care": "milestone"}  # one line of the form, which speaks for both


@dataclass
class WishesForm:
    """`kinds`: what is ticked. Quiet hours, town, e-mail as typed; `mail`: the address as kept; `errors` by field.

    `nights`: at night too, so that no quiet hours count. `was`: what the page shows by itself, by field. Only what
    was changed there is kept, so that a page which stood open for long undoes nothing that was kept meanwhile.
    """

    kinds: dict[str, bool]
    quiet_from: str
    quiet_until: str
    nights: bool
    town: str
    names_it: bool
    email: str
    mail: Standing | None
    was: dict[str, str] = field(init=False)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.was = self._typed()

    @classmethod
    def kept(
        cls, protocol: Protocol, wishes: Wishes, row: ReminderWishes | None, mail: Standing | None
    ) -> "WishesForm":
        """As it stands now, by the protocol where they chose nothing."""
        kinds: dict[str, bool] = {one.kind: is_wanted(one.kind, one.opt_in, row) for one in protocol.reminders}
        nights = wishes.quiet_from == wishes.quiet_until
        shown = Wishes.usual(protocol, wishes.zone) if nights else wishes
        starts, until = (f"{clock:%H:%M}" for clock in (shown.quiet_from, shown.quiet_until))
        names_it, address = bool(row and row.names_it), mail.address if mail else ""
        return cls(_together(kinds), starts, until, nights, wishes.town or "", names_it, address, mail)

    def read(self, answers: "MultiDict[str, str]", usual: Wishes) -> Chosen | None:
        """What is to be kept; None where something is wrong."""
        ticked, kept_town = set(answers.getlist("kind")), self.town
        self.kinds = {kind: self._flag(answers, kind, kind in ticked, is_on) for kind, is_on in self.kinds.items()}
        self.nights = self._flag(answers, "nights", "nights" in answers, self.nights)
        self.names_it = self._flag(answers, "names_it", "names_it" in answers, self.names_it)
        for name in ("quiet_from", "quiet_until", "town", "email"):
            typed = answers.get(name, self.was[name]).strip()
            setattr(self, name, self.was[name] if answers.get(f"was_{name}") == typed else typed)
        quiet, town, email = self._quiet(usual), self._town(usual.zone, kept_town), self._address()
        if self.errors:
            return None
        kinds = self.kinds | {kind: self.kinds[like] for kind, like in TOGETHER.items() if like in self.kinds}
        return Chosen(kinds, *quiet, town, names_it=self.names_it, email=email, language=language())

    @staticmethod
    def _flag(answers: "MultiDict[str, str]", name: str, ticked: bool, kept: bool) -> bool:
        return kept if answers.get(f"was_{name}") == _word(ticked) else ticked

    def _typed(self) -> dict[str, str]:
        flags = self.kinds | {"nights": self.nights, "names_it": self.names_it}
        texts = {"quiet_from": self.quiet_from, "quiet_until": self.quiet_until, "town": self.town, "email": self.email}
        return {name: _word(is_on) for name, is_on in flags.items()} | texts

    @staticmethod
    def kind_of(typed: str) -> str:
        """The type of a field that can show it: what is no time of day needs a plain one."""
        try:
            return "time" if not typed or _clock(typed) is not None else "text"
        except ValueError:
            return "text"

    def _quiet(self, usual: Wishes) -> tuple[str | None, str | None]:
        """None for both where they are the protocol's, so that another version of it may change them."""
        if self.nights:
            return NONE
        try:
            starts, until = (_clock(text) for text in (self.quiet_from, self.quiet_until))
        except ValueError:
            self.errors["quiet"] = _("Type both times, such as 21:30 and 08:00. For none, tick “At night too”.")
            return None, None
        if starts == until:
            self.errors["quiet"] = _("Both times are the same. Choose two, or tick “At night too”.")
            return None, None
        if (_minutes(starts) - _minutes(until)) % DAY < LOUD_AT_LEAST:
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
            known = ", ".join(towns_near(self.town, zone))
            self.errors["town"] = (
                _("We do not know that town. Here we know: %(towns)s. Pick one, or leave it empty.", towns=known)
                if known
                else _("We do not know that town. Leave it empty.")
            )
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


def _word(is_on: bool) -> str:
    return "yes" if is_on else "no"


def _minutes(clock: time) -> int:
    """Since midnight."""
    return clock.hour * 60 + clock.minute


def _clock(text: str) -> time:
    """`21:30`, also with seconds, as some browsers send it. ValueError for anything else."""
    if not re.fullmatch(r"\d\d:\d\d(:\d\d)?", text, re.ASCII):
        raise ValueError(text)
    return time.fromisoformat(text).replace(second=0)
