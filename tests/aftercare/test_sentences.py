"""Lengths, moments and gaps in words, as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import schedule_of
from companion.aftercare.sentences import length_words, moment_words
from tests.aftercare.alice import ALICE, BOBS_NUMBER, NEW_YORK, TWO_HOURS, voice, wall

NOW = ALICE.treated_at + TWO_HOURS


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("PT1H", "1 hour"),
        ("PT24H", "24 hours"),
        ("PT30M", "30 minutes"),
        ("PT90M", "90 minutes"),
        ("P1D", "1 day"),
        ("P3D", "3 days"),
        ("P7D", "7 days"),
        ("P1W", "7 days"),
        ("P13D", "13 days"),
        ("P14D", "2 weeks"),
        ("P15D", "15 days"),
        ("P21D", "3 weeks"),
        ("P90D", "90 days"),
        ("P16W", "16 weeks"),
        ("P1M", "1 month"),
        ("P3M", "3 months"),
    ],
)
def test_a_length_is_said_as_people_say_it(span: str, words: str, protocol: Protocol) -> None:
    assert length_words(protocol, span) == words


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("2026-03-07T18:30", "18:30 today"),
        ("2026-03-07T23:59", "23:59 today"),
        ("2026-03-08T00:00", "00:00 tomorrow"),
        ("2026-03-08T15:30", "15:30 tomorrow"),
        ("2026-03-09T00:00", "00:00 on Monday 9 March"),
        ("2026-03-21T14:30", "14:30 on Saturday 21 March"),
    ],
)
def test_a_moment_is_said_as_the_clock_of_the_zone_shows_it(shown: str, words: str, protocol: Protocol) -> None:
    assert moment_words(protocol, wall(shown), NOW, ZoneInfo(NEW_YORK)) == words


def test_tomorrow_begins_at_midnight_in_the_zone_and_not_in_utc(protocol: Protocol) -> None:
    late: datetime = wall("2026-03-07T23:30")
    assert moment_words(protocol, wall("2026-03-07T23:45"), late, ZoneInfo(NEW_YORK)) == "23:45 today"


def test_until_is_the_end_of_the_window_or_its_length_where_no_treatment_is_known(protocol: Protocol) -> None:
    rule = protocol.rule["no-alcohol"]
    [window] = schedule_of(protocol, ALICE).windows_of(rule.id)
    assert voice(NOW)(rule.detail, window=window).startswith("Choose soft drinks until 15:30 tomorrow.")
    assert voice(NOW)(rule.detail, rule=rule).startswith("Choose soft drinks for 24 hours.")


@pytest.mark.parametrize("phone", [BOBS_NUMBER, None])
def test_every_text_of_every_rule_and_flag_can_be_said(phone: str | None, protocol: Protocol) -> None:
    speak = voice(NOW, phone)
    said = [speak(text, rule=rule) for rule in protocol.rules for text in (rule.title, rule.detail, rule.why)]
    said += [speak(text, rule=rule) for rule in protocol.rules for text in rule.exceptions]
    said += [speak(text) for flag in protocol.red_flags.items for text in (flag.title, flag.ask, flag.say, *flag.also)]
    assert all(words and not {"{", "}"} & set(words) for words in said)


def test_a_gap_that_nothing_fills_is_an_error_and_never_shown() -> None:
    with pytest.raises(KeyError):
        voice(NOW)({"en": "Wait {until}."})
