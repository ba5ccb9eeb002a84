"""Can I ... yet? Alice asks on the day of the treatment; Bob's clinic has a number."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from companion.aftercare.protocol import bundled, say
from companion.services.demo import PHONE as BOBS_NUMBER
from tests.browser.can_i import OF_THE_PHONE, OF_THE_SERVER, ask, at_now, verdict
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser


@pytest.fixture(params=[OF_THE_PHONE, OF_THE_SERVER])
def patient(request: pytest.FixtureRequest, house: House, phones: GivePhone) -> Phone:
    return at_now(phones, house, request.param)


def test_not_yet_says_from_when(patient: Phone) -> None:
    answer = ask(patient, "hot yoga")
    assert verdict(answer) == "Not yet"
    since = patient.page.locator(".lede time").get_attribute("datetime")
    until = answer.locator(".from time").get_attribute("datetime")
    assert since and until
    assert (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() == 24 * 3600
    expect(answer.locator(".from")).to_have_text(re.compile(r"From \d\d:\d\d (today|tomorrow)"))


def test_not_yet_names_the_rules_behind_it(patient: Phone) -> None:
    answer = ask(patient, "hot yoga")
    for rule in ("no-hard-exercise", "no-heat"):
        expect(answer).to_contain_text(say(bundled().rule[rule].name))


def test_yes(patient: Phone) -> None:
    assert verdict(ask(patient, "go for a walk")) == "Yes"


def test_yes_if_says_the_condition(patient: Phone) -> None:
    answer = ask(patient, "bath")
    bath = next(topic for topic in bundled().can_i.topics if topic.id == "bath")
    assert verdict(answer) == "With care"
    assert bath.condition
    expect(answer).to_contain_text(say(bath.condition))


def test_ask_gives_the_number_of_the_clinic(patient: Phone) -> None:
    answer = ask(patient, "ibuprofen")
    assert verdict(answer) == "Ask your clinic"
    expect(answer.get_by_role("link", name=f"Call {BOBS_NUMBER}")).to_have_attribute("href", "tel:02079460142")


def test_a_question_nobody_foresaw_is_not_guessed(patient: Phone) -> None:
    answer = ask(patient, "repaint the fence")
    assert verdict(answer) == "We don’t know"
    expect(answer.get_by_role("link", name=f"Call {BOBS_NUMBER}")).to_be_visible()


def test_an_inexact_word_is_said_back(patient: Phone) -> None:
    answer = ask(patient, "champange")
    assert verdict(answer) == "Not yet"
    expect(answer.locator(".meant")).to_have_text("Did you mean “champagne”?")


def test_an_emergency_gives_the_number_to_call(patient: Phone) -> None:
    answer = ask(patient, "I can't breathe")
    assert verdict(answer) == "Get help"
    expect(answer.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")


def test_help_opens_the_sign_on_the_help_page(patient: Phone) -> None:
    ask(patient, "my eyelid is droopy").get_by_role("link", name="Open Help").click()
    sign = patient.page.locator("#rf-ptosis")
    expect(sign).to_have_attribute("open", "")
    expect(sign).to_contain_text("It nearly always gets better in weeks.")
    expect(sign).to_be_in_viewport()


def test_a_sign_of_today_calls_the_clinic_and_not_an_ambulance(patient: Phone) -> None:
    answer = ask(patient, "my eyelid is droopy")
    expect(answer.get_by_role("link", name=f"Call {BOBS_NUMBER}")).to_be_visible()
    expect(answer.get_by_role("link", name="Call 999")).to_have_count(0)
    assert answer.get_by_role("link").all_inner_texts() == [f"Call {BOBS_NUMBER}", "Open Help"]


def test_the_wait_is_said_in_hours_and_minutes_too(patient: Phone) -> None:
    expect(ask(patient, "nap").locator(".from")).to_have_text(re.compile(r"From \d\d:\d\d \w+ in 2 h (12|11|10) min"))
