"""How Alice asks: a word, a chip or an offer; in view, read out, kept nowhere, and without a network too."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.can_i import OF_THE_PHONE, OF_THE_SERVER, ask, at_now, verdict
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

ONLY_SERVER = pytest.mark.parametrize("patient", [OF_THE_SERVER], indirect=True)
ONLY_PHONE = pytest.mark.parametrize("patient", [OF_THE_PHONE], indirect=True)


@pytest.fixture(params=[OF_THE_PHONE, OF_THE_SERVER])
def patient(request: pytest.FixtureRequest, house: House, phones: GivePhone) -> Phone:
    return at_now(phones, house, request.param)


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
