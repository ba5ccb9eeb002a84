"""What patients read of the clinic, as its owner types it; what was typed is kept."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask_babel import gettext as _

from companion.aftercare.hours import read_hours
from companion.aftercare.hours_typed import hours_text, shown_days_off, shown_week, typed_days_off, typed_times
from companion.aftercare.protocol import Protocol, say
from companion.services.clinic import ClinicFacts
from companion.web.filters import language
from companion.web.treatment_form import Answers

LONGEST_NAME, LONGEST_NUMBER, LONGEST_SITE, LONGEST_HOURS = 80, 40, 200, 400
_NUMBER = re.compile(r"\+?[\d ()./*#-]+")
_PRINTED = re.compile(r"[^\s<>\"\\^`{|}]+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.I)


@dataclass
class ClinicForm:
    """`week`: the times of each weekday, Monday first; `facts` is there when nothing is wrong."""

    name: str = ""
    phone: str = ""
    closed_phone: str = ""
    site: str = ""
    country: str = ""
    week: list[str] = field(default_factory=lambda: [""] * 7)
    days_off: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    facts: ClinicFacts | None = None

    def fill(self, facts: ClinicFacts) -> None:
        """Show what stands. Hours that were kept before they were checked may be anything; those are left out."""
        for name in ("name", "phone", "closed_phone", "site", "country"):
            setattr(self, name, getattr(facts, name) or "")
        try:
            hours = read_hours(facts.hours or "Mo-Su off")
        except ValueError:
            return
        self.week, self.days_off = shown_week(hours), shown_days_off(hours)

    def read(self, answers: Answers, protocol: Protocol) -> None:
        """Take the answers; `errors` say by field what to do."""
        for name in ("name", "phone", "closed_phone", "site", "country", "days_off"):
            setattr(self, name, " ".join(answers.get(name, "").split()))
        self.week = [" ".join(answers.get(f"day-{day}", "").split()) for day in range(7)]
        self._check_name()
        self._check_number("phone")
        self._check_number("closed_phone")
        site = self._site()
        if self.country and self.country not in protocol.emergency.countries:
            self.errors["country"] = _("Choose a country of the list.")
        hours = self._hours([say(day, language()) for day in protocol.words.weekdays])
        if not self.errors:
            rest = (self.phone or None, self.closed_phone or None, site, self.country or None, hours)
            self.facts = ClinicFacts(self.name, *rest)

    def _check_name(self) -> None:
        if not self.name:
            self.errors["name"] = _("Type the name that patients read.")
        elif len(self.name) > LONGEST_NAME:
            self.errors["name"] = _("That name is too long. Use %(most)s letters or less.", most=LONGEST_NAME)

    def _check_number(self, name: str) -> None:
        text = getattr(self, name)
        digits = sum(letter.isdigit() for letter in text)
        if text and (not _NUMBER.fullmatch(text) or digits < 3 or len(text) > LONGEST_NUMBER):
            self.errors[name] = _("Type one phone number, such as 020 7946 0142 or +44 20 7946 0142.")

    def _site(self) -> str | None:
        """The address with its `https://`, which people leave out."""
        if not self.site:
            return None
        whole = self.site if "://" in self.site else f"https://{self.site}"
        try:
            parts = urlsplit(whole)
            is_fine = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc.partition(":")[0])
        except ValueError:
            is_fine = None
        if not is_fine or not _PRINTED.fullmatch(whole) or not whole.isprintable() or len(whole) > LONGEST_SITE:
            self.errors["site"] = _("Type an address on the web, such as harbour-clinic.example.")
            return None
        return whole

    def _hours(self, weekdays: list[str]) -> str | None:
        week = ["off"] * 7
        for day, typed in enumerate(self.week):
            try:
                week[day] = typed_times(typed)
            except ValueError:
                said = _("%(day)s: type from when until when, such as 09:00-18:00.", day=weekdays[day])
                self.errors[f"day-{day}"] = said
        try:
            text = hours_text(week, typed_days_off(self.days_off))
        except ValueError:
            self.errors["days_off"] = _("Type days with their month, such as 25-26 Dec, 1 Jan.")
            return None
        if text is None and self.days_off and not self.errors:
            self.errors["days_off"] = _("Type the hours of the week first: without them these days say nothing.")
        if text and len(text) > LONGEST_HOURS:
            self.errors["days_off"] = _("That is more than we can keep. Leave out some days.")
        return text
