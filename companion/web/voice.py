"""How a page speaks: markup for moments, the numbers of the right country, the words of the clinic."""

from datetime import datetime
from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup, escape

from companion.aftercare.places import Numbers, country_of, numbers_for
from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import TextMap, Voice
from companion.aftercare.zones import zone_named
from companion.models.treatment import Course
from companion.web.filters import language, moment

UNTIL = "{until}"


class PageVoice:
    """The sentences of a protocol as safe markup."""

    def __init__(
        self,
        protocol: Protocol,
        numbers: Numbers,
        clinic_phone: str | None = None,
        zone: str = "UTC",
        until: str | None = None,
    ) -> None:
        self.protocol, self.numbers, self.clinic_phone = protocol, numbers, clinic_phone
        self.language = tongue = language()
        self.plain = Voice(
            protocol,
            numbers,
            lambda at: moment(protocol, at, zone_named(zone), tongue),
            clinic_phone,
            tongue,
            lambda text: str(escape(text)),
            lambda gap, words: f"<span data-{gap.replace('_', '-')}>{words}</span>",
            until,
        )

    def __call__(self, text: TextMap, rule: Rule | None = None, window: Window | None = None) -> Markup:
        return Markup(self.plain(text, rule=rule, window=window))  # noqa: S704  every part was escaped

    def body(self, window: Window) -> Markup:
        """What stands behind a tap on a rule."""
        words = rule_body(self.protocol, window.rule.id, self.numbers, self.clinic_phone, self.language)
        return words.replace(UNTIL, self.until(window)) if UNTIL in words else words

    def names(self, schedule: Schedule) -> list[str]:
        """The name of the rule of each window."""
        return [say(window.rule.name, self.language) for window in schedule.windows]

    def moment(self, at: datetime) -> Markup:
        return Markup(self.plain.moment(at))  # noqa: S704  made by `moment`, which escapes

    def until(self, window: Window) -> Markup:
        """`until 18:30 on Saturday 7 March`, for a window with an end."""
        assert window.ends_at
        words = escape(say(self.protocol.words.moment.until, self.language))
        return words.replace("{moment}", self.moment(window.ends_at))

    @property
    def clinic_asks(self) -> Markup:
        return Markup(self.plain.by_number(self.protocol.answers.clinic_asks))  # noqa: S704

    @property
    def call_clinic(self) -> Markup:
        return Markup(self.plain.by_number(self.protocol.answers.call_clinic))  # noqa: S704


@lru_cache(maxsize=2048)
def rule_body(protocol: Protocol, rule_id: str, numbers: Numbers, clinic_phone: str | None, _language: str) -> Markup:
    """The words of a rule, the same for every treatment of a clinic in a country; UNTIL stands for its end."""
    voice = PageVoice(protocol, numbers, clinic_phone, until=UNTIL)
    return Markup(render_template("components/rule_body.html", voice=voice, rule=protocol.rule[rule_id]))  # noqa: S704


def voice_for(course: Course) -> PageVoice:
    """The voice of a patient's own pages."""
    protocol, zone = course.schedule.protocol, course.schedule.treated.zone
    chosen = chosen_country(protocol)
    country = (phone_country() or course.clinic_country or country_of(zone)) if chosen is None else chosen
    return PageVoice(protocol, numbers_for(protocol, country, language()), course.clinic_phone, zone)


def chosen_country(protocol: Protocol) -> str | None:
    """The country the person chose for emergency numbers: "" for one that is not listed, None for no choice."""
    country = request.cookies.get("country")
    return country if country in protocol.emergency.countries or country == "" else None


def phone_country() -> str | None:
    """The country of the phone's own zone, which a script tells."""
    return country_of(request.cookies.get("zone", ""))
