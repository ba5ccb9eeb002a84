"""Sentences of the protocol with their gaps filled: lengths, moments and numbers to call."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from companion.aftercare.places import Numbers
from companion.aftercare.protocol import Protocol, say
from companion.aftercare.protocol.lookup import ByNumber, Plural
from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Window
from companion.aftercare.spans import Span

_GAP = re.compile(r"\{(\w+)\}")
TextMap = dict[str, str]


@dataclass(frozen=True)
class Voice:
    """How one person is spoken to: language, numbers to call, and how a moment is written.

    `moment` turns an instant into words, or into markup on a page; `escape` does the same to plain text.
    `mark` may wrap the numbers to call, by the name of their gap, so that a page can exchange them.
    """

    protocol: Protocol
    numbers: Numbers
    moment: Callable[[datetime], str]
    clinic_phone: str | None = None
    language: str = "en"
    escape: Callable[[str], str] = str
    mark: Callable[[str, str], str] = lambda _gap, words: words
    until: str | None = None  # what {until} becomes where no window is given; its length in words by default
    follow_up_on: str | None = None  # what {follow_up_date} becomes

    def __call__(
        self,
        text: TextMap,
        *,
        rule: Rule | None = None,
        window: Window | None = None,
        at: datetime | None = None,
    ) -> str:
        """The text with every gap filled; `at` is what {until_time} stands for. KeyError: a gap nothing fills."""
        return self._fill(self.escape(say(text, self.language)), rule or (window.rule if window else None), window, at)

    def by_number(self, pair: ByNumber) -> str:
        """The wording for a clinic with a number, or for one without."""
        return self(pair.with_number if self.clinic_phone else pair.without)

    def _fill(self, words: str, rule: Rule | None, window: Window | None, at: datetime | None) -> str:
        def value(gap: re.Match[str]) -> str:
            match gap[1]:
                case "call_clinic":
                    return self.by_number(self.protocol.answers.call_clinic)
                case "clinic_phone":
                    return self.escape(self.clinic_phone or "")
                case "emergency_number":
                    return self.mark(gap[1], self.escape(self.numbers.emergency))
                case "urgent_care":
                    return self.mark(gap[1], self.escape(self.numbers.urgent_care))
                case "follow_up_date" if self.follow_up_on:
                    return self.escape(self.follow_up_on)
                case "until_time" if at:
                    return self.moment(at)
                case "length" if rule:
                    return self.escape(length_of(self.protocol, rule, self.language))
                case "until" if rule:
                    return self._until(rule, window)
            raise KeyError(gap[0])

        return _GAP.sub(value, words)

    def _until(self, rule: Rule, window: Window | None) -> str:
        words = self.protocol.words.moment
        if window is None and self.until is not None:
            return self.until
        if window and window.ends_at:
            text, gap, value = words.until, "{moment}", self.moment(window.ends_at)
        else:
            text, gap, value = (
                words.lasting,
                "{length}",
                self.escape(length_of(self.protocol, rule, self.language)),
            )
        return self.escape(say(text, self.language)).replace(gap, value)


def title_of(protocol: Protocol, rule: Rule, language: str = "en") -> str:
    """The rule's title with its length filled in."""
    title = say(rule.title, language)
    return title.replace("{length}", length_of(protocol, rule, language)) if "{length}" in title else title


def length_of(protocol: Protocol, rule: Rule, language: str = "en") -> str:
    """The rule's `until` in words, counted from the treatment."""
    return length_words(protocol, rule.window.until or "PT0H", language)


def length_words(protocol: Protocol, span: str, language: str = "en") -> str:
    """`24 hours`, `3 days`, `2 weeks` (whole weeks from 14 days on), `3 months`."""
    length, words = Span.parse(span), protocol.words.length
    if length.months:
        return _counted(words.months, length.months, language)
    if length.days >= 14 and length.days % 7 == 0:
        return _counted(words.weeks, length.days // 7, language)
    if length.days:
        return _counted(words.days, length.days, language)
    if length.seconds % 3600 == 0:
        return _counted(words.hours, length.seconds // 3600, language)
    return _counted(words.minutes, length.seconds // 60, language)


def moment_words(protocol: Protocol, instant: datetime, now: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """`18:40 today`, `09:10 tomorrow`, `14:30 on Saturday 21 March`: as the clock in `zone` shows it."""
    there, today, words = instant.astimezone(zone), now.astimezone(zone).date(), protocol.words
    time = there.strftime("%H:%M")
    for days, text in ((0, words.moment.today), (1, words.moment.tomorrow)):
        if there.date() == today + timedelta(days=days):
            return say(text, language).format(time=time)
    weekday = say(words.weekdays[there.weekday()], language)
    month = say(words.months[there.month - 1], language)
    return say(words.moment.on_date, language).format(time=time, weekday=weekday, day=there.day, month=month)


def date_words(protocol: Protocol, instant: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """`Saturday 21 March`, as the calendar in `zone` shows it; a protocol without words for a date says it as ISO."""
    there, words = instant.astimezone(zone), protocol.words
    if words.moment.date is None:
        return there.date().isoformat()
    weekday, month = words.weekdays[there.weekday()], words.months[there.month - 1]
    return say(words.moment.date, language).format(
        weekday=say(weekday, language), day=there.day, month=say(month, language)
    )


def _counted(words: Plural, n: int, language: str) -> str:
    return say(words.one if n == 1 else words.other, language).format(n=n)
