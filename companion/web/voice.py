"""How a page speaks: markup for moments, the numbers of the right country, the words of the clinic."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from flask import render_template, request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from companion.aftercare.places import Numbers, country_of, numbers_for
from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.course import Advice
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import TextMap, Voice, length_words
from companion.aftercare.zones import zone_named
from companion.models.treatment import Course
from companion.web.dates import Dates
from companion.web.filters import language, moment

UNTIL, NUMBER, HIDDEN = "{until}", "{number}", "{hidden}"


@dataclass(frozen=True)
class Audience:
    """To whom a page speaks: the same for everybody of a clinic in a country."""

    protocol: Protocol
    numbers: Numbers
    clinic_phone: str | None
    language: str


class PageVoice:
    """The sentences of a protocol as safe markup, moments on the clock of `zone`."""

    def __init__(self, audience: Audience, zone: str = "UTC", until: str | None = None) -> None:
        self.audience, self.protocol = audience, audience.protocol
        self.numbers, self.clinic_phone = audience.numbers, audience.clinic_phone
        self.dates = Dates(audience.protocol, zone_named(zone))
        self.plain = Voice(
            audience.protocol,
            audience.numbers,
            lambda at: moment(audience.protocol, at, self.dates.zone, audience.language),
            audience.clinic_phone,
            audience.language,
            lambda text: str(escape(text)),
            lambda gap, words: f"<span data-{gap.replace('_', '-')}>{words}</span>",
            until,
        )

    def __call__(self, text: TextMap, rule: Rule | None = None, window: Window | None = None) -> Markup:
        return Markup(self.plain(text, rule=rule, window=window))  # noqa: S704  every part was escaped

    def row(self, window: Window, number: int, is_standing: bool) -> Markup:
        """A rule as a line that opens, by the number under which the page knows its window."""
        line = str.replace(self._words("components/rule.html", window), NUMBER, str(number))
        return Markup(line.replace(HIDDEN, "" if is_standing else " hidden"))  # noqa: S704  made of safe parts

    def body(self, window: Window) -> Markup:
        """What stands behind a tap on a rule."""
        return self._words("components/rule_body.html", window)

    def days(self, number: int) -> Markup:
        """What is normal in that part of the timeline."""
        return days_words(number, self.audience)

    def bruise(self, number: int) -> Markup:
        """What a bruise may look like in that stretch of days."""
        colour = self(self.protocol.bruise_colours[number].colour)
        return Markup("<p><b>{}</b> {}</p>").format(_("If you have a bruise now:"), colour)

    def advice(self, text: TextMap, item: Advice) -> Markup:
        """The words of a piece of advice, its lead time filled in."""
        length = length_words(self.protocol, item.lead, self.audience.language) if item.lead else ""
        return self({tongue: words.replace("{length}", length) for tongue, words in text.items()})

    def names(self, schedule: Schedule) -> list[str]:
        """The name of the rule of each window."""
        return [say(window.rule.name, self.audience.language) for window in schedule.windows]

    def moment(self, at: datetime) -> Markup:
        return Markup(self.plain.moment(at))  # noqa: S704  made by `moment`, which escapes

    def length(self, span: str) -> str:
        return length_words(self.protocol, span, self.audience.language)

    def until(self, window: Window) -> Markup:
        """`until 18:30 on Saturday 7 March`, for a window with an end."""
        assert window.ends_at
        words = str(escape(say(self.protocol.words.moment.until, self.audience.language)))
        return Markup(words.replace("{moment}", self.moment(window.ends_at)))  # noqa: S704  escaped above

    def say_on_the_phone(self, courses: list[Course]) -> Markup:
        """What to say when help answers, with the dates of those courses."""
        words = self.protocol.say_on_the_phone
        if words is None:
            return self(self.protocol.answers.triage.emergency_now)
        dates = [Dates(self.protocol, c.schedule.zone).short(c.schedule.treated.treated_at) for c in courses]
        if not dates:
            return self(words.without_date)
        text = escape(say(words.with_date, self.audience.language))
        return text.replace("{treated_on}", Markup(_(" and ")).join(dict.fromkeys(reversed(dates))))  # noqa: S704

    @property
    def clinic_asks(self) -> Markup:
        return Markup(self.plain.by_number(self.protocol.answers.clinic_asks))  # noqa: S704

    @property
    def call_if_ill(self) -> Markup:
        number = self.plain.mark("emergency_number", str(escape(self.numbers.emergency)))
        return Markup(_("If you feel very ill, call {}.")).format(Markup(number))  # noqa: S704  escaped above

    @property
    def call_clinic(self) -> Markup:
        return Markup(self.plain.by_number(self.protocol.answers.call_clinic))  # noqa: S704

    def _words(self, template: str, window: Window) -> Markup:
        if window.ends_at is None:
            return rule_words(template, window.rule.id, False, self.audience)
        words = rule_words(template, window.rule.id, True, self.audience)
        return Markup(str.replace(words, UNTIL, self.until(window)))  # noqa: S704  both are safe


@lru_cache(maxsize=4096)
def rule_words(template: str, rule_id: str, has_end: bool, audience: Audience) -> Markup:
    """A rule in markup; UNTIL stands for its end, NUMBER and HIDDEN for its place on a page."""
    rule = audience.protocol.rule[rule_id]
    words = render_template(template, voice=PageVoice(audience, until=UNTIL), rule=rule, has_end=has_end)
    return Markup(words)  # noqa: S704  rendered with autoescape


@lru_cache(maxsize=512)
def days_words(number: int, audience: Audience) -> Markup:
    """A part of the timeline in markup."""
    days = audience.protocol.timeline[number]
    return Markup(render_template("components/days.html", voice=PageVoice(audience), days=days))  # noqa: S704


def voice_for(course: Course) -> PageVoice:
    """The voice of a patient's own pages."""
    protocol, zone = course.schedule.protocol, course.schedule.treated.zone
    chosen = chosen_country(protocol)
    country = (phone_country() or course.clinic_country or country_of(zone)) if chosen is None else chosen
    return PageVoice(_audience(protocol, country, course.clinic_phone), zone)


def desk_voice(course: Course) -> PageVoice:
    """The voice for those who treat: numbers of where the clinic is, whatever was chosen on this device."""
    protocol, zone = course.schedule.protocol, course.schedule.treated.zone
    return PageVoice(_audience(protocol, course.clinic_country or country_of(zone), course.clinic_phone), zone)


def voices_for(courses: list[Course]) -> list[PageVoice]:
    """The voice of each, alike but for its protocol: numbers and clock of the first."""
    if not courses:
        return []
    first = voice_for(courses[0])
    zone = courses[0].schedule.treated.zone
    return [PageVoice(replace(first.audience, protocol=course.schedule.protocol), zone) for course in courses]


def public_voice(protocol: Protocol) -> PageVoice:
    """The voice for somebody without a plan."""
    chosen = chosen_country(protocol)
    return PageVoice(_audience(protocol, phone_country() if chosen is None else chosen, None))


def _audience(protocol: Protocol, country: str | None, clinic_phone: str | None) -> Audience:
    tongue = language()
    return Audience(protocol, numbers_for(protocol, country, tongue), clinic_phone, tongue)


def chosen_country(protocol: Protocol) -> str | None:
    """The country the person chose for emergency numbers: "" for one that is not listed, None for no choice."""
    country = request.cookies.get("country")
    return country if country in protocol.emergency.countries or country == "" else None


def phone_country() -> str | None:
    """The country of the phone's own zone, which a script tells."""
    return country_of(request.cookies.get("zone", ""))
