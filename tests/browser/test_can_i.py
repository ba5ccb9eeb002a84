"""Can I ... yet? Alice asks on the day of the treatment; Bob's clinic has a number."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Locator, expect

from companion.aftercare.protocol import bundled, say
from companion.services.demo import PHONE as BOBS_NUMBER
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

OF_THE_PHONE, OF_THE_SERVER = "answered on the phone", "answered by the server"
ONLY_SERVER = pytest.mark.parametrize("patient", [OF_THE_SERVER], indirect=True)
ONLY_PHONE = pytest.mark.parametrize("patient", [OF_THE_PHONE], indirect=True)


@pytest.fixture(params=[OF_THE_PHONE, OF_THE_SERVER])
def patient(request: pytest.FixtureRequest, house: House, phones: GivePhone) -> Phone:
    """Alice's phone, 1 h 48 min after the treatment, open at Now; with course.json, or where it never comes."""
    phone: Phone = phones().sign_in(house.session_of_bobs_patient())
    if request.param == OF_THE_SERVER:
        phone.page.route("**/course.json", lambda route: route.fulfill(status=204))
        phone.open("/now").locator("[data-htmx-powered]").first.wait_for()
    else:
        open_with_course(phone, "/now")
    return phone


def open_with_course(phone: Phone, path: str) -> None:
    """Until the phone can answer by itself."""
    expect(phone.open(path).locator("html")).to_have_attribute("data-answers", "here")


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


@pytest.mark.parametrize("chip", ["Wine", "Gym", "Nap", "Flight", "Make-up"])
def test_a_chip_asks_in_one_tap(chip: str, patient: Phone) -> None:
    patient.button(chip).click()
    expect(patient.page.locator("#asked")).to_have_text(chip)
    expect(patient.page.locator(".verdict")).to_have_text(re.compile("Not yet|Yes|With care"))


@pytest.mark.parametrize("question", ["hot yoga", "I can't breathe"])
def test_the_question_stays_out_of_the_address_and_the_history(question: str, patient: Phone) -> None:
    before = patient.measure("history.length")
    patient.requests.clear()
    ask(patient, question)
    words = re.compile("|".join(question.split()[-1:]), re.I)
    assert not [request for request in patient.requests if words.search(request)]
    assert patient.path == "/now"
    assert patient.measure("history.length") == before


def test_the_question_is_not_kept_on_the_phone(patient: Phone) -> None:
    ask(patient, "hot yoga")
    kept = patient.measure("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert "yoga" not in kept
    patient.page.reload()
    expect(patient.page.get_by_role("searchbox")).to_have_value("")


def test_an_empty_question_is_not_sent(patient: Phone) -> None:
    patient.requests.clear()
    patient.button("Look it up").click()
    assert "POST /can-i" not in patient.requests
    expect(patient.page.locator("#answer")).to_be_empty()
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


@ONLY_SERVER
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
    expect(patient.page.locator("[aria-live=polite]")).to_contain_text("Yes, if it is warm")


def test_letters_that_mean_something_to_html_are_only_letters(patient: Phone) -> None:
    answer = ask(patient, '<img src=x> & "wine"')
    expect(answer.locator("img")).to_have_count(0)


@ONLY_PHONE
def test_the_phone_asks_nobody(patient: Phone) -> None:
    patient.requests.clear()
    patient.context.set_offline(True)
    assert verdict(ask(patient, "hot yoga")) == "Not yet"
    assert verdict(ask(patient, "I can't breathe")) == "Get help"
    patient.button("Wine").click()
    expect(patient.page.locator("#asked")).to_have_text("Wine")
    expect(patient.button("Wine")).to_have_attribute("aria-pressed", "true")
    assert patient.requests == []


@ONLY_SERVER
def test_the_server_is_asked_by_a_post_without_the_question_in_its_address(patient: Phone) -> None:
    patient.requests.clear()
    ask(patient, "hot yoga")
    assert "POST /can-i" in patient.requests


def test_the_wait_is_said_in_hours_and_minutes_too(patient: Phone) -> None:
    expect(ask(patient, "nap").locator(".from")).to_have_text(re.compile(r"From \d\d:\d\d \w+ in 2 h (12|11|10) min"))


@ONLY_PHONE
def test_words_that_begin_so_are_offered_and_only_a_tap_looks_them_up(patient: Phone) -> None:
    patient.page.get_by_role("searchbox").press_sequentially("saun")
    expect(patient.button("Sauna")).to_be_visible()
    expect(patient.button("Wine")).to_have_count(0)
    expect(patient.page.locator("#answer")).to_be_empty()
    patient.button("Sauna").click()
    expect(patient.page.locator(".verdict")).to_have_text("Not yet")
    patient.page.get_by_role("searchbox").fill("")
    expect(patient.button("Wine")).to_be_visible()


@ONLY_PHONE
def test_a_treatment_added_meanwhile_counts(patient: Phone) -> None:
    first = ask(patient, "wine").locator(".from time").get_attribute("datetime")
    page = patient.open("/start")
    for words in ("Dysport", "Chin", "1 hour ago", "Show what to do now"):
        page.get_by_text(words, exact=True).click()
    page.wait_for_url("**/now")
    second = ask(patient, "wine").locator(".from time").get_attribute("datetime")
    assert first
    assert second
    assert first < second


def test_the_page_of_its_own_answers_too(patient: Phone) -> None:
    patient.open("/can-i")
    assert verdict(ask(patient, "hot yoga")) == "Not yet"
    expect(patient.page.locator("#answer .from time")).to_have_text(re.compile("today|tomorrow"))
    patient.page.get_by_role("banner").get_by_role("link", name="Now").click()
    expect(patient.page.get_by_role("heading", level=1)).to_have_text("Right now")
