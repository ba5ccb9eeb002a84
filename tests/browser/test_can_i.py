"""Can I ... yet? Alice asks on the day of the treatment; Bob's clinic has a number."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Locator, expect

from companion.aftercare.protocol import bundled, say
from companion.services.demo import PHONE as BOBS_NUMBER
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


def ask(phone: Phone, question: str) -> Locator:
    phone.page.get_by_role("searchbox").fill(question)
    phone.button("Look it up").click()
    answer = phone.page.locator(".answer").filter(has=phone.page.get_by_role("heading", name=question, exact=True))
    expect(answer.locator(".verdict")).to_be_visible()
    return answer


def verdict(answer: Locator) -> str:
    return answer.locator(".verdict").inner_text().strip()


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
    assert verdict(answer) == "Yes, if"
    assert bath.condition
    expect(answer).to_contain_text(say(bath.condition))


def test_ask_gives_the_number_of_the_clinic(patient: Phone) -> None:
    answer = ask(patient, "ibuprofen")
    assert verdict(answer) == "Ask"
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


@pytest.mark.parametrize("chip", ["Wine", "Gym", "Nap", "Flight", "Make-up"])
def test_a_chip_asks_in_one_tap(chip: str, patient: Phone) -> None:
    patient.button(chip).click()
    expect(patient.page.locator("#asked")).to_have_text(chip)
    expect(patient.page.locator(".verdict")).to_have_text(re.compile("Not yet|Yes"))


@pytest.mark.parametrize("question", ["hot yoga", "I can't breathe"])
def test_the_question_stays_out_of_the_address_and_the_history(question: str, patient: Phone) -> None:
    before = patient.measure("history.length")
    patient.requests.clear()
    ask(patient, question)
    words = re.compile("|".join(question.split()[-1:]), re.I)
    assert not [request for request in patient.requests if words.search(request)]
    assert patient.path == "/now"
    assert patient.measure("history.length") == before


def test_nothing_is_kept_on_the_phone(patient: Phone) -> None:
    ask(patient, "hot yoga")
    assert patient.measure("[localStorage.length, sessionStorage.length, document.cookie.includes('yoga')]") == [
        0,
        0,
        False,
    ]
    patient.page.reload()
    expect(patient.page.get_by_role("searchbox")).to_have_value("")


def test_an_empty_question_is_not_sent(patient: Phone) -> None:
    patient.requests.clear()
    patient.button("Look it up").click()
    assert patient.requests == []
    assert patient.measure("document.activeElement.id") == "question"


def test_a_blank_question_is_told_what_to_do(patient: Phone) -> None:
    patient.page.get_by_role("searchbox").fill("   ")
    patient.button("Look it up").click()
    expect(patient.page.locator("#answer")).to_have_text("Type what you want to do, in a few words.")


def test_the_answer_comes_into_view_above_the_keyboard(patient: Phone) -> None:
    patient.page.set_viewport_size({"width": 390, "height": 420})
    patient.page.get_by_role("searchbox").fill("hot yoga")
    patient.page.keyboard.press("Enter")
    expect(patient.page.locator(".verdict")).to_be_in_viewport(ratio=1)


def test_without_a_network_alice_is_told_so_and_whom_to_call_if_she_is_ill(patient: Phone) -> None:
    patient.context.set_offline(True)
    patient.button("Wine").click()
    expect(patient.page.get_by_role("alert")).to_contain_text("We could not look that up.")
    expect(patient.page.get_by_role("alert")).to_contain_text("If you feel very ill, call 999.")
    patient.troubles.clear()
    patient.context.set_offline(False)
    ask(patient, "wine")
    expect(patient.page.get_by_role("alert")).to_be_hidden()


def test_an_answer_is_read_out(patient: Phone) -> None:
    expect(patient.page.locator("[aria-live=polite]")).to_be_empty()
    ask(patient, "bath")
    expect(patient.page.locator("[aria-live=polite]")).to_contain_text("Yes, if")


def test_letters_that_mean_something_to_html_are_only_letters(patient: Phone) -> None:
    answer = ask(patient, '<img src=x> & "wine"')
    expect(answer.locator("img")).to_have_count(0)
